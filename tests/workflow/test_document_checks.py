"""A document is taken only where it is whole, of one kind, and holds nothing that acts."""

import struct
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.errors import Malformed
from workflow.documents import MOST, Media, TooBig, check
from workflow.documents import jpeg as jpegs
from workflow.documents import pdf as pdfs
from workflow.documents import png as pngs
from workflow.documents.faulty import (
    ACTIVE,
    DAMAGED,
    EMPTY,
    GOES_ON,
    LOCKED,
    NOT_WHAT_IT_SAYS,
    OPAQUE,
    OTHER_KIND,
    TWO_IN_ONE,
)
from workflow.simulate.papers import pdf

SCRIPT = b"<script>alert(1)</script>"


def chunk(name: bytes, held: bytes = b"") -> bytes:
    return struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held))


def png(*more: bytes, header: bytes = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) -> bytes:
    """A picture of one grey dot, with more chunks before its content."""
    content = chunk(b"IDAT", zlib.compress(b"\x00\x80"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(more) + content + chunk(b"IEND")


def segment(mark: int, held: bytes) -> bytes:
    return bytes((0xFF, mark)) + struct.pack(">H", len(held) + 2) + held


def jpeg(*more: bytes, size: bytes = b"\x00\x01\x00\x01", scan: bytes = b"\x2a\xff\x00\xff\xd0\x55") -> bytes:
    """A picture as a scanner writes it, as far as its segments go."""
    frame = segment(0xC0, b"\x08" + size + b"\x01\x01\x11\x00")
    drawn = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + scan
    jfif = segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
    return b"\xff\xd8" + jfif + b"".join(more) + frame + drawn + b"\xff\xd9"


def page(*objects: bytes) -> bytes:
    """A PDF with more objects than it needs."""
    whole = pdf("A page.")
    place = whole.index(b"xref")
    return whole[:place] + b"".join(objects) + whole[place:]


def packed(objects: bytes, said: bytes = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode") -> bytes:
    content = zlib.compress(objects)
    return b"9 0 obj\n<< " + said + b" >>\nstream\n" + content + b"\nendstream\nendobj\n"


#: Objects of which the end is missing, and some that were changed after they were packed.
LONG = bytes(number * 7 % 251 for number in range(3000))
CUT_OFF = packed(b"7 0 x").replace(zlib.compress(b"7 0 x"), zlib.compress(b"7 0 x")[:-4])
TORN = packed(b"7 0 " + LONG).replace(
    zlib.compress(b"7 0 " + LONG), zlib.compress(b"7 0 " + LONG)[:-4] + b"torn"
)

GOOD = {
    "a PDF": (pdf("A page."), Media.PDF),
    "a PDF that was added to": (pdf("A page.") + pdf("A page.")[9:], Media.PDF),
    "a PDF with packed objects": (page(packed(b"7 0 << /Type /Font >>")), Media.PDF),
    "a PDF with a picture": (page(packed(bytes(range(256)), b"/Subtype /Image")), Media.PDF),
    "a PDF with a stream that is not packed": (
        page(b"9 0 obj <<>>\nstream\nx marks the spot\nendstream\nendobj\n"),
        Media.PDF,
    ),
    "a PDF that opens at a page": (page(b"8 0 obj << /OpenAction [3 0 R /Fit] >> endobj\n"), Media.PDF),
    "a PNG": (png(), Media.PNG),
    "a PNG with a text": (png(chunk(b"tEXt", b"Software\0a scanner")), Media.PNG),
    "a PNG with a packed text": (
        png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a scan"))),
        Media.PNG,
    ),
    "a PNG with a text of the world": (
        png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta/>")),
        Media.PNG,
    ),
    "a JPEG": (jpeg(), Media.JPEG),
    "a JPEG with a comment": (jpeg(segment(0xFE, b"a scanner")), Media.JPEG),
    "a JPEG with filling": (jpeg(b"\xff\xff\xff" + segment(0xFE, b"x")[1:]), Media.JPEG),
    "a JPEG with a mark that holds nothing": (jpeg(b"\xff\x01"), Media.JPEG),
    "a JPEG in steps": (jpeg(scan=b"\x01" + segment(0xC4, b"t") + segment(0xDA, b"s") + b"\x02"), Media.JPEG),
}


@pytest.mark.parametrize(("content", "media"), GOOD.values(), ids=GOOD)
def test_what_scanners_and_printers_make_is_taken(content, media):
    assert check(content) == media
    assert check(content, "application/octet-stream") == media
    assert check(content, f"{media.value.upper()}; x=1") == media


BAD = {
    "nothing": (b"", EMPTY),
    "a text": (b"Dear court", OTHER_KIND),
    "a page of the web": (b"<!doctype html><p>", OTHER_KIND),
    "a GIF": (b"GIF89a" + bytes(40), OTHER_KIND),
    "an archive": (b"PK\x03\x04" + bytes(40), OTHER_KIND),
    "a PDF behind something": (b"\n" + pdf("A page."), OTHER_KIND),
    "the beginning of a PNG": (png()[:5], DAMAGED),
    "half a PDF": (pdf("A page.")[:300], DAMAGED),
    "a PDF of no version": (pdf("A page.").replace(b"%PDF-1.4", b"%PDF-xxx"), DAMAGED),
    "a PDF without a table": (pdf("A page.").replace(b"startxref", b"startnone"), DAMAGED),
    "a PDF whose stream never ends": (pdf("A page.").replace(b"endstream", b"endless  "), DAMAGED),
    "a PDF and more": (pdf("A page.") + b"<p>", GOES_ON),
    "a PDF and a page": (pdf("A page.") + SCRIPT, ACTIVE),
    "a PDF and an archive": (
        b"%PDF-1.4\nPK\x03\x04" + pdf("A page.")[9:] + b"PK\x05\x06" + bytes(18) + b"%%EOF",
        TWO_IN_ONE,
    ),
    "a PDF with a script": (page(b"8 0 obj << /S /JavaScript /JS (x) >> endobj\n"), ACTIVE),
    "a PDF with a script in disguise": (page(b"8 0 obj << /S /J#61vaScript >> endobj\n"), ACTIVE),
    "a PDF with a short script": (page(b"8 0 obj << /JS (x) >> endobj\n"), ACTIVE),
    "a PDF that starts a program": (page(b"8 0 obj << /S /Launch >> endobj\n"), ACTIVE),
    "a PDF with a file in it": (page(b"8 0 obj << /EmbeddedFiles 1 0 R >> endobj\n"), ACTIVE),
    "a PDF with a film": (page(b"8 0 obj << /Subtype /RichMedia >> endobj\n"), ACTIVE),
    "a PDF with a form that is a program": (page(b"8 0 obj << /XFA 1 0 R >> endobj\n"), ACTIVE),
    "a PDF with a script packed away": (page(packed(b"7 0 << /S /JavaScript >>")), ACTIVE),
    "a PDF with a script packed away unsaid": (page(packed(b"7 0 << /JS (x) >>", b"/Length 1")), ACTIVE),
    "a PDF with a script within a stream": (
        page(b"8 0 obj <<>>\nstream\n%\n" + packed(b"7 0 << /JS (x) >>") + b"endobj\n"),
        ACTIVE,
    ),
    "a PDF with a page packed away": (page(packed(b"7 0 (" + SCRIPT + b")")), ACTIVE),
    "a PDF with objects cut off": (page(CUT_OFF), OPAQUE),
    "a PDF with objects that do not unpack": (page(TORN), OPAQUE),
    "a PDF with objects packed otherwise": (
        page(b"9 0 obj << /Type /ObjStm /Filter /LZWDecode >>\nstream\n\x80\x0b\nendstream\nendobj\n"),
        OPAQUE,
    ),
    "a PDF with a password": (page(b"8 0 obj << /Encrypt 7 0 R >> endobj\n"), LOCKED),
    "half a PNG": (png()[:-20], DAMAGED),
    "a PNG with a wrong sum": (png().replace(b"\x00\x00\x00\x01\x08", b"\x00\x00\x00\x02\x08"), DAMAGED),
    "a PNG and more": (png() + b"more", GOES_ON),
    "a PNG and a page": (png() + SCRIPT, ACTIVE),
    "a PNG without a picture": (png().replace(chunk(b"IDAT", zlib.compress(b"\x00\x80")), b""), DAMAGED),
    "a PNG with two beginnings": (
        png(chunk(b"IHDR", bytes(3) + b"\1" + bytes(3) + b"\1" + bytes(5))),
        DAMAGED,
    ),
    "a PNG of no size": (png(header=struct.pack(">IIBBBBB", 0, 1, 8, 0, 0, 0, 0)), DAMAGED),
    "a PNG with an end that holds": (png()[:-12] + chunk(b"IEND", b"x"), DAMAGED),
    "a PNG with a chunk that nobody knows": (png(chunk(b"ABCD", b"x")), DAMAGED),
    "a PNG with a chunk without a name": (png(chunk(b"12#4", b"x")), DAMAGED),
    "a PNG with a script": (png(chunk(b"tEXt", b"Comment\0" + SCRIPT)), ACTIVE),
    "a PNG with a script packed away": (
        png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(SCRIPT))),
        ACTIVE,
    ),
    "a PNG with a script in a text of the world": (
        png(chunk(b"iTXt", b"Comment\0\1\0en\0Note\0" + zlib.compress(SCRIPT))),
        ACTIVE,
    ),
    "a PNG with a text that does not unpack": (png(chunk(b"zTXt", b"Comment\0\0nonsense")), DAMAGED),
    "a PNG with a text that has no end": (
        png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(3 << 20)))),
        OPAQUE,
    ),
    "a PNG with a PDF in it": (png(chunk(b"tEXt", b"Comment\0%PDF-1.4")), TWO_IN_ONE),
    "a PNG with an archive in it": (png(chunk(b"tEXt", b"C\0PK\x03\x04 PK\x05\x06")), TWO_IN_ONE),
    "half a JPEG": (jpeg()[:-8], DAMAGED),
    "a JPEG without an end": (jpeg()[:-2], DAMAGED),
    "a JPEG that ends in a mark": (jpeg()[:-1], DAMAGED),
    "a JPEG and more": (jpeg() + b"\x00", GOES_ON),
    "a JPEG in a JPEG": (jpeg() + jpeg(), GOES_ON),
    "a JPEG without a picture": (b"\xff\xd8" + segment(0xE0, b"JFIF") + b"\xff\xd9", DAMAGED),
    "a JPEG of no size": (jpeg(size=b"\x00\x01\x00\x00"), DAMAGED),
    "a JPEG with a segment that is too long": (jpeg(b"\xff\xfe\xff\xffx"), DAMAGED),
    "a JPEG with a segment that is none": (jpeg(b"\xff\xfe\x00\x01"), DAMAGED),
    "a JPEG with something between": (jpeg(b"x"), DAMAGED),
    "a JPEG that begins twice": (jpeg(b"\xff\xd8\x00\x04xx"), DAMAGED),
    "a JPEG that only fills": (b"\xff\xd8" + b"\xff" * 9, DAMAGED),
    "a JPEG with a script": (jpeg(segment(0xFE, SCRIPT)), ACTIVE),
    "a JPEG with a link that acts": (jpeg(segment(0xE1, b"JavaScript:alert(1)")), ACTIVE),
    "a JPEG with PHP": (jpeg(segment(0xFE, b"<?php system(1)")), ACTIVE),
}


