"""Somebody at a browser: they follow links and redirects, and send the forms that they are shown.

    visitor = Visitor(client, "P-7KQ29MXD")      # or a token of theirs; None is nobody
    page = visitor.get("/queue")
    page = page.submit("Take this case", reason="Nobody has it")

A form is found by the words on its button; what it shows already, hidden fields too, is sent with what is given.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin

from httpx2 import Client, Response

from api.identity import HOST_COOKIE, PLAIN_COOKIE
from workflow import people, sessions

#: Redirects that are followed before it is taken for a circle.
MOST_REDIRECTS = 8
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass
class Form:
    """A form as drawn. `fields` is what would be sent if nothing were typed; `names` is all that can be."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    #: The words on each button, and the name and value that it sends.
    buttons: dict[str, tuple[str, str] | None] = field(default_factory=dict)

    def filled(self, button: str, given: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return what is sent with that button; a list is several values, None takes a field away."""
        unknown = set(given) - self.names
        assert not unknown, f"no such fields: {sorted(unknown)} in {sorted(self.names)}"
        sent = [pair for pair in self.fields if pair[0] not in given]
        for name, value in given.items():
            values = value if isinstance(value, (list, tuple)) else [] if value is None else [value]
            sent += [(name, str(one)) for one in values]
        pressed = self.buttons.get(button)
        return [*sent, pressed] if pressed else sent


class Reader(HTMLParser):
    """Reads the forms, links and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.words: list[str] = []
        self._form: Form | None = None
        self._area: str | None = None
        self._select: str | None = None
        self._option: str | None = None
        self._button: tuple[str, str] | None = None
        self._href = ""
        self._said: dict[str, list[str]] = {}
        self._skipping = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag in ("script", "style", "title"):
            self._skipping += 1
        if tag == "form":
            self._form = Form(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self._form)
        if tag == "a":
            self._href, self._said["a"] = found.get("href", ""), []
        if self._form is not None:
            self._field(tag, found, self._form)

    def _field(self, tag: str, found: dict[str, str], form: Form) -> None:
        name, value = found.get("name", ""), found.get("value", "")
        if tag == "button" or (tag == "input" and found.get("type") == "submit"):
            self._button, self._said["button"] = (name, value), []
            if tag == "input":
                form.buttons[value] = (name, value) if name else None
        elif tag == "input" and name:
            form.names.add(name)
            ticked = found.get("type") in ("checkbox", "radio")
            if not ticked or "checked" in found:
                form.fields.append((name, value or ("on" if ticked else "")))
        elif tag == "textarea":
            form.names.add(name)
            self._area, self._said["textarea"] = name, []
        elif tag == "select":
            form.names.add(name)
            self._select, self._option = name, None
        elif tag == "option" and (self._option is None or "selected" in found):
            self._option = value

    def handle_endtag(self, tag: str) -> None:
        said = " ".join("".join(self._said.pop(tag, [])).split())
        if tag in ("script", "style", "title"):
            self._skipping -= 1
        if tag == "a":
            self.links.setdefault(said, self._href)
        if self._form is None:
            return
        if tag == "form":
            self._form = None
        elif tag == "button" and self._button is not None:
            self._form.buttons[said] = self._button if self._button[0] else None
        elif tag == "textarea" and self._area is not None:
            self._form.fields.append((self._area, self._text))
            self._area = None
        elif tag == "select" and self._select is not None:
            self._form.fields.append((self._select, self._option or ""))

    def handle_data(self, data: str) -> None:
        if "textarea" in self._said:
            # A browser drops the line break that directly follows the tag.
            self._text = "".join([*self._said["textarea"], data]).removeprefix("\n")
        for said in self._said.values():
            said.append(data)
        if not self._skipping:
            self.words.append(data)

    _text = ""


class Page:
    """What was answered, and what can be done from there."""

    def __init__(self, visitor: "Visitor", response: Response, path: str) -> None:
        self.visitor, self.response, self.path = visitor, response, path
        self.status = response.status_code
        self.html = response.text
        read = Reader(self.html)
        self.forms, self.links = read.forms, read.links
        self.text = " ".join(" ".join(read.words).split())

    def form(self, words: str) -> Form:
        """Return the form with a button of these words, or that is sent to this address."""
        found = [form for form in self.forms if words in form.buttons or form.action == words]
        assert found, f"no form {words!r} among {[[form.action, *form.buttons] for form in self.forms]}"
        return found[0]

    def submit(self, words: str, **given: Any) -> "Page":
        """Send the form with a button of these words; names with other signs go into `fields`."""
        fields: Mapping[str, Any] = {**given.pop("fields", {}), **given}
        form = self.form(words)
        sent = form.filled(words, fields)
        action = urljoin(self.path, form.action or self.path)
        if form.method == "get":
            return self.visitor.get(f"{action.partition('?')[0]}?{urlencode(sent)}")
        return self.visitor.post(action, sent)

    def follow(self, words: str) -> "Page":
        """Follow the link of these words."""
        assert words in self.links, f"no link {words!r} among {sorted(self.links)}"
        return self.visitor.get(urljoin(self.path, self.links[words]))


class Visitor:
    """One browser. `person` is a reference, or a token that the person was given; None is nobody."""

    def __init__(self, client: Client, person: str | None = None) -> None:
        self.client = client
        self.cookie = None if person is None else sign_in(client, person)

    def get(self, path: str) -> Page:
        """Open an address, and follow where it leads."""
        return self.ask("GET", path)

    def post(self, path: str, fields: Any = ()) -> Page:
        """Send fields as a form of ours would."""
        pairs = fields.items() if isinstance(fields, Mapping) else fields
        return self.ask("POST", path, urlencode([*pairs]))

    def upload(self, path: str, fields: Mapping[str, str], *files: tuple[str, str, bytes]) -> Page:
        """Send a form that brings files: each with its name, its type and its bytes."""
        body, kind = multipart(fields, *files)
        return self.ask("POST", path, body, **{"content-type": kind})

    def ask(self, method: str, path: str, body: str | bytes = "", **headers: str) -> Page:
        """Ask as a browser on one of our pages does, and follow where it leads."""
        for _ in range(MOST_REDIRECTS):
            response = self.once(method, path, body, **headers)
            if response.status_code not in (302, 303, 307):
                return Page(self, response, path)
            method, path, body = "GET", urljoin(path, response.headers["location"]), ""
            headers.pop("content-type", None)
        raise AssertionError(f"redirected in a circle at {path.partition('?')[0]}")

    def once(self, method: str, path: str, body: str | bytes = "", **headers: str) -> Response:
        """Ask one thing, and follow nothing."""
        # Packed answers would have to be unpacked, and their lengths say nothing.
        sent = {
            "accept": "text/html",
            "accept-encoding": "identity",
            "sec-fetch-site": "same-origin",
        } | headers
        if self.cookie is not None:
            sent["cookie"] = f"{self._name}={self.cookie}"
        if method != "GET":
            sent.setdefault("content-type", FORM_TYPE)
        response: Response = self.client.request(
            method, path, content=body, headers=sent, follow_redirects=False
        )
        self._keep(response)
        # Several visitors share one client: it must not mix their cookies.
        self.client.cookies.clear()
        return response

    @property
    def _name(self) -> str:
        return HOST_COOKIE if str(self.client.base_url).startswith("https") else PLAIN_COOKIE

    def _keep(self, response: Response) -> None:
        for line in response.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            if name == self._name:
                self.cookie = value.strip('"') or None


def multipart(fields: Mapping[str, str], *files: tuple[str, str, bytes]) -> tuple[bytes, str]:
    """Write a form that brings files as a browser does; its body and its type."""
    line = b"--a-boundary\r\nContent-Disposition: form-data; name="
    body = b"".join(line + f'"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items())
    for name, kind, content in files:
        head = f'"file"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
        body += line + head.encode() + content + b"\r\n"
    return body + b"--a-boundary--\r\n", "multipart/form-data; boundary=a-boundary"


def sign_in(client: Client, person: str) -> str:
    """Begin a session for somebody, by reference or by a token of theirs; return what their cookie holds."""
    doors: Any = client.app.state.doors  # type: ignore[attr-defined]
    at = doors.clock()
    actor = people.authenticate(doors.db, person, at=at) if person.startswith(people.MARK) else None
    reference = person if actor is None else actor.reference
    return sessions.begin(doors.db, reference, device="Chrome on Linux", at=at)
