"""What a printed document says, read back from its bytes: its text as a reader would copy it, and all else it holds.

A PDF writes glyphs, not letters: each typeface brings the table that leads back to letters. Streams that are no
glyphs are read as they are, so that nothing can hide in a title or in metadata.
"""

import re
import zlib
from functools import cache

OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
LENGTH = re.compile(rb"<<[^\n]*?/Length (\d+)[^\n]*?>>\s*stream\r?\n", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
FONTS = re.compile(rb"/(f\d+) (\d+) 0 R")
CONTENTS = re.compile(rb"/Contents (\d+) 0 R")
RESOURCES = re.compile(rb"/Resources (\d+) 0 R")
TO_UNICODE = re.compile(rb"/ToUnicode (\d+) 0 R")
TOKEN = re.compile(rb"/(?P<font>f\d+) [\d.]+ Tf|(?P<ends>\bET\b)|\(|<(?!<)(?=[0-9A-Fa-f]+>)")
SHAPES = re.compile(rb"/Subtype ?/CIDFontType0C|/Length1 ")
#: What stands for a letter that no typeface has.
NOTHING = "\ufffd"
ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
PAIRS = re.compile(rb"<([0-9A-Fa-f]+)> ?<([0-9A-Fa-f]+)>\s*\n")
RANGES = re.compile(rb"<([0-9A-Fa-f]+)> ?<([0-9A-Fa-f]+)> ?<([0-9A-Fa-f]+)>")


@cache
def text_of(pdf: bytes) -> str:
    """Return the text of a document, and after it whatever else it holds."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    streams = {number: stream for number, body in objects.items() if (stream := _stream(body)) is not None}
    pages = [body for body in objects.values() if re.search(rb"/Type ?/Page\b", body)]
    drawn = {
        int(found[1]): _fonts(page, objects, streams) for page in pages if (found := CONTENTS.search(page))
    }
    told = [_text(streams[number], fonts) for number, fonts in drawn.items()]
    # Not the typefaces: they are shapes of letters, whatever they are used for.
    other = [number for number in streams if number not in drawn and not SHAPES.search(objects[number])]
    rest = [streams[number].decode("latin-1") for number in other]
    bare = STREAM.sub(b"", pdf).decode("latin-1")
    wide = re.findall(rb"\xfe\xff((?:[^)\\]|\\.)*)", STREAM.sub(b"", pdf), re.DOTALL)
    return "\n".join([*told, *rest, bare, *(one.decode("utf-16-be", "replace") for one in wide)])


def _fonts(page: bytes, objects: dict[int, bytes], streams: dict[int, bytes]) -> dict[bytes, dict[int, str]]:
    """Return the tables of the typefaces of one page, by the names that it has for them."""
    found = RESOURCES.search(page)
    named = FONTS.findall(objects[int(found[1])] if found else page)
    leads = {name: TO_UNICODE.search(objects[int(number)]) for name, number in named}
    return {name: _table(streams[int(lead[1])]) for name, lead in leads.items() if lead}


def _stream(body: bytes) -> bytes | None:
    found = LENGTH.search(body)
    if found is None:
        return None
    content = body[found.end() : found.end() + int(found[1])]
    return zlib.decompress(content) if b"/FlateDecode" in found[0] else content


def _table(cmap: bytes) -> dict[int, str]:
    table: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        table |= {int(glyph, 16): _letters(letters) for glyph, letters in PAIRS.findall(block + b"\n")}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, letters in RANGES.findall(block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                table[int(first, 16) + step] = chr(ord(_letters(letters)) + step)
    return table


def _letters(text: bytes) -> str:
    return bytes.fromhex(text.decode()).decode("utf-16-be")


def _text(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    table: dict[int, str] = {}
    said, at = [], 0
    while found := TOKEN.search(content, at):
        at = found.end()
        if found["font"]:
            table = fonts[found["font"]]
        elif found["ends"]:
            said.append("\n")
        else:
            raw, at = _string(content, found.start())
            if raw.startswith(b"\xfe\xff"):
                # Words for who hears the page: no glyphs.
                said.append(raw[2:].decode("utf-16-be"))
                continue
            glyphs = (int.from_bytes(raw[start : start + 2]) for start in range(0, len(raw), 2))
            said.append("".join(table[glyph] if glyph else NOTHING for glyph in glyphs))
    return "".join(said)


def _string(content: bytes, start: int) -> tuple[bytes, int]:
    """Return the bytes of a string that starts there, and where it ends; its brackets come in pairs."""
    if content[start : start + 1] == b"<":
        end = content.index(b">", start)
        return bytes.fromhex(content[start + 1 : end].decode()), end + 1
    raw, depth, at = b"", 1, start + 1
    while True:
        letter = content[at : at + 1]
        if letter == b"\\":
            found = ESCAPE.match(content, at)
            assert found
            raw, at = raw + _unescaped(found[1]), found.end()
            continue
        depth += {b"(": 1, b")": -1}.get(letter, 0)
        at += 1
        if depth == 0:
            return raw, at
        raw += letter


def _unescaped(said: bytes) -> bytes:
    return bytes([int(said, 8)]) if said.isdigit() else ESCAPES.get(said, said)
