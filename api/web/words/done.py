"""What a page says was done just before, by the word in its address. A word that is not here says nothing."""

from collections.abc import Mapping

DONE: Mapping[str, str] = {
    "signed_out": "You are signed out.",
}
