"""Sealed bytes as a value: nothing that prints, logs or serialises a row can show or leak them."""

from typing import Any, NoReturn

from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator


class Sealed:
    """Ciphertext with its nonce. Only the key of its case opens it; `bytes()` gives it to the database."""

    __slots__ = ("_content",)

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __bytes__(self) -> bytes:
        return self._content

    def __repr__(self) -> str:
        return "Sealed(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other._content == self._content

    def __hash__(self) -> int:
        return hash(self._content)

    def __reduce__(self) -> NoReturn:
        # Pickles travel: into caches, job queues and other processes.
        raise TypeError("Sealed values are neither pickled nor copied; open them where they are needed")


class SealedBytes(TypeDecorator[Sealed]):
    """A column of sealed bytes. It cannot see its row, so it never opens anything."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Sealed | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 - SQLAlchemy's signature.
        """Give the database the bytes."""
        return None if value is None else bytes(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Sealed | None:  # noqa: ARG002 - As above.
        """Wrap what the database gives before anybody can print it."""
        return None if value is None else Sealed(value)
