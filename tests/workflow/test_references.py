"""References: a letter for the kind and forty random bits, fit for a URL, a file name and a phone call."""

import re
import secrets

import pytest

from states.payloads.fields import Payload, Reference
from workflow import references
from workflow.access_log import REFERENCE

KINDS = "CROFNTAP"


class Named(Payload):
    reference: Reference


@pytest.mark.parametrize("kind", KINDS)
def test_a_reference_is_its_letter_and_eight_characters_that_no_reader_confuses(kind):
    for _ in range(200):
        made = references.new(kind)
        assert re.fullmatch(rf"{kind}-[0-9A-HJKMNP-TV-Z]{{8}}", made)
        assert REFERENCE.fullmatch(made)
        assert Named(reference=made).reference == made


def test_each_kind_has_a_letter_of_its_own():
    kinds = (
        references.CASE,
        references.REFERRAL,
        references.ORDER,
        references.OFFER,
        references.NOTICE,
        references.TASK,
        references.APPROVAL,
        references.PERSON,
    )
    assert "".join(kinds) == KINDS
    assert len(set(kinds)) == len(kinds)


def test_every_character_can_come_at_every_place(monkeypatch):
    drawn = iter(range(32))
    monkeypatch.setattr(secrets, "randbits", lambda _: next(drawn) * 0x0842108421)
    made = [references.new("C").removeprefix("C-") for _ in range(32)]
    assert made == [character * references.LENGTH for character in references.ALPHABET]


def test_references_do_not_repeat():
    assert len({references.new("N") for _ in range(10_000)}) == 10_000
