"""Words that may never stand in a message to a survivor, each with its reason, and terms that must be kept.

Whoever reads her phone may read Welsh. A Welsh word changes its beginning after many others
(`llys`, `y llys`, `i lys`), so every form of a beginning is looked for.
"""

import re
from collections.abc import Iterator, Mapping

#: Why a word would tell, and the beginnings of such words in each language.
TELLING: Mapping[str, Mapping[str, str]] = {
    "says what happened": {
        "en": "abus assault attack child crim danger domestic harass harm hurt incident molest offence risk safe "
        "stalk threat violen",
        "cy": "aflonydd anaf bygyth cam-drin camdrin digwyddiad diogel domestig molest niwed perygl plant plentyn "
        "risg stelc trais treisgar trosedd ymosod",
    },
    "says who it is about": {
        "en": "applicant ex- husband partner perpetrator respondent survivor suspect victim wife women",
        "cy": "atebydd ceisydd cymar dioddef goroes gwraig gŵr menyw menywod merched partner",
    },
    "says that the police know": {
        "en": "arrest bail charge detective force officer police",
        "cy": "arest cyhudd heddlu heddwas mechn plismon swyddog",
    },
    "says that a court or the law is asked": {
        "en": "appl barrister breach court enforce evidence expir hearing injunct judge law legal occupation order "
        "protect serve service solicitor statement undertaking warning witness",
        "cy": "amddiffyn anheddu bargyfreith barn cais ceisiadau cyflwyn cyfreith datganiad gorchmyn gorchymyn "
        "gorfod gwaharddeb gwrandawiad llys rhybudd torri tyst ymgymeriad ynad",
    },
    "says that she sought help": {
        "en": "advice advis advocat charit counsel help refuge shelter support",
        "cy": "cefnog cwnsel cyngor cynghor cymorth eiriol elusen help lloches",
    },
    "says who we are or how we work": {
        "en": "case consent firm refer rowan urgent",
        "cy": "achos atgyfeir brys cwmni cydsyni cyfeir gweithiwr rowan",
    },
}

#: What Welsh beginnings turn into; the longer beginning is tried first. Those left out do not change.
MUTATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ll", ("l",)),
    ("rh", ("r",)),
    ("ch", ()),
    ("dd", ()),
    ("ff", ()),
    ("ph", ()),
    ("th", ()),
    ("c", ("g", "ngh", "ch")),
    ("p", ("b", "mh", "ph")),
    ("t", ("d", "nh", "th")),
    ("g", ("", "ng")),
    ("b", ("f", "m")),
    ("d", ("dd", "n")),
    ("m", ("f",)),
    *((vowel, (f"h{vowel}",)) for vowel in "aeiouwy"),
)

#: A term of the field and the Welsh that the family courts in Wales use for it, each as a pattern.
#: Source: docs/sources.md#HMCTS-cy.
TERMS: Mapping[str, str] = {
    r"orders?": r"n?g?orchymyn|gorchmynion",
    r"courts?": r"l?lys",
    r"police": r"heddlu",
    r"referrals?": r"atgyfeiriad",
    r"referrer": r"atgyfeiriwr",
    r"respondent": r"atebydd",
    r"applicant": r"ceisydd",
    r"undertaking": r"ymgymeriad",
    r"interim": r"interim",
    r"hearings?": r"g?wrandawiad(?:au)?",
    r"consent": r"cydsyniad",
    r"solicitor": r"cyfreithiwr",
    r"firm": r"g?h?cwmni|gwmni",
    r"power of arrest": r"pŵer i arestio",
    r"served?|service": r"g?c?yflwyno|g?wasanaeth",
    r"discharged": r"ryddhau|rhyddhawyd",
    r"varied": r"amrywio|amrywiwyd",
    r"extended": r"(?:ei )?ymestyn|ymestynnwyd",
    r"999": r"999",
}


def forms(beginning: str, language: str) -> Iterator[str]:
    """Yield every form that a word's beginning may take."""
    yield beginning
    if language == "cy":
        first, others = next((found for found in MUTATIONS if beginning.startswith(found[0])), ("", ()))
        yield from (other + beginning.removeprefix(first) for other in others)


def told_by(text: str, language: str) -> list[str]:
    """Return what a text gives away, with the reason of each: "llys: says that …"."""
    return [
        f"{word}: {reason}"
        for reason, beginnings in TELLING.items()
        for beginning in beginnings[language].split()
        for form in forms(beginning, language)
        for word in re.findall(rf"\b{re.escape(form)}\w*", text.lower())
    ]


def lost_terms(english: str, welsh: str) -> list[str]:
    """Return the terms of an English text whose Welsh is not in the other."""
    return [
        term
        for term, kept in TERMS.items()
        if re.search(rf"\b(?:{term})\b", english, re.IGNORECASE)
        and not re.search(rf"\b(?:{kept})\b", welsh, re.IGNORECASE)
    ]
