"""What an authenticator app is shown: a QR code drawn in the page, and the same key to be typed."""

from base64 import b32encode
from dataclasses import dataclass

import segno
from markupsafe import Markup

from workflow import totp

#: Pixels of one module of the code, and modules of white around it, without which telephones do not find it.
SCALE, BORDER = 5, 4
#: Characters of the key that stand together.
GROUP = 4


@dataclass(frozen=True, slots=True, repr=False)
class App:
    """How an app learns its secret. `key` is the secret in groups; `ticket` says which one it is when the first code comes."""

    ticket: str
    key: tuple[str, ...]
    picture: Markup


def app_of(ticket: str, secret: bytes, login: str) -> App:
    """Draw the secret for the app of whoever signs in so."""
    made = segno.make_qr(totp.address_of(secret, login), error="m")
    picture = made.svg_inline(
        scale=SCALE, border=BORDER, dark="#000", light="#fff", title="QR code for your app", omitsize=True
    )
    key = b32encode(secret).decode()
    groups = tuple(key[start : start + GROUP] for start in range(0, len(key), GROUP))
    # What segno draws is its own markup; the title is ours.
    return App(ticket, groups, Markup(picture))  # noqa: S704
