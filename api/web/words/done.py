"""What a page says was done just before, by the word in its address. A word that is not here says nothing."""

from collections.abc import Mapping

from api.web.words.events import done_words

DONE: Mapping[str, str] = {
    "not_safe": "All contact with her has stopped. She is reached only through you.",
    **done_words(),
    "conflict_added": "The person is listed. Cases in which they are a party are not offered to you.",
    "conflict_removed": "The line is off the list.",
    "document_stored": "The document is stored.",
    "document_void": "The document is marked as not valid. It is kept.",
    "glass": "The contact details are open to you for 30 minutes. Two people are told.",
    "profile_kept": "What you take is saved.",
    "hours_kept": "Your duty hours are saved.",
    "task-done": "The task is done.",
    "task-handed": "The task is handed on.",
    "task-taken": "The task is yours.",
    "signed_out": "You are signed out.",
    "signed_out_everywhere": "You are signed out in every other browser.",
    "device_ended": "That browser is signed out.",
    "password_changed": "Your password is changed, and every other browser is signed out.",
    "app_changed": "Your new app is set up. The old one is good no more.",
    "person_added": "The person is added. Invite them, so that they can sign in.",
    "person_changed": "The change is saved.",
    "person_disabled": "They are shut out, and signed out everywhere.",
    "person_enabled": "They may sign in again.",
    "sessions_ended": "They are signed out everywhere.",
    "no_address": "They cannot be invited: they have no email address, or are shut out.",
    "address_taken": "They cannot be invited: somebody else signs in with the same email address.",
    "force_saved": "The force is saved.",
    "firm_saved": "The firm is saved.",
    "contact_saved": "Notices go there from now on.",
    "contact_removed": "They have no contact any more.",
    "timed_out": "You were signed out because nothing happened for a while. Sign in to go on.",
    "typed": "You were signed out. What you typed is here; nothing was sent.",
    "approved": "You approved it. Whoever asked is told.",
    "approval_asked": "Leads are asked for their approval. You are told what they answer.",
    "approval_turned_down": "You turned it down. Whoever asked is told.",
    "sent_before": "That form was sent before. Nothing was done now.",
}
