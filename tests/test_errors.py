"""Errors carry their facts as fields and arrive in another process as they were sent."""

from __future__ import annotations

import ast
import copy
import inspect
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import follicle_graph as fg
from follicle_graph import errors

CASES: dict[str, errors.FollicleGraphError] = {
    "FollicleGraphError": fg.FollicleGraphError("something is wrong; mend it"),
    "UnknownEntity": fg.UnknownEntity("ifn", ["IFN-γ", "IFN-α"]),
    "AmbiguousEntity": fg.AmbiguousEntity("IL", ["il1", "il2"]),
    "InvalidQuestion": fg.InvalidQuestion(argument="limit", value=0, remedy="use 1 or more"),
    "UnknownFeature": fg.UnknownFeature("high IgG"),
    "InvalidProfile": fg.InvalidProfile("the profile is empty; name a disease"),
    "InvalidGraph": fg.InvalidGraph([f"edge {n}: sign 7; use +1, -1 or 0" for n in range(30)]),
    "SketchError": fg.SketchError("a -> b\n c", 8, "no arrow"),
    "CurationError": fg.CurationError(["papers/x.yaml:3: no grade"]),
    "StoreError": fg.StoreError("the store is closed; open it again"),
    "ClosedStore": errors.ClosedStore("a.lbug"),
    "DamagedStore": fg.DamagedStore("a.lbug is damaged: x; write it again", place="a.lbug"),
    "OutputError": fg.OutputError("cannot write 'x'; name another file"),
    "MissingLibrary": fg.MissingLibrary("pyvis", "pyvis networks", "pyvis"),
    "FormatError": fg.FormatError("x.json, line 3", "it is no JSON; mend it"),
}
ask: Any = fg
cases = pytest.mark.parametrize("error", CASES.values(), ids=CASES)


def raised(name: str) -> None:
    raise CASES[name]


@cache
def pool() -> Any:
    return multiprocessing.get_context("spawn")


def test_every_class_of_error_has_a_case() -> None:
    classes = {
        name
        for name, thing in vars(errors).items()
        if inspect.isclass(thing) and issubclass(thing, errors.FollicleGraphError)
    }
    assert classes == set(CASES)


@cases
def test_an_error_survives_pickle_and_copy_as_an_equal_one(error: Any) -> None:
    for again in (
        pickle.loads(pickle.dumps(error)),
        copy.copy(error),
        copy.deepcopy(error),
    ):
        assert again == error
        assert hash(again) == hash(error)
        assert (type(again), str(again), repr(again)) == (type(error), str(error), repr(error))
        assert vars(again) == vars(error)


def test_an_error_comes_out_of_a_pool_as_it_was_raised() -> None:
    with pool().Pool(1) as workers:
        for name, error in CASES.items():
            with pytest.raises(type(error)) as caught:
                workers.apply_async(raised, [name]).get(60)
            assert caught.value == error
            assert str(caught.value) == str(error)


def test_an_error_comes_out_of_an_executor_as_it_was_raised() -> None:
    with ProcessPoolExecutor(1, mp_context=pool()) as workers:
        for name, error in CASES.items():
            with pytest.raises(type(error)) as caught:
                workers.submit(raised, name).result(60)
            assert caught.value == error
            assert str(caught.value) == str(error)


def test_a_value_that_cannot_be_pickled_does_not_stop_its_error() -> None:
    error = fg.InvalidQuestion(argument="sign", value=lambda: 1, remedy="use 1, -1 or None")
    again = pickle.loads(pickle.dumps(error))
    assert again == error
    assert again.value.startswith("<function")


def test_errors_with_different_fields_are_different() -> None:
    one = fg.InvalidQuestion(argument="limit", value=0)
    assert one != fg.InvalidQuestion(argument="max_hops", value=0)
    assert one != fg.InvalidProfile(argument="limit", value=0)
    assert one != "limit is 0"
    many = [f"edge {n}" for n in range(30)]
    assert fg.InvalidGraph(many) != fg.InvalidGraph([*many[:29], "node x"])