@pytest.mark.parametrize(("content", "why"), BAD.values(), ids=BAD)
def test_whatever_else_is_refused_with_what_to_do_about_it(content, why):
    with pytest.raises(Malformed) as refused:
        check(content)
    (problem,) = refused.value.problems
    assert problem.field == "file"
    assert why in (None, problem.message)


@pytest.mark.parametrize(("content", "media"), GOOD.values(), ids=GOOD)
def test_a_file_that_is_sent_as_another_kind_is_refused(content, media):
    for said in (*Media, "text/html", "image/svg+xml"):
        if said != media:
            with pytest.raises(Malformed) as refused:
                check(content, said)
            assert refused.value.problems[0].message == NOT_WHAT_IT_SAYS


def test_ten_megabytes_are_taken_and_not_a_byte_more():
    text = chunk(b"tEXt", bytes(MOST - len(png()) - 12))
    assert len(png(text)) == MOST
    assert check(png(text)) is Media.PNG
    with pytest.raises(TooBig, match="10 MB"):
        check(png(text) + b"x")


def test_a_document_that_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(pdfs, "MOST_UNPACKED", 1000)
    bomb = packed(b"7 0 " + b" " * 900)
    assert check(page(bomb)) is Media.PDF
    for content in (
        page(packed(b"7 0 " + b" " * 2000)),
        page(bomb, bomb),
        page(bomb, packed(b"7 0 " + b" " * 96), bomb),
    ):
        with pytest.raises(Malformed) as refused:
            check(content)
        assert refused.value.problems[0].message == OPAQUE


