"""Finds features, diagnoses and markers by the names that people write."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

from follicle_graph.errors import AmbiguousEntity, InvalidProfile, UnknownEntity, UnknownFeature
from follicle_graph.model.facts import Entity
from follicle_graph.model.names import fold, nearest_names, resolve_among
from follicle_graph.therapy.marker_levels import WORDS, Level, read_level
from follicle_graph.therapy.treatment_tables import broader, entities, features, therapies

Kind = Literal["feature", "disease", "sex", "level"]

_SEXES = {"male": "male", "man": "male", "boy": "male"}
_SEXES |= {"female": "female", "woman": "female", "girl": "female"}
_ALSO = {
    "preg": ("pregnant",),
    "bf": ("breast-feeding", "lactating", "nursing"),
    "immuno_weak": ("weakened immunity", "immunosuppressed", "immunosuppression"),
    "allergy_sirolimus": ("rapamycin allergy", "sirolimus allergy", "allergy to sirolimus"),
    "rx_interacting": ("interacting medicine", "interacting medication", "interacting drugs"),
    "rx_antitnf": ("on a TNF blocker",),
    "rx_checkpoint": ("on a checkpoint inhibitor",),
    "lab_eosinophilia": ("high eosinophils", "raised eosinophils"),
    "diet_poor": ("poor diet",),
    "stress_high": ("stress",),
    "surgery": ("operation planned",),
    "sev_salt50": ("SALT 50", "SALT >= 50", "severe", "severe disease"),
    "sev_salt95": ("SALT 95", "SALT >= 95", "very severe", "very severe disease"),
    "hx_jaki_stopped": ("stopped a JAK inhibitor",),
    "cv_risk": ("heart disease risk",),
}
"""Further names of features."""


@cache
def _feature_names() -> tuple[Entity, ...]:
    """Every feature with its names: its own, and those of its entity.

    The names of an entity go to the first feature that refers to it. They are not used where the
    entity is a habit (a poor diet is not a balanced diet) or the disease that a course is about.
    """
    lent: set[str] = set()
    habits = {key for (key, _), rows in therapies().items() if rows[0].kind == "behaviour"}
    found = []
    for feature in features().values():
        names = [*_ALSO.get(feature.id, ())]
        plain = feature.label.partition(" (")[0]
        names.append(plain)
        if plain.startswith("Raised "):
            names += [f"{word} {plain[7:]}" for word in ("high", "elevated", "increased")]
        lends = feature.entity not in lent | habits and not (
            feature.group == "course" and feature.entity in _diagnoses()
        )
        if lends:
            lent.add(feature.entity)
            entity = entities()[feature.entity]
            names += [entity.label, entity.short_label, *entity.synonyms, entity.id]
        found.append(Entity(feature.id, feature.label, synonyms=tuple(filter(None, names))))
    return tuple(found)


@cache
def _diagnoses() -> dict[str, Entity]:
    """What can be a diagnosis: diseases of the atlas and the entities of diagnosis features."""
    ids = {one.id for one in entities().values() if one.kind == "disease"}
    ids |= {feature.entity for feature in features().values() if feature.group == "diagnosis"}
    ids |= {
        name for narrow, links in broader().items() for name in (narrow, *(b[0] for b in links))
    }
    return {name: entities()[name] for name in sorted(ids)}


def find_disease(name: str) -> str:
    """The id of a diagnosis by any of its names.

    Raises
    ------
    UnknownEntity
        No diagnosis has this name; the nearest are in `nearest`.
    AmbiguousEntity
        Several have it.

    >>> find_disease("AA")
    'alopecia_areata'
    """
    by_feature = [one for one in _feature_names() if features()[one.id].group == "diagnosis"]
    try:
        return resolve_among(_diagnoses().values(), name)
    except UnknownEntity as unknown:
        try:
            return features()[resolve_among(by_feature, name)].entity
        except UnknownEntity:
            raise _other_entity(name, unknown) from None


def _other_entity(name: str, unknown: UnknownEntity) -> UnknownEntity:
    """The error for a name that is no diagnosis; it says so when another entity has it."""
    try:
        other = entities()[resolve_among(entities().values(), name)]
    except (UnknownEntity, AmbiguousEntity):
        return unknown
    return unknown.but(
        problem=f"{other.label} is no diagnosis",
        remedy="name a disease, like 'AA'; ask about(G, name) for what acts on other entities",
    )


def find_feature(name: str) -> tuple[Kind, str | Level]:
    """What one name in a profile means: a feature, a diagnosis, a sex or a marker in words.

    Raises
    ------
    UnknownFeature
        Nothing has this name; the nearest names are in `nearest`.
    AmbiguousEntity
        Several things have it.
    InvalidProfile
        The name is empty or not a text.

    >>> find_feature("high IgE")
    ('feature', 'lab_high_ige')
    """
    if not isinstance(name, str) or not name.strip():
        raise InvalidProfile(
            f"a feature is {name!r}", argument="features", value=name, remedy="name it in words"
        )
    for pool, kind in ((_feature_names(), "feature"), (tuple(_diagnoses().values()), "disease")):
        found = _found(pool, name)
        if found is not None:
            return ("feature" if kind == "feature" else "disease"), found
    if fold(name) in _SEXES:
        return "sex", _SEXES[fold(name)]
    word, _, marker = name.strip().partition(" ")
    if word.casefold() in WORDS and marker:
        try:
            return "level", read_level(marker, word)
        except UnknownEntity:
            pass
    pool = (*_feature_names(), *_diagnoses().values())
    raise UnknownFeature(name, nearest_names(pool, fold(name)))


def _found(pool: Sequence[Entity], name: str) -> str | None:
    try:
        return resolve_among(pool, name)
    except UnknownEntity:
        return None
