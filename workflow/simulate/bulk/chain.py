"""The trail of a copy: each entry put anew, sealed anew, and chained to the one before it by the trail's own rule."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from workflow.sealed import Sealed
from workflow.simulate.bulk.anew import Writer
from workflow.simulate.bulk.templates import Copy, Row, Typist
from workflow.trail import NOTHING, chained
from workflow.vault import DataKey, SealedPayload, open_payload, seal_payload

#: Columns of an entry in which somebody or something may be named.
NAMING = ("actor", "subject", "body")


class Step(NamedTuple):
    """One entry as it was, what writes its columns anew, and what writes what it says about persons."""

    fixed: dict[str, Any]
    anew: tuple[tuple[str, Writer], ...]
    payload: Writer | None


class Chained(NamedTuple):
    """The entries of one trail, what is sealed beside them, and the hash of the last."""

    entries: list[tuple[Any, ...]]
    payloads: list[tuple[Any, ...]]
    head: bytes


def steps_of(
    entries: Iterable[Row], sealed: Mapping[tuple[str, int], Sealed], key: DataKey, typist: Typist
) -> tuple[Step, ...]:
    """Return the entries of one trail as steps that can be taken again."""
    return tuple(_step(entry, sealed, key, typist) for entry in entries)


def _step(entry: Row, sealed: Mapping[tuple[str, int], Sealed], key: DataKey, typist: Typist) -> Step:
    fixed = {name: value for name, value in entry.items() if name not in ("previous", "hash")}
    anew = [
        (name, writer) for name in NAMING if fixed[name] and (writer := typist.text(fixed[name])) is not None
    ]
    held = sealed.get((entry["stream"], entry["seq"]))
    payload = None
    if held is not None:
        clear = open_payload(key, entry["seq"], SealedPayload(entry["digest"], held))
        payload = typist.always(clear.decode())
    return Step(fixed, tuple(anew), payload)


def chain(steps: Iterable[Step], copy: Copy, stream: str) -> Chained:
    """Write the trail of one copy."""
    entries, payloads, head = [], [], NOTHING
    for step in steps:
        values = {**step.fixed, "stream": stream}
        for name, writer in step.anew:
            values[name] = writer(copy.words)
        if step.payload is not None:
            said = seal_payload(copy.key, values["seq"], step.payload(copy.words).encode())
            values["digest"] = said.digest
            payloads.append((stream, values["seq"], bytes(said.sealed)))
        own = chained(head, values)
        entries.append((*values.values(), head, own))
        head = own
    return Chained(entries, payloads, head)