def test_a_document_of_too_many_streams_is_refused(monkeypatch):
    monkeypatch.setattr(pdfs, "MOST_STREAMS", 2)
    assert check(page(packed(b"7 0 x"))) is Media.PDF
    with pytest.raises(Malformed):
        check(page(packed(b"7 0 x"), packed(b"7 0 x")))


def cuts(content: bytes) -> Iterator[bytes]:
    yield from (content[:length] for length in range(len(content)))


@pytest.mark.parametrize("content", [png(), jpeg(), pdf("A page.").rstrip()], ids=["png", "jpeg", "pdf"])
def test_no_part_of_a_file_is_taken_for_the_whole(content):
    for part in cuts(content):
        with pytest.raises(Malformed):
            check(part)


@given(st.sampled_from([b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]), st.binary(max_size=300))
def test_whatever_is_sent_is_taken_or_refused_and_nothing_else(begins, rest):
    with pytest.raises(Malformed):
        check(begins + rest)


@pytest.mark.parametrize(
    ("module", "most", "taken", "refused"),
    [
        (pdfs, "MOST_DISGUISED", page(b"/a#61 "), page(b"/a#61 " * 3)),
        (jpegs, "MOST_SEGMENTS", jpeg(), jpeg(segment(0xFE, b"x") * 2)),
        (pngs, "MOST_CHUNKS", png(), png(chunk(b"tEXt") * 2)),
    ],
)
def test_a_file_that_is_made_to_keep_us_busy_is_refused(monkeypatch, module, most, taken, refused):
    monkeypatch.setattr(module, most, 2 if module is pdfs else 4)
    check(taken)
    with pytest.raises(Malformed):
        check(refused)
