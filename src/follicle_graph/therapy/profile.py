"""A patient's profile: diagnosis, features, route, age and measured markers."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from follicle_graph.errors import InvalidProfile, InvalidQuestion
from follicle_graph.model.arguments import is_number
from follicle_graph.therapy.feature_names import find_disease, find_feature
from follicle_graph.therapy.marker_levels import Level, read_level
from follicle_graph.therapy.treatment_tables import (
    SAFETY,
    Feature,
    broader,
    entities,
    features,
    therapies,
)
from follicle_graph.therapy.wording import disease_label, feature_label

OLDEST = 120
_AGES = ((12, "age_child"), (18, "age_adolescent"), (65, "age_adult"), (math.inf, "age_older"))
_FERTILE = (15, 50)
"""Years of age, both included, in which an answer asks about pregnancy."""

_EXCLUDE = (
    ("preg", "age_child"), ("preg", "age_older"), ("preg", "male"),
    ("bf", "age_child"), ("bf", "age_older"), ("bf", "male"),
    ("cbp", "age_older"), ("cbp", "male"), ("male", "female"),
    ("age_child", "age_adolescent"), ("age_child", "age_adult"), ("age_child", "age_older"),
    ("age_adolescent", "age_adult"), ("age_adolescent", "age_older"),
    ("dx_aa_patchy", "dx_alopecia_totalis"), ("dx_aa_patchy", "dx_alopecia_universalis"),
    ("dx_aa_patchy", "hx_severity_over90"),
    ("hx_early_patch", "dx_alopecia_totalis"), ("hx_early_patch", "dx_alopecia_universalis"),
    ("hx_early_patch", "hx_severity_over90"), ("hx_early_patch", "hx_duration_long"),
    ("dx_aa_patchy", "sev_salt95"), ("hx_early_patch", "sev_salt95"),
    ("hx_recent_onset", "hx_duration_long"), ("hx_recent_onset", "hx_episode_over4y"),
    ("hx_early_patch", "hx_episode_over4y"),
)  # fmt: skip
"""Pairs of features that exclude each other."""

_SEVERE = ("dx_alopecia_totalis", "dx_alopecia_universalis", "hx_severity_over90", "sev_salt95")
"""Features that imply that at least half of the scalp is bald (SALT 50 or more)."""


@dataclass(frozen=True, init=False, slots=True, repr=False)
class Profile:
    """What is known of a patient. Names are checked when the profile is made.

    The fields hold ids, so that two profiles that say the same are equal. `noted` lists what was
    given but changes no verdict.

    Parameters
    ----------
    disease
        The diagnosis by id, label or synonym. None: taken from `features`.
    features
        Rows of `knowledge/profiles.tsv` by id, label or a name of their entity. A diagnosis, or a
        marker in words ("high IL-13", "normal IgE"), may stand among them.
    route
        The preferred route, such as `topical` or `oral`. None: any route.
    age
        Age in years, 0 to 120. None: not stated.
    levels
        Marker -> "high", "normal" or "low", or a number where a threshold is cited: IgE in IU/ml,
        raised from 200 (Guttman-Yassky et al. 2022, doi:10.1111/all.15071).

    Attributes
    ----------
    diseases
        The diagnosis, and those that stand among the features.
    sex
        `female` or `male`, where a feature says so.
    noted
        What was given but changes no verdict.

    Raises
    ------
    UnknownEntity, UnknownFeature
        A name is not known; the nearest names are in `nearest`.
    InvalidProfile
        The profile is empty or contradicts itself, or a number has no meaning.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> one = fg.Profile("alopecia areata", ["high IgE"])
    >>> one == fg.Profile("AA", ["Raised IgE (>=200 IU/ml)"])
    True
    """

    disease: str | None
    diseases: tuple[str, ...]
    features: tuple[str, ...]
    route: str | None
    age: float | None
    levels: tuple[Level, ...]
    sex: str | None
    noted: tuple[str, ...]

    def __init__(
        self,
        disease: str | None = None,
        features: Collection[str] = (),
        route: str | None = None,
        age: float | None = None,
        levels: Mapping[str, object] | None = None,
    ) -> None:
        draft = _Draft()
        if disease is not None:
            draft.add_disease(find_disease(disease))
        for name in (features,) if isinstance(features, str) else features:
            draft.add_name(name)
        for marker, value in (levels or {}).items():
            draft.add_level(read_level(marker, value))
        draft.add_age(age)
        draft.add_route(route)
        draft.finish()
        order = {feature: place for place, feature in enumerate(_FEATURES())}
        chosen = tuple(sorted(draft.features, key=order.__getitem__))
        for field, value in (
            ("disease", draft.diseases[0] if draft.diseases else None),
            ("diseases", tuple(draft.diseases)),
            ("features", chosen),
            ("route", draft.route),
            ("age", age),
            ("levels", tuple(sorted(set(draft.levels)))),
            ("sex", next(iter(sorted(draft.sexes)), None)),
            ("noted", tuple(dict.fromkeys(draft.noted))),
        ):
            object.__setattr__(self, field, value)

    @property
    def ages(self) -> tuple[float, float] | None:
        """The age, or age group, as years from and below; None where not stated.

        >>> Profile("AA", age=8).ages[0], Profile("AA", ["adolescent"]).ages, Profile("AA").ages
        (8, (12, 18), None)
        """
        if self.age is not None:
            return self.age, math.nextafter(self.age, math.inf)
        low = 0.0
        for high, feature in _AGES:
            if feature in self.features:
                return low, high
            low = high
        return None

    @property
    def pregnancy_unknown(self) -> bool:
        """Whether a woman whose age is or may be 15 to 50 says nothing on pregnancy.

        >>> Profile("AA", ["female"], age=30).pregnancy_unknown
        True
        """
        low, high = self.ages or (0, 0)
        fertile = self.sex == "female" and low <= _FERTILE[1] and high > _FERTILE[0]
        return fertile and not {"preg", "cbp"}.intersection(self.features)

    def described(self) -> list[tuple[str, str]]:
        """What the profile holds, by labels: (what, text).

        >>> Profile("AA", ["high IgE"], age=30).described()[0]
        ('diagnosis', 'alopecia areata')
        """
        rows = [("diagnosis", disease_label(disease)) for disease in self.diseases]
        rows += [("feature", text) for text in self._feature_labels()]
        rows += [("level", str(level)) for level in self.levels]
        for name, value in (("route", self.route), ("age", self.age), ("sex", self.sex)):
            rows += [(name, f"{value:g}" if name == "age" else str(value))] if value else []
        return rows

    def __repr__(self) -> str:
        """A call that makes the profile again, by labels."""
        name = disease_label(self.disease) if self.disease else None
        others = [disease_label(disease) for disease in self.diseases[1:]]
        sex = [self.sex] if self.sex else []
        parts = [repr(name), repr([*others, *self._feature_labels(), *sex])]
        parts += [f"route={self.route!r}"] if self.route else []
        parts += [f"age={self.age!r}"] if self.age is not None else []
        levels = {entities()[one.marker].label: one.said for one in self.levels}
        parts += [f"levels={levels!r}"] if levels else []
        return f"Profile({', '.join(parts)})"

    def _repr_html_(self) -> str:
        from follicle_graph.therapy.cards import profile_card

        return profile_card(self)

    def _feature_labels(self) -> list[str]:
        """Labels of the features, without those that the diagnosis or another feature implies."""
        own = set(self.diseases)
        implied = {"sev_salt50"} if set(_SEVERE).intersection(self.features) else set()
        rows = [_FEATURES()[name] for name in self.features if name not in implied]
        return [
            feature_label(row) for row in rows if row.entity not in own or row.group == "course"
        ]

    def __str__(self) -> str:
        words = [disease_label(disease) for disease in self.diseases] or ["no diagnosis"]
        words += self._feature_labels()
        stated = {_FEATURES()[feature].sets[:1] for feature in self.features}
        words += [str(one) for one in self.levels if ((one.marker, one.sign),) not in stated]
        words += [f"by {self.route} route"] if self.route else []
        return "; ".join(words)


_FEATURES = features


class _Draft:
    """Collects and checks the parts of a profile."""

    def __init__(self) -> None:
        self.diseases: list[str] = []
        self.features: set[str] = set()
        self.levels: list[Level] = []
        self.noted: list[str] = []
        self.sexes: set[str] = set()
        self.route: str | None = None

    def add_name(self, name: str) -> None:
        kind, found = find_feature(name)
        if kind == "feature":
            self.add_feature(_FEATURES()[str(found)])
        elif kind == "disease":
            self.add_disease(str(found))
        elif kind == "sex":
            self.sexes.add(str(found))
        elif isinstance(found, Level):
            self.add_level(found)

    def add_feature(self, feature: Feature) -> None:
        self.features.add(feature.id)
        if feature.group == "diagnosis":
            self.add_disease(feature.entity)

    def add_disease(self, disease: str) -> None:
        if disease in self.diseases:
            return
        self.diseases.append(disease)
        for feature in _FEATURES().values():
            if feature.group == "diagnosis" and feature.entity == disease:
                self.features.add(feature.id)
        for parent, shared, feature_id in broader().get(disease, ()):
            if feature_id and shared:
                self.diseases.remove(disease)
                self.add_disease(parent)
                self.add_feature(_FEATURES()[feature_id])

    def add_level(self, level: Level) -> None:
        self.levels.append(level)
        matched = [
            feature.id
            for feature in _FEATURES().values()
            if feature.group == "laboratory" and feature.sets[:1] == ((level.marker, level.sign),)
        ]
        self.features.update(matched)
        if not matched and level.sign:
            self.noted.append(f"{level}: counts for its axis only, if it belongs to one")

    def add_age(self, age: float | None) -> None:
        if age is None:
            return
        if not is_number(age) or not 0 <= age <= OLDEST:
            raise InvalidProfile(argument="age", value=age, remedy=f"use years from 0 to {OLDEST}")
        self.features.add(next(feature for limit, feature in _AGES if age < limit))

    def add_route(self, route: str | None) -> None:
        if route is None:
            if "pref_topical" in self.features:
                self.route = "topical"
            return
        known = sorted({one for _, one in therapies()})
        if route not in known:
            raise InvalidProfile(
                argument="route",
                value=route,
                nearest=known,
                remedy=f"use one of {', '.join(known)}",
            )
        if route == "oral" and "pref_topical" in self.features:
            raise InvalidProfile(
                "the route is oral, yet topical treatment is preferred",
                argument="route",
                value=route,
                remedy="keep one",
            )
        self.route = route

    def finish(self) -> None:
        """Add what the features imply, then check for contradictions."""
        entity_of = {f.entity: f.id for f in _FEATURES().values() if f.group in SAFETY}
        for feature in tuple(self.features):
            row = _FEATURES()[feature]
            if row.group not in SAFETY:
                self.features |= {entity_of[n] for n, s in row.sets if s > 0 and n in entity_of}
        self._add_severity()
        self._add_female_pattern()
        normal_ige = any(level.marker == "ige" and level.sign == 0 for level in self.levels)
        if "ad_any" in self.features and "lab_high_ige" in self.features:
            self.features.add("ad_extrinsic")
        if "ad_any" in self.features and normal_ige:
            self.features.add("ad_intrinsic")
        if not self.diseases and not self.features and not self.levels:
            raise InvalidProfile(
                "the profile is empty", argument="disease", remedy="name a disease or a feature"
            )
        problems = [*self._excluded(), *self._opposed()]
        if problems:
            raise InvalidProfile(
                f"the profile contradicts itself: {'; '.join(problems)}",
                argument="features",
                remedy="keep one of each pair",
            )

    def _add_severity(self) -> None:
        if self.features.intersection(_SEVERE):
            self.features.add("sev_salt50")

    def _add_female_pattern(self) -> None:
        """Pattern loss of a woman is judged by trials in women."""
        male, female = "androgenetic_alopecia", "female_pattern_hair_loss"
        if "female" in self.sexes and male in self.diseases:
            place = self.diseases.index(male)
            self.diseases[place : place + 1] = [] if female in self.diseases else [female]
            self.features.discard("dx_aga")
            self.features.add("dx_fphl")
        self.noted += [f"{sex}: used for pattern hair loss only" for sex in sorted(self.sexes)]

    def _excluded(self) -> list[str]:
        said = self.features | self.sexes

        def word(name: str) -> str:
            return name if name in self.sexes else feature_label(_FEATURES()[name])

        return [f"{word(a)} and {word(b)}" for a, b in _EXCLUDE if a in said and b in said]

    def _opposed(self) -> list[str]:
        """Nodes given as both high and low, or as high and normal."""
        said: dict[str, dict[int, str]] = {}
        for feature in sorted(self.features):
            row = _FEATURES()[feature]
            if row.group not in SAFETY:
                for node, sign in (*row.sets, *((node, 0) for node in row.normal)):
                    said.setdefault(node, {}).setdefault(sign, feature_label(row))
        for level in self.levels:
            said.setdefault(level.marker, {}).setdefault(level.sign, str(level))
        return [
            " and ".join(dict.fromkeys(words.values()))
            for _, words in sorted(said.items())
            if len(words) > 1
        ]


def as_profile(given: object, call: str) -> Profile:
    """A profile, or the profile of a diagnosis given as text.

    Parameters
    ----------
    given
        A Profile or the name of a diagnosis.
    call
        How the function is called; shown in the error.

    Raises
    ------
    InvalidQuestion
        `given` is neither.
    UnknownEntity, AmbiguousEntity
        The text names no diagnosis, or several.

    Examples
    --------
    >>> as_profile("AA", "treatments(G, profile)") == Profile("alopecia areata")
    True
    """
    if isinstance(given, Profile):
        return given
    if isinstance(given, str):
        return Profile(given)
    raise InvalidQuestion(
        f"the profile is a {type(given).__name__}",
        argument="profile",
        value=given,
        remedy=f"write {call} with a Profile or the name of a diagnosis, such as "
        "Profile('alopecia areata', ['high IgE']) or 'AA'",
    )


def shared_diseases(profile: Profile) -> tuple[str, ...]:
    """The diagnoses and the broader diseases whose evidence they share, nearest first."""
    found = list(profile.diseases)
    for disease in found:
        found += [b for b, shared, _ in broader().get(disease, ()) if shared and b not in found]
    return tuple(found)


def subgroups(profile: Profile) -> tuple[str, ...]:
    """The subgroups that features narrow the diagnosis to, such as `aa_extrinsic_ad`.

    >>> subgroups(Profile("alopecia areata", ["extrinsic atopic dermatitis"]))
    ('aa_extrinsic_ad',)
    """
    diseases = shared_diseases(profile)
    found = [
        narrower
        for narrower, links in broader().items()
        for wide, _, feature in links
        if feature and feature in profile.features and wide in diseases
    ]
    return tuple(sorted({*found, *(d for d in profile.diseases if d == "aa_nonatopic")}))


def related_diseases(profile: Profile) -> frozenset[str]:
    """Diseases one step broader or narrower that are neither the diagnosis nor shared with it."""
    own = {*shared_diseases(profile), *subgroups(profile)}
    related = {
        other
        for narrower, links in broader().items()
        for wide, _, feature in links
        if not feature and {narrower, wide} & own
        for other in (narrower, wide)
    }
    if profile.sex == "male":
        related.discard("female_pattern_hair_loss")
    return frozenset(related - own)
