"""Documents of cases: what is said of each clearly, and apart from it what stands in it, sealed."""

from sqlalchemy import Index

from workflow.tables.columns import Big, CaseId, Key, MaybeMicros, Micros, Row, SealedColumn


class DocumentRow(Row, table=True):
    """One document: whose, of what kind and order, and the number of the entry that stored it."""

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_case", "case_id", "seq"),
        Index("ix_documents_order", "of_order", "kind", "seq"),
    )

    reference: Key
    case_id: CaseId
    kind: str
    of_order: str | None
    media: str
    size: Big
    seq: Big
    stored_by: str
    stored_at: Micros
    voided_at: MaybeMicros


class DocumentContentRow(Row, table=True):
    """What stands in a document, sealed under the key of its case: read by no list."""

    __tablename__ = "document_contents"

    reference: Key
    sealed: SealedColumn
