import errno
import os
import stat
from pathlib import Path

import pytest

from notifications.channels import Addressee, Known, file
from notifications.channels.file import FileCarrier
from notifications.rendering import render
from states.vocabulary import Channel, NoticeEvent, Recipient

HER_TEXT = render("assign_solicitor/survivor", Channel.SMS, "en", {"call_back_number": "020 7946 0000"})
THEIR_EMAIL = render("close/firm", Channel.EMAIL, "en", {"reference": "C-1"})
HER = Addressee(Recipient.SURVIVOR, "", "07700 900123")
FIRM = Addressee(Recipient.FIRM, "oak")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "var" / "notices"


@pytest.fixture
def carrier(folder):
    return FileCarrier(folder)


def known(reference):
    return Known(reference, Recipient.SURVIVOR, Channel.SMS)


def failing(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "no space left for 07700 900123")


def test_a_message_becomes_one_file_named_by_its_reference(carrier, folder):
    assert carrier.send(THEIR_EMAIL, FIRM, "N-1").event is NoticeEvent.ACCEPT
    assert [path.name for path in folder.iterdir()] == ["N-1.txt"]
    assert (folder / "N-1.txt").read_text() == (
        f"Notice: N-1\nChannel: email\nTo: firm oak\nSubject: C-1: closed\nWording: {THEIR_EMAIL.digest}\n\n"
        f"{THEIR_EMAIL.body}\n"
    )


def test_no_file_says_who_she_is(carrier, folder):
    carrier.send(HER_TEXT, HER, "N-1")
    text = (folder / "N-1.txt").read_text()
    assert "07700" not in text
    assert "To: survivor\n" in text
    assert "Subject" not in text
    assert not carrier.addressed


def test_only_the_owner_of_the_process_reads_messages(carrier, folder):
    carrier.send(HER_TEXT, HER, "N-1")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "N-1.txt").stat().st_mode) == 0o600


def test_a_second_send_changes_nothing(carrier, folder):
    carrier.send(HER_TEXT, HER, "N-1")
    first = (folder / "N-1.txt").stat()
    assert carrier.send(THEIR_EMAIL, FIRM, "N-1").event is NoticeEvent.ACCEPT
    assert (folder / "N-1.txt").stat() == first


def test_a_file_that_exists_was_sent(carrier, folder):
    assert carrier.lookup(known("N-1")) is None
    carrier.send(HER_TEXT, HER, "N-1")
    found = FileCarrier(folder).lookup(known("N-1"))
    assert found is not None
    assert (found.event, found.receipts) == (NoticeEvent.ACCEPT, False)


@pytest.mark.parametrize("reference", ["", "../N-1", "N-1/../../x", "N-", "N-1.txt", "c-1", "N-1\n"])
def test_a_reference_never_names_a_file_elsewhere(carrier, reference):
    with pytest.raises(ValueError, match="not the reference of a notice"):
        carrier.send(HER_TEXT, HER, reference)
    with pytest.raises(ValueError, match="not the reference of a notice"):
        carrier.lookup(known(reference))


@pytest.mark.parametrize("broken", ["open", "fsync", "replace"])
def test_what_could_not_be_written_certainly_did_not_arrive(carrier, folder, monkeypatch, broken):
    monkeypatch.setattr(Path if broken == "replace" else os, broken, failing)
    result = carrier.send(HER_TEXT, HER, "N-1")
    assert result.event is NoticeEvent.RETRY
    assert result.reason == "the file could not be written: OSError"
    assert carrier.lookup(known("N-1")) is None


def test_a_crash_while_writing_leaves_no_file_and_the_next_try_succeeds(carrier, folder, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", failing)
        carrier.send(HER_TEXT, HER, "N-1")
    assert [path.name for path in folder.iterdir()] == [".N-1.txt.draft"]
    assert carrier.send(HER_TEXT, HER, "N-1").event is NoticeEvent.ACCEPT
    assert [path.name for path in folder.iterdir()] == ["N-1.txt"]


def test_a_folder_that_cannot_be_made_durable_leaves_the_message_in_doubt(carrier, monkeypatch):
    monkeypatch.setattr(file, "_sync", failing)
    result = carrier.send(HER_TEXT, HER, "N-1")
    assert result.event is NoticeEvent.DOUBT
    assert "07700" not in str(result)
