"""What is checked before a database is used: its modes, its schema, and that these are its keys."""

from collections.abc import Callable

from sqlalchemy import bindparam, func, inspect, select, text

from workflow.engines import MODES
from workflow.faults import ConfigurationFault, translated
from workflow.keys import Keys
from workflow.lines import Line
from workflow.migrations import HEAD
from workflow.prepared import Prepared, Rows, Values, insertion
from workflow.tables import CaseRow, CredentialRow, MetaRow, SurveyCommentRow
from workflow.turns import Lines

CASES, CREDENTIALS, META = CaseRow.__table__, CredentialRow.__table__, MetaRow.__table__
COMMENTS = SurveyCommentRow.__table__

SELECT_MARKS = Prepared(select(META.c.name, META.c.value).where(META.c.name.like("key:%")))
INSERT_MARK = insertion(META)
# Each walks an index from one key id to the next: a database of a million cases has two.
NEXT_KEY_ID = tuple(
    Prepared(select(func.min(column)).where(column > bindparam("after")))
    for column in (CASES.c.key_id, CREDENTIALS.c.key_id, COMMENTS.c.key_id)
)


def check(writers: Lines, keys: Keys) -> None:
    """Refuse, with `ConfigurationFault`, a database that these programs and keys must not be used on."""
    with translated(), writers.line() as line:
        check_modes(line)
        _check_schema(line)
        _check_keys(line, keys)
        line.commit()


def check_modes(line: Line) -> None:
    """Refuse a connection that may lose what it has answered for."""
    if line.dialect.name == "postgresql":
        if line.connection.scalar(text("SHOW synchronous_commit")) == "off":
            raise ConfigurationFault("synchronous_commit is off: a crash would lose commits; turn it on")
        return
    for mode, wanted in MODES.items():
        found = str(line.connection.exec_driver_sql(f"PRAGMA {mode}").scalar())
        if found != wanted:
            raise ConfigurationFault(f"SQLite's {mode} is {found} where Rowan needs {wanted}")


def _check_schema(line: Line) -> None:
    found = None
    if inspect(line.connection).has_table("alembic_version"):
        found = line.connection.scalar(text("SELECT version_num FROM alembic_version"))
    if found is None:
        raise ConfigurationFault("the database has no schema yet: run `rowan migrate`")
    # Revisions are numbered in order, four digits each.
    if found < HEAD:
        raise ConfigurationFault(f"the database is at schema {found}, Rowan at {HEAD}: run `rowan migrate`")
    if found > HEAD:
        raise ConfigurationFault(
            f"the database is at schema {found}, which is newer than this Rowan's {HEAD}"
        )


def _check_keys(line: Line, keys: Keys) -> None:
    for key_id in used_keys(line.rows):
        if not keys.holds(key_id):
            raise ConfigurationFault(f"rows are sealed under key {key_id}, which {keys.source} does not hold")
    known: dict[str, str] = dict(line.rows(SELECT_MARKS, {}))
    for name, mark in keys.marks().items():
        if known.get(name, mark) != mark:
            raise ConfigurationFault(
                f"{keys.source} holds another {name.replace(':', ' ')} than this database knows"
            )
        if name not in known:
            line.run(INSERT_MARK, {"name": name, "value": mark})


def used_keys(rows: Callable[[Prepared, Values], Rows]) -> list[str]:
    """The ids of the keys that cases, credentials and comments are sealed under, asked for by `rows`."""
    used: set[str] = set()
    for statement in NEXT_KEY_ID:
        after = ""
        while (found := rows(statement, {"after": after})[0][0]) is not None:
            after = found
            used.add(found)
    return sorted(used)
