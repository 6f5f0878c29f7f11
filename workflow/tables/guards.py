"""The triggers that keep the trail append-only, for both engines, made with its tables.

An entry may only follow the last of its stream, and stays as it is. A sealed payload may be erased, never changed.
"""

from sqlalchemy import DDL, Table, event

from workflow.tables.trail import EntryRow, SealedPayloadRow

# The second condition also stops REPLACE, whose deletion SQLite hides from triggers unless told otherwise.
ENTRIES_SQLITE = (
    """CREATE TRIGGER entries_follow BEFORE INSERT ON entries
WHEN NEW.previous IS NOT CASE NEW.seq WHEN 1 THEN zeroblob(32)
    ELSE (SELECT hash FROM entries WHERE stream = NEW.stream AND seq = NEW.seq - 1) END
  OR EXISTS (SELECT 1 FROM entries WHERE stream = NEW.stream AND seq >= NEW.seq)
BEGIN SELECT RAISE(ABORT, 'an entry must follow the last one of its stream'); END""",
    """CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    """CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
)
PAYLOADS_SQLITE = (
    """CREATE TRIGGER sealed_payloads_no_update BEFORE UPDATE ON sealed_payloads
BEGIN SELECT RAISE(ABORT, 'a sealed payload is never changed'); END""",
    """CREATE TRIGGER sealed_payloads_no_replace BEFORE INSERT ON sealed_payloads
WHEN EXISTS (SELECT 1 FROM sealed_payloads WHERE stream = NEW.stream AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'a sealed payload is never changed'); END""",
)

# ALWAYS: else a session that calls itself a replica would pass them.
ENTRIES_POSTGRESQL = (
    """CREATE FUNCTION entries_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last bytea := decode(repeat('00', 32), 'hex');
BEGIN
  IF NEW.seq <> 1 THEN
    SELECT hash INTO last FROM entries WHERE stream = NEW.stream AND seq = NEW.seq - 1;
  END IF;
  IF NEW.previous IS DISTINCT FROM last
    OR EXISTS (SELECT 1 FROM entries WHERE stream = NEW.stream AND seq >= NEW.seq) THEN
    RAISE EXCEPTION 'an entry must follow the last one of its stream'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$""",
    """CREATE FUNCTION stay_as_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what the trail holds is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$""",
    "CREATE TRIGGER entries_follow BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION entries_follow()",
    """CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE ON entries
FOR EACH ROW EXECUTE FUNCTION stay_as_written()""",
    """CREATE TRIGGER entries_stay_whole BEFORE TRUNCATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION stay_as_written()""",
    "ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_follow",
    "ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_stay",
    "ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_stay_whole",
)
PAYLOADS_POSTGRESQL = (
    """CREATE TRIGGER sealed_payloads_stay BEFORE UPDATE ON sealed_payloads
FOR EACH ROW EXECUTE FUNCTION stay_as_written()""",
    "ALTER TABLE sealed_payloads ENABLE ALWAYS TRIGGER sealed_payloads_stay",
)


def _guard(table: Table, dialect: str, statements: tuple[str, ...]) -> None:
    for statement in statements:
        event.listen(table, "after_create", DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call] # SQLAlchemy left it so.


_guard(EntryRow.__table__, "sqlite", ENTRIES_SQLITE)
_guard(EntryRow.__table__, "postgresql", ENTRIES_POSTGRESQL)
_guard(SealedPayloadRow.__table__, "sqlite", PAYLOADS_SQLITE)
_guard(SealedPayloadRow.__table__, "postgresql", PAYLOADS_POSTGRESQL)
