"""Codes of an authenticator app (RFC 6238): six digits that are good for half a minute, each of them once."""

import os
from datetime import datetime

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

#: Bytes of a secret, digits of a code, seconds of a step. Source: docs/sources.md#RFC6238. Apps know no other hash.
SECRET, DIGITS, STEP = 20, 6, 30
#: Steps that a telephone's clock may be early or late.
DRIFT = 1
#: What an app calls us.
ISSUER = "Rowan"


def new_secret() -> bytes:
    """Return a secret to be shared with one app."""
    return os.urandom(SECRET)


def step_of(secret: bytes, code: str, *, at: datetime, after: int) -> int | None:
    """Return the time step whose code this is, if it is near and later than step `after`; else None."""
    typed = "".join(code.split()).encode()
    now, codes = int(at.timestamp()) // STEP, _codes(secret)
    # Every step is compared, so that the time taken says nothing.
    good = [
        step
        for step in range(now - DRIFT, now + DRIFT + 1)
        if bytes_eq(codes.generate(step * STEP), typed) and step > after
    ]
    return max(good, default=None)


def code_at(secret: bytes, at: datetime) -> str:
    """Return the code that an app shows at that time."""
    return _codes(secret).generate(int(at.timestamp())).decode()


def address_of(secret: bytes, login: str) -> str:
    """Return what an app reads from the QR code."""
    return _codes(secret).get_provisioning_uri(login, ISSUER)


def _codes(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303 - The one hash that every app knows; it is keyed here.