@pytest.mark.parametrize(
    ("question", "argument", "value"),
    [
        (lambda G: ask.paths(G, "a", "c", max_hops=0), "max_hops", 0),
        (lambda G: ask.paths(G, "a", "c", limit=0), "limit", 0),
        (lambda G: ask.paths(G, "a", "c", sign=2), "sign", 2),
        (lambda G: ask.paths(G, "a", "c", layers=["myth"]), "layers", ["myth"]),
        (lambda G: ask.keep(G, min_support=3), "min_support", 3),
        (lambda G: ask.neighborhood(G, "a", max_hops=1.5), "max_hops", 1.5),
        (lambda G: ask.neighborhood(G, "a", direction="up"), "direction", "up"),
        (lambda G: ask.search(G, "a", limit=0), "limit", 0),
        (lambda G: ask.layout(G, width=-1), "width", -1),
        (lambda G: ask.layout(G, seed="x"), "seed", "x"),
        (lambda G: ask.layout(G, seed=np.True_), "seed", np.True_),
    ],
)
def test_an_argument_outside_its_values_is_named_in_fields(
    question: Any, argument: str, value: object
) -> None:
    with pytest.raises(fg.InvalidQuestion) as caught:
        question(fg.sketch("a -> b -> c"))
    assert (caught.value.argument, caught.value.value) == (argument, value)
    assert caught.value.remedy.startswith("use ")
    assert str(caught.value).endswith(caught.value.remedy)


def test_a_name_that_is_unknown_comes_with_its_neighbours_and_the_way_on() -> None:
    with pytest.raises(fg.UnknownEntity) as caught:
        fg.resolve(fg.sketch("interferon -> b"), "interfron")
    assert (caught.value.value, caught.value.nearest) == ("interfron", ("interferon",))
    assert caught.value.remedy == "did you mean 'interferon'?"


QUESTIONS = {"InvalidQuestion", "InvalidProfile"}


def without_argument(code: str) -> list[int]:
    """Lines that make an invalid question without its argument, raised or not."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in QUESTIONS
        and "argument" not in {keyword.arg for keyword in node.keywords}
    ]


def test_every_invalid_question_names_its_argument() -> None:
    root = Path(fg.__file__).parent
    bare = [
        f"{path.relative_to(root)}:{line}"
        for path in sorted(root.rglob("*.py"))
        for line in without_argument(path.read_text(encoding="utf-8"))
    ]
    assert bare == []
    assert without_argument("def f():\n    return errors.InvalidQuestion('no')") == [2]


@pytest.mark.parametrize(
    ("question", "argument"),
    [
        (lambda G: ask.match(G, two_columns(), on="symbol"), "column"),
        (lambda G: ask.match(G, {"a": 10**400}), "table"),
        (lambda G: ask.match(G, {"a": 1}, on=np.array(["symbol"])), "on"),
        (lambda G: ask.match(G, {"a": 1}, duplicates=["mean"]), "duplicates"),
        (lambda G: ask.match(G, []), "table"),
        (lambda G: ask.match(G, {"z": 1}), "table"),
        (lambda G: ask.neighborhood(G, "a", direction=np.array(["in"])), "direction"),
        (lambda G: ask.neighborhood(G, "a", direction=pd.Series(["in"])), "direction"),
        (lambda _: ask.cite(["text"]), "format"),
        (lambda G: ask.picture(G, ["story"]), "what"),
        (lambda G: ask.save_figure(G, "a.svg", width_mm="180"), "width_mm"),
        (lambda G: ask.save_figure(G, 5), "path"),
        (lambda G: ask.explore(G).save(5), "path"),
        (lambda G: ask.bibliography(G).save(5), "path"),
    ],
)
def test_an_argument_of_another_type_is_named_in_fields(question: Any, argument: str) -> None:
    with pytest.raises(fg.InvalidQuestion) as caught:
        question(fg.sketch("a -> b -> c"))
    assert caught.value.argument == argument
    assert caught.value.value is not None
    assert caught.value.remedy


def two_columns() -> pd.DataFrame:
    return pd.DataFrame([["a", "x", 1.0]], columns=["gene", "gene", "logFC"])


def test_a_list_without_genes_gets_a_remedy_that_works() -> None:
    G = fg.sketch("a -> b")
    with pytest.raises(fg.InvalidQuestion) as caught:
        fg.match(G, [])
    assert "column" not in caught.value.remedy
    with pytest.raises(fg.InvalidQuestion, match="column=…"):
        fg.match(G, pd.DataFrame({"gene": ["", ""], "logFC": [1.0, 2.0]}))
