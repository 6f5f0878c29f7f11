"""The keys that everything sealed hangs on: the file that holds them, wrapping, and keyed digests.

Whoever loses the file loses every name in the database; whoever copies it beside a backup has not sealed anything.
The root of the digests is kept apart from the keys that wrap, so that search survives a rotation.
"""

import functools
import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, NoReturn, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workflow.faults import ConfigurationFault, KeyMissing, Unreadable
from workflow.vault import NONCE, DataKey

#: Bytes of every key: AES-256 and HMAC-SHA256.
SIZE = 32
#: What keys that are in no file are called.
IN_ENVIRONMENT = "ROWAN_KEYS"


class NewKey(NamedTuple):
    """A fresh key for a case, and what its row holds of it."""

    key: DataKey
    key_id: str
    wrapped: bytes


@dataclass(frozen=True, slots=True, repr=False)
class _Held:
    """What a key file holds."""

    current: str
    indexing: bytes
    wrapping: Mapping[str, bytes]

    def text(self) -> str:
        held = {
            "current": self.current,
            "indexing": b64encode(self.indexing).decode(),
            "wrapping": {key_id: b64encode(key).decode() for key_id, key in self.wrapping.items()},
        }
        return json.dumps(held, indent=2) + "\n"


class Keys:
    """Key-encryption keys by their ids, the current one among them, and the root of the digests."""

    __slots__ = ("_held", "_path")

    def __init__(self, held: _Held, path: Path | None) -> None:
        self._held = held
        self._path = path

    @classmethod
    def load(cls, source: Path | str) -> Self:
        """Read keys from a file, or from text that is the JSON itself, as an environment may hold it.

        Text is never taken for a path: the message that there is no such file would quote a secret.
        """
        if isinstance(source, str):
            return cls(_parse(source, IN_ENVIRONMENT), None)
        return cls(_read(source), source)

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make new keys and their file, readable by its owner alone. Refuses to overwrite."""
        key_id = _new_id()
        held = _Held(key_id, os.urandom(SIZE), {key_id: os.urandom(SIZE)})
        try:
            _write(path, held.text())
        except FileExistsError:
            raise ConfigurationFault(
                f"{path} is there already, and what it seals would be lost with it"
            ) from None
        return cls(held, path)

    @classmethod
    def renew(cls, path: Path) -> Self:
        """Add a key to the file and make it the current one. The old ones stay: rows and backups need them."""
        old, key_id = _read(path), _new_id()
        held = _Held(key_id, old.indexing, {**old.wrapping, key_id: os.urandom(SIZE)})
        # Replaced at once: a cut in the middle must leave the old file or the new one.
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        _write(beside, held.text())
        beside.replace(path)
        return cls(held, path)

    @property
    def source(self) -> str:
        """Where these keys are from, for whoever has to mend them."""
        return IN_ENVIRONMENT if self._path is None else f"the key file {self._path}"

    @property
    def current(self) -> str:
        """The id of the key that new cases are sealed under."""
        return self._held.current

    def new(self, case: str) -> NewKey:
        """A fresh key for the case with this reference, wrapped under the current key."""
        held, secret = self._held, os.urandom(SIZE)
        return NewKey(DataKey(case, secret), held.current, _wrap(held, case, secret))

    def unwrap(self, case: str, key_id: str, wrapped: bytes) -> DataKey:
        """The key of a case, from its row. Raises `KeyMissing` or `Unreadable`."""
        return DataKey(case, self._secret(case, key_id, wrapped))

    def rewrap(self, case: str, key_id: str, wrapped: bytes) -> bytes:
        """The same case's key, wrapped under the current key."""
        return _wrap(self._held, case, self._secret(case, key_id, wrapped))

    def digest(self, kind: str, content: bytes) -> bytes:
        """A keyed digest, under a key of this kind's own: equal content, equal digest, and no way back."""
        return hmac.digest(_of_kind(self._held.indexing, kind), content, "sha256")

    def holds(self, key_id: str) -> bool:
        """Whether this key is at hand; reads the file again before it says no."""
        if key_id not in self._held.wrapping and self._path is not None:
            # Another process may have renewed the keys while this one serves.
            self._held = _read(self._path)
        return key_id in self._held.wrapping

    def marks(self) -> dict[str, str]:
        """For each key what tells it from any other without telling what it is; the database remembers them."""
        held = self._held
        known = {
            **{f"key:{key_id}": key for key_id, key in held.wrapping.items()},
            "key:indexing": held.indexing,
        }
        return {
            name: hmac.digest(key, b"which key is this", "sha256").hex()[:32] for name, key in known.items()
        }

    def __repr__(self) -> str:
        return f"Keys({self.current})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys are never pickled")

    def _secret(self, case: str, key_id: str, wrapped: bytes) -> bytes:
        if not self.holds(key_id):
            raise KeyMissing(f"key {key_id} is not in the key file")
        try:
            cipher = AESGCM(self._held.wrapping[key_id])
            return cipher.decrypt(wrapped[:NONCE], wrapped[NONCE:], _bound(case))
        except (InvalidTag, ValueError):
            raise Unreadable(f"the wrapped key of {case} was changed") from None


def _wrap(held: _Held, case: str, secret: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(held.wrapping[held.current]).encrypt(nonce, secret, _bound(case))


@functools.lru_cache(maxsize=64)
def _of_kind(root: bytes, kind: str) -> bytes:
    return hmac.digest(root, kind.encode(), "sha256")


def _bound(case: str) -> bytes:
    return f"{case}|key|v1".encode()


def _new_id() -> str:
    return f"k-{secrets.token_hex(4)}"


def _read(path: Path) -> _Held:
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigurationFault(f"others may read {path}: run `chmod 600 {path}`")
        return _parse(path.read_text(), str(path))
    except OSError as error:
        raise ConfigurationFault(f"the key file {path} cannot be read: {error.strerror}") from None


def _parse(text: str, source: str) -> _Held:
    try:
        told = json.loads(text)
        wrapping = {str(key_id): b64decode(key, validate=True) for key_id, key in told["wrapping"].items()}
        held = _Held(str(told["current"]), b64decode(told["indexing"], validate=True), wrapping)
    except (ValueError, KeyError, TypeError, AttributeError):
        # Not chained: the message would quote the text, which is the keys.
        raise ConfigurationFault(f"{source} does not hold keys as `rowan keys init` writes them") from None
    if held.current not in wrapping or {len(held.indexing), *map(len, wrapping.values())} != {SIZE}:
        raise ConfigurationFault(f"{source} does not hold whole keys, with the current one among them")
    return held


def _write(path: Path, text: str) -> None:
    """Write a new file for its owner alone, and make sure that it stays."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
