"""Core statements compiled once for each engine, for the command path.

Executing Core anew costs more than the write itself; what SQLAlchemy compiled once is run on the driver's own
cursor, inside the same transaction.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple, cast

from sqlalchemy import Boolean, ColumnElement, Dialect, Executable, Table, bindparam, insert
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

from workflow.sealed import Sealed, SealedBytes

Values = Mapping[str, Any]
Rows = list[tuple[Any, ...]]


class Compiled(NamedTuple):
    """One engine's text, how named values become its positions, and how the driver's rows become ours."""

    text: str
    bind: Callable[[Values], Sequence[Any]]
    shape: Callable[[Rows], Rows]


class Prepared:
    """Made once, at import, from a Core statement or `text()`; values are given by name when it is run."""

    __slots__ = ("_compiled", "statement")

    def __init__(self, statement: Executable) -> None:
        self.statement = statement
        self._compiled: dict[str, Compiled] = {}

    def on(self, dialect: Dialect) -> Compiled:
        """The statement as this engine takes it."""
        try:
            return self._compiled[dialect.name]
        except KeyError:
            # Two threads may both compile it: they store the same.
            made = self._compiled[dialect.name] = _compile(self.statement, dialect)
            return made


def insertion(table: Table, *returning: ColumnElement[Any]) -> Prepared:
    """One new row, every column given by its name, except a number that the database gives."""
    given: dict[str, Any] = {
        column.name: bindparam(column.name) for column in table.c if column is not table.autoincrement_column
    }
    statement = insert(table).values(given)
    return Prepared(statement.returning(*returning) if returning else statement)


class _Slot(NamedTuple):
    """The place of a value that is still to come."""

    name: str


def _compile(statement: Executable, dialect: Dialect) -> Compiled:
    compiled = cast("SQLCompiler", cast("ClauseElement", statement).compile(dialect=dialect))
    # Constants keep their values, and a list of them inside IN is spelt out; the rest are slots.
    slots = {name: _Slot(name) for name, bind in compiled.binds.items() if bind.required}
    state = compiled.construct_expanded_state(slots)
    sealed = {name for name in slots if isinstance(compiled.binds[name].type, SealedBytes)}
    return Compiled(
        state.statement, _binder(state.positional_parameters, sealed), _shaper(statement, dialect)
    )


def _binder(places: Sequence[Any], sealed: set[str]) -> Callable[[Values], Sequence[Any]]:
    names = [place.name if isinstance(place, _Slot) else f"={number}" for number, place in enumerate(places)]
    fixed = {name: place for name, place in zip(names, places, strict=True) if not isinstance(place, _Slot)}
    taken = set(names) - fixed.keys()
    pick = _picker(names)

    def bind(values: Values) -> Sequence[Any]:
        if sealed:
            values = {
                name: bytes(value) if isinstance(value, Sealed) else value for name, value in values.items()
            }
        try:
            picked = pick({**fixed, **values} if fixed else values)
        except KeyError:
            picked = None
        if picked is None or len(values) != len(taken):
            # A value left out, or one too many, would be a column silently not written.
            raise TypeError(f"this statement takes {sorted(taken)}, not {sorted(values)}")
        return picked

    return bind


def _picker(names: Sequence[str]) -> Callable[[Values], tuple[Any, ...]]:
    """From values by name to values by place, without a turn of Python's a value."""
    if len(names) < 2:
        # An itemgetter of one name gives no tuple, and of none it cannot be made.
        return lambda values: tuple(values[name] for name in names)
    return itemgetter(*names)


def _shaper(statement: Executable, dialect: Dialect) -> Callable[[Rows], Rows]:
    columns: Iterable[ColumnElement[Any]] = getattr(statement, "exported_columns", ())
    processors = {
        place: process
        for place, column in enumerate(columns)
        if isinstance(column.type, Boolean | SealedBytes)
        and (process := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
    }
    if not processors:
        return lambda rows: rows
    return lambda rows: [
        tuple(processors[place](value) if place in processors else value for place, value in enumerate(row))
        for row in rows
    ]
