"""Which Cypher queries are allowed, decided before the database sees them."""

from __future__ import annotations

import re
from collections.abc import Collection

from follicle_graph.errors import DamagedStore, StoreError

WAY_TO_CHANGE = "write(G) is the way to change a store"

_ASIDE = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|/\*.*?\*/|//[^\n]*", re.DOTALL)
_PARAMETER = re.compile(r"\$(\w+)")
_FILES = {"COPY", "EXPORT", "IMPORT", "LOAD", "ATTACH", "DETACH", "USE", "CHECKPOINT"}
_EXTENSIONS = {"INSTALL", "UNINSTALL", "UPDATE", "FORCE"}
_TRANSACTIONS = {"BEGIN", "COMMIT", "ROLLBACK"}


def check_question(query: str, given: Collection[str]) -> None:
    """Refuse what an engine does even when it is open for reading only.

    It writes other files (COPY … TO), runs the first of several statements when the second is
    wrong, and reads a missing parameter as NULL.

    Parameters
    ----------
    query
        The query.
    given
        The names of the parameters that were given.

    Raises
    ------
    StoreError
        For such a query, and for what is not text.

    >>> check_question("MATCH (e:Entity {id: $id}) RETURN ';' // COPY", {"id"})
    """
    if not isinstance(query, str):
        raise StoreError(f"the query is a {type(query).__name__}; write Cypher in a string")
    bare = _ASIDE.sub(" ", query)
    statements = [statement.upper().split() for statement in bare.split(";") if statement.strip()]
    if len(statements) > 1:
        raise StoreError("cypher takes one statement; send several one after the other")
    words = set(re.findall(r"[A-Z_]+", bare.upper()))
    refused = sorted(words & (_FILES | _EXTENSIONS | _TRANSACTIONS))
    if refused:
        raise StoreError(
            f"cypher only asks, {refused[0]} is refused; {WAY_TO_CHANGE}; put a name that is such "
            "a word into backquotes"
        )
    if re.search(r"\bCALL\s+\w+\s*=", bare, re.IGNORECASE):
        raise StoreError("cypher only asks, a setting (CALL name=…) is refused; leave it out")
    missing = sorted(set(_PARAMETER.findall(bare)) - set(given))
    if missing:
        raise StoreError(
            f"the query names ${missing[0]}, which was not given",
            argument=missing[0],
            remedy=f"add {missing[0]}=… to the call",
        )


_CHANGES = {"CREATE", "MERGE", "SET", "DELETE", "REMOVE", "DROP", "INSERT", "FOREACH", "ALTER"}
_CHANGES |= {"TERMINATE", "GRANT", "REVOKE", "DENY", "START", "STOP", "RENAME", "TRANSACTIONS"}


def check_reads(query: str) -> None:
    """Refuse a query that changes a database.

    Raises
    ------
    StoreError
        For such a query.

    >>> check_reads("MATCH (e:Entity {label: 'SET'}) RETURN e.id")
    """
    _refuse_words(query, _CHANGES)


def check_calls(query: str) -> None:
    """Refuse procedures of a server, some of which change it.

    Raises
    ------
    StoreError
        For such a query.

    >>> check_calls("MATCH (e:Entity {label: 'CALL'}) RETURN e.id")
    """
    _refuse_words(query, {"CALL"})


def _refuse_words(query: str, refused: Collection[str]) -> None:
    words = set(re.findall(r"(?<![$.\w])[A-Z_]+\b", _ASIDE.sub(" ", query).upper()))
    found = sorted(words & set(refused))
    if found:
        raise StoreError(f"cypher only asks, {found[0]} is refused; {WAY_TO_CHANGE}")


def not_accepted(problem: object) -> StoreError:
    """The error for a query that the database refuses, with its message."""
    return StoreError(
        f"the database does not accept this query: {problem}; correct the query (nodes are "
        "Entity, relations REL) or its parameters"
    )


def damaged(location: str, problem: object, *, is_open: bool = True) -> DamagedStore:
    """The error for a store that does not hold what was written into it."""
    rest = "; export(folder) saves what can still be read" if is_open else ""
    return DamagedStore(
        f"the database is damaged: {problem}",
        place=location,
        remedy="write the graph again from its source, or take a copy of the file from before"
        + rest,
    )
