"""The words of the survey, in the languages that she may answer in. They name nothing that she may not wish to be seen.

Whoever looks over her shoulder, or opens her link, reads of help and problems, and of no police, court or violence.
The Welsh was written by us and needs a translator's review: docs/how-to/translator.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Question:
    """One item: what is asked, and an answer for each of its codes, in their order."""

    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All the words of the page in one language."""

    title: str
    heading: str
    about: tuple[str, ...]
    questions: Mapping[str, Question]
    comment: str
    comment_hint: str
    contact: str
    contact_me: str
    contact_hint: str
    send: str
    leave: str
    leave_hint: str
    other_language: str
    problem: str
    error: str
    nothing: str
    too_long: str
    not_offered: str
    gone_title: str
    gone: str


_GOOD = ("Very good", "Good", "Fair", "Poor", "Very poor")
_DA = ("Da iawn", "Da", "Gweddol", "Gwael", "Gwael iawn")

ENGLISH = Sheet(
    title="A few questions",
    heading="How did we do?",
    about=(
        "Five short questions. Answer as many as you like; you need not answer any.",
        "We keep what you say without your name. Whoever helped you sees that you answered, never what.",
    ),
    questions=MappingProxyType(
        {
            "abuse_since": Question(
                "The problems that you came to us about: how are they now?",
                ("They have stopped", "They happen less", "They are the same", "They have got worse"),
            ),
            "felt_safety": Question(
                "How do you feel now, compared with before?",
                ("Much safer", "A little safer", "The same", "Less safe"),
            ),
            "told": Question(
                "Did we tell you what was happening?", ("Always", "Mostly", "Sometimes", "Never")
            ),
            "service": Question("How was our help?", _GOOD),
            "solicitor": Question("How was your solicitor's help?", (*_GOOD, "I did not have a solicitor")),
        }
    ),
    comment="Is there anything else that you would like to say?",
    comment_hint="Please leave out names, addresses and numbers.",
    contact="Would you like to hear from us?",
    contact_me="Yes, please contact me",
    contact_hint="We do it only in the ways that we agreed with you.",
    send="Send my answers",
    leave="Leave this page",
    leave_hint="Not a good moment? Leave this page at any time. You can come back to it later, until you have sent it.",
    other_language="Cymraeg",
    problem="There is a problem",
    error="Error",
    nothing="Answer at least one question, or leave this page",
    too_long="Write at most 2,000 characters",
    not_offered="Choose one of the answers",
    gone_title="Thank you",
    gone="Thank you. There is nothing more on this page, and you can close it.",
)
WELSH = Sheet(
    title="Ychydig o gwestiynau",
    heading="Sut hwyl a gawsom?",
    about=(
        "Pum cwestiwn byr. Atebwch gynifer ag y mynnwch; nid oes rhaid i chi ateb yr un.",
        "Rydym yn cadw eich atebion heb eich enw. Bydd y sawl a'ch helpodd yn gweld eich bod wedi ateb, ond byth beth.",
    ),
    questions=MappingProxyType(
        {
            "abuse_since": Question(
                "Y problemau y daethoch atom yn eu cylch: sut maen nhw nawr?",
                (
                    "Maen nhw wedi dod i ben",
                    "Maen nhw'n digwydd yn llai aml",
                    "Maen nhw yr un fath",
                    "Maen nhw wedi gwaethygu",
                ),
            ),
            "felt_safety": Question(
                "Sut rydych chi'n teimlo nawr, o'i gymharu â chynt?",
                ("Yn llawer mwy diogel", "Ychydig yn fwy diogel", "Yr un fath", "Yn llai diogel"),
            ),
            "told": Question(
                "A wnaethom ni ddweud wrthych beth oedd yn digwydd?",
                ("Bob amser", "Gan amlaf", "Weithiau", "Byth"),
            ),
            "service": Question("Sut oedd ein help ni?", _DA),
            "solicitor": Question("Sut oedd help eich cyfreithiwr?", (*_DA, "Doedd gen i ddim cyfreithiwr")),
        }
    ),
    comment="Oes rhywbeth arall yr hoffech ei ddweud?",
    comment_hint="Peidiwch â rhoi enwau, cyfeiriadau na rhifau.",
    contact="Hoffech chi glywed gennym?",
    contact_me="Hoffwn, cysylltwch â mi",
    contact_hint="Dim ond yn y ffyrdd y cytunwyd arnynt gyda chi y gwnawn hynny.",
    send="Anfon fy atebion",
    leave="Gadael y dudalen hon",
    leave_hint="Ddim yn amser da? Gallwch adael y dudalen hon unrhyw bryd, a dod yn ôl iddi nes i chi anfon eich atebion.",
    other_language="English",
    problem="Mae problem",
    error="Gwall",
    nothing="Atebwch o leiaf un cwestiwn, neu gadewch y dudalen hon",
    too_long="Ysgrifennwch 2,000 o nodau ar y mwyaf",
    not_offered="Dewiswch un o'r atebion",
    gone_title="Diolch",
    gone="Diolch. Does dim byd arall ar y dudalen hon, a gallwch ei chau.",
)
SHEETS: Mapping[str, Sheet] = MappingProxyType({"en": ENGLISH, "cy": WELSH})

#: What is read out to her before the questions, by who calls her.
BEFORE = (
    "Is now a good moment, and can you talk freely? We can call another time.",
    "I have five short questions about how things are and how we did. You need not answer any of them.",
    "What you say is kept without your name. I pass it on now and cannot see it afterwards.",
)
#: What the phone page calls the first and the second survey.
WAVES: Mapping[str, str] = MappingProxyType(
    {"first": "Five weeks after the outcome", "second": "Six months after the outcome"}
)
