"""Letters: both parts say the same, and nothing in them tells that they were read."""

from email import message_from_bytes
from email.policy import default

import pytest

from notifications.channels.letter import plain_address, written
from tests.notifications.builders import NOON
from tests.notifications.channels.messages import EMAIL, LETTER, letter


def read(message, sender="Rowan <office@rowan.example>"):
    raw = written(message, sender, EMAIL, "N-1", NOON)
    return raw, message_from_bytes(raw, policy=default)


def test_a_letter_names_sender_and_recipient_and_says_nothing_else_of_anybody():
    _, found = read(LETTER)
    assert {name: found[name] for name in found if name != "Content-Type"} == {
        "From": "Rowan <office@rowan.example>",
        "To": EMAIL,
        "Subject": LETTER.subject,
        "Date": "Tue, 24 Nov 2026 12:00:00 +0000",
        "Message-ID": "<N-1@rowan.example>",
        "Content-Language": "en",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
    }


def test_both_parts_say_the_same_and_the_second_is_never_read_as_markup():
    _, found = read(letter("<b> & C-1", "5 < 6 & 7\nsecond line\n\n<script>alert(1)</script>\n", "cy"))
    plain, html = found.iter_parts()
    assert plain.get_content().splitlines() == ["5 < 6 & 7", "second line", "", "<script>alert(1)</script>"]
    assert html.get_content().splitlines() == [
        "<!doctype html>",
        '<html lang="cy">',
        '<head><meta charset="utf-8"><title>&lt;b&gt; &amp; C-1</title></head>',
        "<body>",
        "<p>5 &lt; 6 &amp; 7<br>",
        "second line</p>",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        "</body>",
        "</html>",
    ]


def test_nothing_in_a_letter_is_fetched_or_clicked():
    raw, _ = read(LETTER)
    for sign in (
        b"<img",
        b"<a ",
        b"href",
        b"src",
        b"http",
        b"Disposition-Notification",
        b"Return-Receipt",
        b"X-",
    ):
        assert sign not in raw


def test_a_letter_holds_nothing_but_ascii_in_short_lines():
    raw, _ = read(letter("Ŵ" * 80, "ŵ" * 500))
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_a_subject_cannot_become_another_header():
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        read(letter("C-1\r\nBcc: eve@x.example", "words"))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" ada@rowan.example ", "ada@rowan.example"),
        ("Ada.O'Neil+1@rowan.example", "Ada.O'Neil+1@rowan.example"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@rowan..example", None),
        ("a da@rowan.example", None),
        ("<ada@rowan.example>", None),
        ("ada@rowan.example>", None),
        ("ada,eve@rowan.example", None),
        ("ada@rowan.example\n", "ada@rowan.example"),
        ("ada\n@rowan.example", None),
        (f"ada@{'x' * 80}.example", None),
    ],
)
def test_an_address_is_one_that_every_mail_server_takes(text, address):
    assert plain_address(text) == address
