"""The page behind her link: five questions, no name, no sign-in, no cookie, and a way out at any moment.

Nothing in its address or title says what it is. A link that is wrong, used, expired or void shows the same words as
one that was answered just now. Looking changes nothing, so that whoever checks links in messages uses up none.
"""

from fastapi.responses import Response

from api.errors import MALFORMED, SEE_OTHER
from api.web.guidance import AWAY
from api.web.pages import Here, Visit, pages
from api.web.survey import sheet
from api.web.words.survey import SHEETS
from notifications.rendering import LANGUAGES
from states.errors import Malformed
from states.permissions import Place
from workflow.survey_by_link import answer, language_of
from workflow.surveys.inviting import PATH

router = pages(Place.SURVEY)

#: She is sent on without a word of where she came from, and no search engine keeps what it finds.
QUIET = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


@router.get(PATH + "{token}")
def ask(here: Here, token: str, lang: str = "") -> Response:
    """Show the questions behind a link, or that there is nothing."""
    hers = language_of(here.db, token, here.at)
    if hers is None:
        return gone(here, lang)
    return _form(here, token, sheet.language_of(lang, hers), {})


@router.post(PATH + "{token}")
def take(here: Here, token: str, lang: str = "") -> Response:
    """Take the answers, once."""
    language = sheet.language_of(lang, LANGUAGES[0])
    try:
        answer(here.db, token, sheet.read(here.form, language), at=here.at)
    except Malformed as refused:
        if language_of(here.db, token, here.at) is None:
            return gone(here, lang)
        return _form(here, token, language, sheet.problems_of(SHEETS[language], refused))
    return _quiet(Response(status_code=SEE_OTHER, headers={"Location": f"{PATH}{token}?lang={language}"}))


def gone(here: Visit, lang: str = "") -> Response:
    """Say the one thing that is said of every link that leads nowhere."""
    language = sheet.language_of(lang, LANGUAGES[0])
    return _quiet(here.show("survey/gone.html", words=SHEETS[language], language=language))


def _form(here: Visit, token: str, language: str, problems: dict[str, str]) -> Response:
    words = SHEETS[language]
    (other,) = set(SHEETS) - {language}
    page = here.show(
        "survey/questions.html",
        status=MALFORMED.status if problems else 200,
        words=words,
        language=language,
        other=other,
        action=f"{PATH}{token}?lang={language}",
        path=f"{PATH}{token}",
        away=AWAY,
        questions=sheet.drawn(words, here.form, problems),
        problems=problems,
        comment=here.form.get(sheet.COMMENT),
        contact=here.form.get(sheet.CONTACT) == "yes",
        most=sheet.MOST,
    )
    return _quiet(page)


def _quiet(answered: Response) -> Response:
    answered.headers.update(QUIET)
    return answered
