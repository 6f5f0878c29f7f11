"""A second person's word: whoever needs one asks leads for it, and a lead gives it or turns it down."""

import secrets
from collections.abc import Mapping

from fastapi.responses import Response

from api import errors
from api.dependencies import Reference
from api.web.event_forms.about import Target, case_event
from api.web.event_forms.drawing import Drawn
from api.web.event_forms.fields import Kind
from api.web.event_forms.sheet import CHANCE, DO, sent_key, sent_version
from api.web.event_forms.since import Change, name_of, told_of
from api.web.pages import Here, Visit, pages
from api.web.words.events import EVENTS
from api.web.words.options import Option
from api.web.words.states import CASE_STATES
from states.errors import KeyReused, NotFound, Refused, Stale
from states.payloads import TAKES_APPROVAL
from states.permissions import Place
from states.vocabulary import Chart, Event, Role
from workflow import queries, sign_offs
from workflow.approvals import approve
from workflow.forces import FORCES
from workflow.queries import choices
from workflow.sign_offs import AGAINST, BECAUSE, Against, Because
from workflow.task_words import APPROVAL_ASKED

router = pages(Place.QUEUE)

APPROVE, ASK, TURN_DOWN = "approve", "ask", "turn_down"
#: The reasons of which one is given, to ask and to turn down: clear words, since whatever names anybody is a note.
_REASONS: Mapping[str, Mapping[str, str]] = {
    ASK: {one.value: f"{words[:1].upper()}{words[1:]}" for one, words in BECAUSE.items()},
    TURN_DOWN: {one.value: f"{words[:1].upper()}{words[1:]}" for one, words in AGAINST.items()},
}
_LABELS = {ASK: "Why do you ask?", TURN_DOWN: "Why not?"}
#: What is said once it is done.
_DONE = {APPROVE: "approved", ASK: "approval_asked", TURN_DOWN: "approval_turned_down"}


@router.get("/cases/{reference}/approve/{event}")
def ask_for_approval(here: Here, reference: Reference, event: str) -> Response:
    """Show who asks for an approval and why, what was approved, and the forms to ask and to answer."""
    return _show(here, _target(reference, event))


@router.post("/cases/{reference}/approve/{event}")
def answer_approval(here: Here, reference: Reference, event: str) -> Response:
    """Ask leads for their word, give it, or turn it down: once, for the version that was seen."""
    target, does = _target(reference, event), here.form.get(DO)
    if does not in _DONE:
        return _show(here, target)
    if does in _REASONS and here.form.get(does) not in _REASONS[does]:
        return _show(here, target, wrong=does, status=errors.MALFORMED.status)
    try:
        _do(here, target, does)
    except Stale as stale:
        since = queries.changes(here.db, reference, stale.expected, here.actor, here.at)
        changes = told_of(since, here)
        return _show(here, target, changes=changes, status=errors.STALE.status)
    except Refused:
        # It is not possible where the case stands, whoever approves: its own page says why.
        return here.go(target.path)
    except KeyReused:
        return here.go(here.request.url.path, done="sent_before")
    return here.go(f"/cases/{reference}", done=_DONE[does])


def _target(reference: str, event: str) -> Target:
    target = case_event(reference, event)
    if event not in TAKES_APPROVAL:
        raise NotFound("approval")
    return target


def _do(here: Visit, target: Target, does: str) -> None:
    version = sent_version(here.form, here.actor.role)
    seen, key = version if isinstance(version, int) else 0, sent_key(here.form)
    case, event = target.reference, target.event
    if does == APPROVE:
        approve(here.db, case, event, seen, actor=here.actor, at=here.at, key=key)
    elif does == ASK:
        force = here.form.get("force")
        queue = force if force in FORCES and event == Event.TRANSFER else None
        why = Because(here.form.get(ASK))
        sign_offs.ask(here.db, case, event, seen, why, actor=here.actor, at=here.at, queue=queue, key=key)
    else:
        why_not = Against(here.form.get(TURN_DOWN))
        sign_offs.turn_down(here.db, case, event, why_not, actor=here.actor, at=here.at, key=key)


def _show(
    here: Visit,
    target: Target,
    *,
    wrong: str = "",
    changes: tuple[Change, ...] | None = None,
    status: int = 200,
) -> Response:
    view = queries.case_view(here.db, target.reference, here.actor, here.at)
    asked = [task for task in view.tasks if task.kind == APPROVAL_ASKED and target.event in task.completes_on]
    given = choices.approvals(here.db, target.reference, target.event, here.actor, here.at)
    return here.show(
        "approve.html",
        status=status,
        target=target,
        path=here.request.url.path,
        said=EVENTS[Chart.CASE][target.event],
        state=CASE_STATES[view.state] if view.state else "",
        asked=asked,
        names={task.subject: name_of(here, task.subject or "") for task in asked},
        given=given,
        changes=changes,
        is_lead=here.actor.role is Role.LEAD,
        may_ask=target.event in view.events,
        ask=_reason(here, ASK, wrong),
        turn_down=_reason(here, TURN_DOWN, wrong),
        forces=_forces(target),
        version=view.version,
        keys={does: secrets.token_urlsafe(CHANCE) for does in _DONE},
    )


def _reason(here: Visit, does: str, wrong: str) -> Drawn:
    return Drawn(
        Kind.ONE.value,
        does,
        _LABELS[does],
        "",
        "Choose an answer" if does == wrong else None,
        optional=False,
        value=here.form.get(does),
        options=tuple(Option(value, words) for value, words in _REASONS[does].items()),
    )


def _forces(target: Target) -> Drawn | None:
    if target.event != Event.TRANSFER:
        return None
    offered = tuple(Option(code, name) for code, name in FORCES.items())
    return Drawn(
        Kind.PICK.value, "force", "Force that receives the case", "", None, optional=True, options=offered
    )
