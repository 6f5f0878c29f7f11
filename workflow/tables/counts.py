"""What dashboards count: changes as steps make them, their sums, and what was published of them."""

from workflow.tables.columns import Big, Id, Json, Key, Micros, Row


class TallyChangeRow(Row, table=True):
    """What one step changed in the counts, until it is folded into them: a step appends, and waits for nobody."""

    __tablename__ = "tally_changes"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Id
    changes: Json


class TallyRow(Row, table=True):
    """How many cases count for one measure: of a force or firm, of one month, in one bucket of the measure."""

    __tablename__ = "tallies"
    __table_args__ = ({"sqlite_with_rowid": False},)

    scope: Key
    code: Key
    month: Key
    measure: Key
    bucket: Key
    count: Big


class SnapshotRow(Row, table=True):
    """What was published of one force, or of all, as it stood when a month had ended; it never changes."""

    __tablename__ = "snapshots"
    __table_args__ = ({"sqlite_with_rowid": False},)

    scope: Key
    code: Key
    month: Key
    made_at: Micros
    published: Json
