"""A carrier that writes each message into a folder: the default until a real one is set up.

The file's name is the notice's reference, and no address is ever opened for it, so that
neither the name nor the file says who she is. A file that is there was written whole.
"""

import os
import re
from pathlib import Path

from notifications.channels import Addressee, Known, Result, accepted, in_doubt, not_arrived
from notifications.rendering import Message

#: What a notice's reference looks like. Anything else might name a file elsewhere.
REFERENCE = re.compile(r"N-[0-9A-Z]+")
#: Nobody but the owner of the process reads messages.
FOLDER_MODE, FILE_MODE = 0o700, 0o600


class FileCarrier:
    """Writes messages into `folder`, which it makes. Writing the same notice again changes nothing."""

    addressed = False

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        self._folder = folder

    def send(self, message: Message, to: Addressee, reference: str) -> Result:
        """Write the message to disk, whole or not at all."""
        path = self._path(reference)
        if path.exists():
            return accepted()
        try:
            self._write(path, _text(message, to, reference))
        except OSError as error:
            return not_arrived(f"the file could not be written: {type(error).__name__}")
        try:
            _sync(self._folder)
        except OSError as error:
            return in_doubt(f"the folder could not be made durable: {type(error).__name__}")
        return accepted()

    def lookup(self, known: Known) -> Result | None:
        """Say whether the message was written."""
        return accepted() if self._path(known.reference).exists() else None

    def _path(self, reference: str) -> Path:
        if not REFERENCE.fullmatch(reference):
            message = "that is not the reference of a notice"
            raise ValueError(message)
        return self._folder / f"{reference}.txt"

    def _write(self, path: Path, text: str) -> None:
        # One name a notice: what a crash leaves is overwritten by the next try.
        draft = path.with_name(f".{path.name}.draft")
        with os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE), "w", encoding="utf-8"
        ) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


def _text(message: Message, to: Addressee, reference: str) -> str:
    heads = {
        "Notice": reference,
        "Channel": message.channel.value,
        "To": f"{to.recipient} {to.recipient_ref}".rstrip(),
        "Subject": message.subject,
        "Wording": message.digest,
    }
    lines = [f"{name}: {value}" for name, value in heads.items() if value is not None]
    return "\n".join([*lines, "", message.body, ""])


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
