"""The questions as a form: drawn from the items and the words of one language, and read back into answers.

Fields are numbered and answers too: the source of the page says no more than the page does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from api.web.forms import Form
from api.web.words.survey import SHEETS, Sheet
from states.errors import Malformed
from workflow.surveys.items import ITEMS, LONGEST
from workflow.surveys.keeping import Answers, checked

COMMENT, CONTACT = "more", "contact"
#: Which field of the form each item is.
NUMBERED: Mapping[str, str] = {item: f"q{number}" for number, item in enumerate(ITEMS, 1)}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that is offered."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """One question with its answers, and what is wrong with what was sent."""

    name: str
    text: str
    choices: tuple[Choice, ...]
    error: str


def language_of(said: str, otherwise: str) -> str:
    """Return a language that there are words in: the one that was asked for, else the other."""
    return said if said in SHEETS else otherwise


def drawn(words: Sheet, form: Form, problems: Mapping[str, str]) -> tuple[Drawn, ...]:
    """Draw the questions, with what was chosen and what is wrong."""
    return tuple(
        Drawn(
            name,
            words.questions[item].text,
            tuple(
                Choice(str(number), text, form.get(name) == str(number))
                for number, text in enumerate(words.questions[item].answers, 1)
            ),
            problems.get(name, ""),
        )
        for item, name in NUMBERED.items()
    )


def read(form: Form, language: str) -> Answers:
    """Read the answers of a form. Raises Malformed, naming fields of the form."""
    chosen = dict(_chosen(form))
    answers = Answers(chosen, form.get(COMMENT), form.get(CONTACT) == "yes", language)
    return checked(answers)


def _chosen(form: Form) -> Iterator[tuple[str, str]]:
    for item, name in NUMBERED.items():
        sent = form.get(name)
        if sent:
            codes = {str(number): code for number, code in enumerate(ITEMS[item], 1)}
            # What no page of ours offers is no answer: it is said to be none, and never repeated.
            yield item, codes.get(sent, "")


def problems_of(words: Sheet, refused: Malformed) -> dict[str, str]:
    """Say in words what is wrong, by field of the form."""
    said = {"comment": (COMMENT, words.too_long), "answers": (NUMBERED[next(iter(ITEMS))], words.nothing)}
    found = (
        said.get(one.field, (NUMBERED.get(one.field, ""), words.not_offered)) for one in refused.problems
    )
    return dict(found)


#: Longest text, for the browser to hold too.
MOST = LONGEST
