"""A referral exactly as it was received, byte for byte, sealed under the key of the case that it belongs to."""

from workflow.sealed import Sealed
from workflow.vault import DataKey


def seal_as_sent(key: DataKey, reference: str, content: bytes) -> Sealed:
    """Seal what was received under this referral's reference; elsewhere it does not open."""
    return key.seal(f"referral.{reference}", content)


def open_as_sent(key: DataKey, reference: str, sealed: Sealed) -> bytes:
    """Return what was received. Raises Unreadable where it was changed or belongs elsewhere."""
    return key.open(f"referral.{reference}", sealed)
