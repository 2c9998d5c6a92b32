"""How often `what_if` is right: its answers beside experiments that the atlas lists.

    python benchmarks/what_if.py [--quick] [--silent]

Every experiment of `knowledge/interventions.tsv` with a clear start state (prevention, reversal,
normal tissue, stimulated in vitro) and a clear outcome (-1, 0, +1) is one question: what was
added is +1, what was blocked, knocked out or depleted is -1, targets named beside it are -1.
Outcomes are compared with the untreated arm. Withdrawal is not asked.

Printed for each method: on how many it speaks, and of what it says, how much is right, opposite,
or called where nothing moved. The same again after the paper of each experiment is removed from
the network. `--quick` leaves that part out. `--silent` lists the nodes of experiments on which
the model cannot speak, for curators.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import networkx as nx

import follicle_graph as fg
from follicle_graph.atlas.paper import without
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import DEFAULT_LAYER, knowledge, read_tsv
from follicle_graph.therapy.table_references import references_of

ASKED = ("prevention", "reversal", "normal_tissue", "stimulated_in_vitro")
SHARES = (0.5, 0.6, 0.75, 0.9, 1.01)


class Experiment(NamedTuple):
    """One experiment: what was done, what was read, how it moved, and its paper."""

    id: str
    levels: Mapping[str, int]
    read_out: str
    outcome: int
    references: tuple[str, ...]


class Said(NamedTuple):
    """What a method says: a sign or None, with its share and the reason for silence."""

    change: int | None
    share: float = 1.0
    reason: str = ""


Method = Callable[[Graph, Mapping[str, int], str], Said]


def experiments() -> list[Experiment]:
    """The experiments that can be asked."""
    found = []
    for row in read_tsv(knowledge().joinpath("interventions.tsv")):
        if row["start_state"] in ASKED and row["outcome"] in ("-1", "0", "+1"):
            levels = {row["perturbation_entity"]: 1 if row["direction"] == "add" else -1}
            for other in filter(None, map(str.strip, row["co_targets"].split(";"))):
                levels.setdefault(other, -1)
            papers = references_of([row["reference_key"]])
            found.append(
                Experiment(
                    row["fact_id"], levels, row["readout_entity"], int(row["outcome"]), papers
                )
            )
    return found


def model(G: Graph, levels: Mapping[str, int], read_out: str, *, seed: int = 0) -> Said:
    """`what_if`."""
    try:
        found = fg.what_if(G, levels, seed=seed).response(read_out)
    except fg.InvalidQuestion:
        return Said(None, 0.0, "nothing of it in the mechanism layer")
    except fg.UnknownEntity:
        return Said(None, 0.0, "no such entity")
    return Said(found.change, found.share, found.reason)


def always_lowers(G: Graph, levels: Mapping[str, int], read_out: str) -> Said:  # noqa: ARG001
    """Says that every read-out falls."""
    return Said(-1)


def shortest_path(G: Graph, levels: Mapping[str, int], read_out: str) -> Said:
    """The sign of the shortest signed path of at most six hops; silent if several disagree."""
    signs = set()
    for node, level in levels.items():
        if node in G and read_out in G and node != read_out:
            best = fg.paths(G, node, read_out, max_hops=6, limit=1)
            signs |= {path.sign * level for path in best}
    return Said(signs.pop() if len(signs) == 1 else None)


def unanimous_routes(G: Graph, levels: Mapping[str, int], read_out: str) -> Said:
    """The sign that all routes of at most four hops share."""
    signs = set()
    for node, level in levels.items():
        if node in G and read_out in G and node != read_out:
            verdict = fg.effect(G, node, read_out, max_hops=4).verdict
            if verdict == "ambiguous":
                return Said(None)
            signs |= (
                {level if verdict == "increase" else -level} if verdict.endswith("rease") else set()
            )
    return Said(signs.pop() if len(signs) == 1 else None)


METHODS: Mapping[str, Method] = {
    "always lowers": always_lowers,
    "shortest signed path": shortest_path,
    "unanimous routes": unanimous_routes,
    "what_if": model,
}


def line(name: str, answers: list[tuple[Said, int]]) -> str:
    """One row of the table."""
    spoken = [(said.change, outcome) for said, outcome in answers if said.change is not None]
    right = sum(change == outcome for change, outcome in spoken)
    opposite = sum(change == -outcome for change, outcome in spoken if outcome)
    overcalled = sum(not outcome for _, outcome in spoken)
    of = max(len(spoken), 1)
    return (
        f"{name:24} {len(spoken):4} of {len(answers)} {len(spoken) / len(answers):6.0%} "
        f"{right / of:6.0%} {opposite / of:9.1%} {overcalled / of:10.0%}"
    )


HEADER = f"{'':24} {'speaks':>11} {'':6} {'right':>6} {'opposite':>9} {'overcalled':>10}"


@cache
def removed(papers: tuple[str, ...]) -> Graph:
    """The atlas without some papers; one graph a paper, so that its networks are reused."""
    G = fg.load()
    cited = {
        piece.reference for *_, data in G.edges(data=True) for piece in data["evidence"]
    } & set(papers)
    return without(G, sorted(cited)) if cited else G


def table(asked: list[Experiment], graph_of: Callable[[Experiment], Graph]) -> None:
    """Print all methods, and the reliability of `what_if` by share."""
    print(HEADER)
    told: list[tuple[Said, int]] = []
    for name, method in METHODS.items():
        answers = [(method(graph_of(one), one.levels, one.read_out), one.outcome) for one in asked]
        told = answers
        print(line(name, answers))
    print("\nwhat_if by share")
    for least, below in pairwise(SHARES):
        some = [(s, o) for s, o in told if s.change is not None and least <= s.share < below]
        if some:
            right = sum(said.change == outcome for said, outcome in some)
            print(f"  {least:.2f} to {min(below, 1):.2f}   {right} of {len(some)} right")
    wrong = [
        f"{one.id} {one.levels} {one.read_out}: said {said.change:+d} ({said.share:.2f}), "
        f"seen {one.outcome:+d}"
        for one, (said, _) in zip(asked, told, strict=True)
        if said.change is not None and said.change != one.outcome
    ]
    print("\nwrong:", *wrong, sep="\n  ")
    reasons = Counter(said.reason for said, _ in told if said.change is None)
    print(
        "\nsilent:", *(f"{count} {reason}" for reason, count in reasons.most_common()), sep="\n  "
    )


def silent(asked: list[Experiment]) -> None:
    """Print the nodes of experiments without a mechanism edge or a route."""
    G = fg.load()
    signed = nx.DiGraph(
        (u, v)
        for u, v, data in G.edges(data=True)
        if data["layer"] == DEFAULT_LAYER and data["sign"] and u != v
    )
    for one in asked:
        lost = [n for n in (*one.levels, one.read_out) if n not in signed]
        if lost:
            print(f"{one.id}: no mechanism edge: {', '.join(lost)}")
        elif not any(nx.has_path(signed, node, one.read_out) for node in one.levels):
            print(f"{one.id}: no route from {', '.join(one.levels)} to {one.read_out}")


def main(words: list[str]) -> None:
    asked = experiments()
    if "--silent" in words:
        silent(asked)
        return
    G = fg.load()
    start = time.perf_counter()
    fg.what_if(G, {"jak1": -1})
    built = time.perf_counter() - start
    start = time.perf_counter()
    fg.what_if(G, {"tnf": -1, "ifng": -1})
    print(f"build {built:.2f} s, an answer {1000 * (time.perf_counter() - start):.0f} ms\n")
    print(f"{len(asked)} experiments, the whole atlas")
    table(asked, lambda one: G)  # noqa: ARG005
    seeds = [[model(G, e.levels, e.read_out, seed=s).change for e in asked] for s in range(3)]
    same = sum(len(set(answers)) == 1 for answers in zip(*seeds, strict=True))
    print(f"\nthree seeds agree on {same} of {len(asked)}")
    if "--quick" not in words:
        asked.sort(key=lambda one: one.references)
        print(f"\n{len(asked)} experiments, each without its own paper")
        table(asked, lambda one: removed(one.references))


if __name__ == "__main__":
    main(sys.argv[1:])
