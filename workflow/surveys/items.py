"""What a survey asks, by codes: the five items, and what each may be answered. Words for people stand with the pages."""

from collections.abc import Mapping
from types import MappingProxyType

#: What an item that was left out counts as; nothing must be answered.
UNSAID = "unsaid"
GRADES = ("very_good", "good", "fair", "poor", "very_poor")
#: Each item with the answers that are offered, the best first (I).
ITEMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "abuse_since": ("stopped", "less", "same", "more"),
        "felt_safety": ("much_safer", "safer", "same", "less_safe"),
        "told": ("always", "mostly", "sometimes", "never"),
        "service": GRADES,
        "solicitor": (*GRADES, "none_had"),
    }
)
#: What else is counted, by the way in which she was asked.
INVITED, ANSWERED = "invited", "answered"
#: Longest free text, in characters.
LONGEST = 2000
