"""Sealing: personal data goes to the disk only as ciphertext bound to its case and its field.

Nothing here keeps, prints or logs what it seals. A case's own key comes from `Keys`, wrapped in its row.
"""

import hmac
import os
from typing import NamedTuple, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workflow.faults import Unreadable
from workflow.sealed import Sealed

#: Bytes. Source: NIST SP 800-38D recommends 96 bits for a nonce of AES-GCM.
NONCE = 12
#: Bytes of the salt under which an entry's sealed payload is digested.
SALT = 32


class DataKey:
    """The key of one case. It lives for one command and is never stored unwrapped."""

    __slots__ = ("_cipher", "case")

    def __init__(self, case: str, secret: bytes) -> None:
        self.case = case
        self._cipher = AESGCM(secret)

    def seal(self, field: str, clear: bytes) -> Sealed:
        """Seal the bytes as this field of this case; nowhere else will they open."""
        nonce = os.urandom(NONCE)
        return Sealed(nonce + self._cipher.encrypt(nonce, clear, self._bound(field)))

    def open(self, field: str, sealed: Sealed) -> bytes:
        """The clear bytes, or `Unreadable` where they were changed or belong elsewhere."""
        content = bytes(sealed)
        try:
            return self._cipher.decrypt(content[:NONCE], content[NONCE:], self._bound(field))
        except (InvalidTag, ValueError):
            raise Unreadable(f"sealed bytes do not open as {field} of {self.case}") from None

    def __repr__(self) -> str:
        return "DataKey(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a case's key is never pickled")

    def _bound(self, field: str) -> bytes:
        return f"{self.case}|{field}|v1".encode()


class SealedPayload(NamedTuple):
    """What an entry says about persons: the digest goes into the chain, the ciphertext beside it."""

    digest: bytes
    sealed: Sealed


def seal_payload(key: DataKey, seq: int, clear: bytes) -> SealedPayload:
    """Seal what entry `seq` of the key's case says. The salt is sealed with it, else the digest could be guessed."""
    salt = os.urandom(SALT)
    return SealedPayload(hmac.digest(salt, clear, "sha256"), key.seal(f"entry.{seq}", salt + clear))


def open_payload(key: DataKey, seq: int, payload: SealedPayload) -> bytes:
    """What entry `seq` says, or `Unreadable` where it is not what the chain holds the digest of."""
    content = key.open(f"entry.{seq}", payload.sealed)
    if not hmac.compare_digest(hmac.digest(content[:SALT], content[SALT:], "sha256"), payload.digest):
        raise Unreadable(f"the sealed payload of entry {seq} of {key.case} is not the one in the chain")
    return content[SALT:]
