"""The pages of what is sent and kept: payloads, a referral, the tables; and what is proved."""

import json
import re
import textwrap
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ForeignKey

from docs.sheets.page import Page, plain, sentence, word, words
from docs.sheets.schemas import described, fields
from states.payloads import PAYLOADS, schema
from states.verify import CLAIMS
from states.vocabulary import Chart
from workflow import invariants
from workflow.importing import columns
from workflow.referral_schema import Sent
from workflow.tables import METADATA, Row

#: What a column holds, by the name of its type.
KINDS = {
    "AutoString": "text",
    "Text": "text",
    "BigInteger": "integer",
    "Integer": "integer",
    "Boolean": "true or false",
    "LargeBinary": "bytes",
    "SealedBytes": "sealed bytes",
}
HEADS = ("Field", "Holds", "Needed", "Default", "Kept")


def payloads() -> Page:
    """Write the page of what each event carries."""
    page = Page("Payloads")
    page.block(
        "What each event carries. Unknown fields are refused. *Clear* fields may be read by guards and stand in the "
        "trail; *sealed* ones are encrypted under the key of the case, and only their digest is in the trail. "
        "The same, as JSON Schema: `GET /api/v1/definitions`."
    )
    for chart in Chart:
        page.heading(f"Events of {plain(chart)}")
        bare = [event for event in PAYLOADS[chart] if not schema(chart, event).get("properties")]
        for event in PAYLOADS[chart]:
            if event not in bare:
                page.heading(word(event), 3).table(HEADS, fields(schema(chart, event)))
        if bare:
            page.block(f"These carry nothing: {words(bare)}.")
    return page


def referral() -> Page:
    """Write the page of a referral as it is sent."""
    page = Page("A referral as sent")
    page.block(
        "What `POST /api/v1/referrals` takes. Only the force, a name or alias, one route to her, a word on safety, and "
        "consent or the reason for referring without it can block a referral. It is kept exactly as received, sealed."
    )
    about = Sent.model_json_schema()
    parts = {name: part for name, part in about["$defs"].items() if "properties" in part}
    page.table(HEADS[:2], [(word(name), _part(field)) for name, field in about["properties"].items()])
    for name, part in parts.items():
        page.heading(f'<a id="{name}"></a>`{name}`')
        page.block(sentence(part["description"]))
        page.table(HEADS[:2], [row[:2] for row in fields({**part, "$defs": about["$defs"]})])
    page.heading("As a row of CSV").block(
        "`rowan import` takes JSON lines, one referral a line as above, or CSV with a heading. A column is named by the "
        "dotted way to its field. The file is refused as a whole only where a column is not known, or one of each of "
        "these is missing:"
    )
    page.bullets(" or ".join(word(column) for column in either) for either in columns.NEEDED)
    examples = (line for line in (columns.__doc__ or "").splitlines() if line.startswith("    "))
    page.code(textwrap.dedent("\n".join(examples)), "text")
    return page.block(
        "A row that cannot be taken goes to a file of the same name with `.rejected` behind it, with its reason, and "
        "never stops the rest."
    )


def _part(field: dict[str, Any]) -> str:
    """Lead from a part of a referral to its own table."""
    found = re.search(r"#/\$defs/(\w+)", json.dumps(field))
    if found is None:
        return described(field, {})
    many = "list of " if '"array"' in json.dumps(field) else ""
    return f"{many}[{found[1]}](#{found[1]})"


def tables() -> Page:
    """Write the page of the database's tables."""
    page = Page("Tables")
    page.block(
        "The same on SQLite and PostgreSQL. Moments are microseconds since 1970, UTC; JSON is text. "
        "They are private to the package `workflow`: other programs go through the API."
    )
    about = {kind.__table__.name: kind.__doc__ or "" for kind in Row.__subclasses__()}
    for table in sorted(METADATA.sorted_tables, key=lambda found: found.name):
        page.heading(word(table.name)).block(sentence(about[table.name]))
        page.table(
            ("Column", "Type", "May be empty", "Key"),
            [
                (
                    word(column.name),
                    KINDS[type(column.type).__name__],
                    "yes" if column.nullable else "",
                    "primary" if column.primary_key else _refers(column.foreign_keys),
                )
                for column in table.columns
            ],
        )
    return page


def _refers(keys: Iterable[ForeignKey]) -> str:
    return ", ".join(f"of {word(key.target_fullname)}" for key in keys)


def verification() -> Page:
    """Write the page of all claims that are proved of the definition."""
    page = Page("Claims")
    page.block(
        "Numbers are those of the list of what must always hold: see [verification](../explanation/verification.md), "
        "which also says what a proof covers and what it does not."
    )
    page.heading("Proved of the definition").block("By `rowan states verify`, and by the tests.")
    page.table(("Claim", "Says"), [(name, sentence(says)) for name, says in CLAIMS])
    page.heading("Checked of every case that is stored").block(
        "By `rowan doctor`, which also checks the packages, the files, the database's modes, pending migrations "
        "and every chain of the trail."
    )
    return page.table(
        ("Check", "Says"), [(word(claim.name), sentence(claim.says)) for claim in invariants.CLAIMS]
    )
