"""How each field of a referral is asked, by its path; fields of lists without the number of their entry."""

from collections.abc import Mapping

from api.web.words.days import DAYS
from api.web.words.referral import (
    CHANNELS,
    CONSENT,
    EMAIL,
    FLAGS,
    FORCE,
    GRADE,
    NAME,
    OVERRIDE,
    PHONE,
    SAFETY,
    TOLD_BY,
    Asked,
)

YES_NO: Mapping[str, str] = {"yes": "Yes", "no": "No"}
ORDER_TYPES: Mapping[str, str] = {
    "non_molestation": "Non-molestation order",
    "occupation": "Occupation order",
    "prohibited_steps": "Prohibited steps order",
    "forced_marriage_protection": "Forced marriage protection order",
    "domestic_abuse_protection": "Domestic abuse protection order",
    "other": "Another order",
}

#: The words of the whole form.
ASKED: Mapping[str, Asked] = {
    FORCE: Asked("Which police force is it for?", "Police force"),
    TOLD_BY: Asked(
        "Collar number of the officer", "Officer", "If an officer told you about her.", width="10"
    ),
    NAME: Asked(
        "What is her name?", "Her name", "Or what she wants to be called. It need not be her full name."
    ),
    SAFETY: Asked(
        "Is it safe for us to contact her?",
        "Safe to contact",
        "Ask her where nobody else can hear. If you could not ask, say so: never guess that it is safe.",
        {
            "safe": "Yes, at any time",
            "restricted": "Only at some times, or in some ways",
            "unsafe": "No",
            "unknown": "I could not ask her safely",
        },
        {
            "safe": "She said so herself, alone.",
            "restricted": "You can give the hours under \u201cWhen and how to call her\u201d.",
            "unsafe": "Nobody contacts her but through the referring officer.",
            "unknown": "Nobody contacts her but through the referring officer, until she can be asked.",
        },
    ),
    CHANNELS: Asked(
        "How may we reach her?",
        "How to reach her",
        "Tick only what she said is safe. He may read her messages.",
        {
            "phone": "Call her",
            "sms": "Text her",
            "email": "E-mail her",
            "through_officer": "Through the referring officer",
        },
    ),
    PHONE: Asked("Her phone number", width="20", type="tel", aside=True),
    EMAIL: Asked("Her e-mail address", hint="Only if he cannot read it.", type="email", aside=True),
    GRADE: Asked(
        "What is the risk?",
        "Risk",
        options={"high": "High", "medium": "Medium", "standard": "Standard", "": "I have not assessed it"},
        hints={"high": "A lead looks at it within 1 hour."},
    ),
    FLAGS: Asked(
        "Is any of this true?",
        "Danger",
        "Tick all that apply. If you tick anything, a lead looks at it within 1 hour.",
        {
            "threat_to_life": "He threatened to kill somebody",
            "strangulation": "He strangled, choked or smothered her",
            "weapon": "He used or threatened to use a weapon",
            "child_at_risk": "A child is at risk",
            "suspect_released": "He is out of custody, or soon will be",
            "forced_marriage": "She is being made to marry",
        },
    ),
    CONSENT: Asked(
        "Does she agree to be referred?",
        "She agrees to be referred",
        "Say that a caseworker will contact her about a court order against him, and that she can stop at any time.",
        YES_NO,
    ),
    OVERRIDE: Asked(
        "Why do you refer her without her agreement?",
        "Referred without it because",
        "For example: her life is in danger, or she cannot be asked.",
        spellcheck=True,
    ),
    "respondent.name": Asked("His name", hint="The person she needs protection from."),
    "respondent.date_of_birth": Asked("His date of birth", hint="For example, 27 3 1986"),
    "respondent.relationship": Asked(
        "What is he to her?",
        "He is her",
        options={
            "spouse": "Husband, wife or civil partner",
            "former_spouse": "Former husband, wife or civil partner",
            "cohabitant": "Partner who lives with her",
            "partner": "Partner who lives elsewhere",
            "former_partner": "Former partner",
            "engaged": "Fianc\u00e9",
            "parent": "Parent",
            "child": "Son or daughter",
            "sibling": "Brother or sister",
            "relative": "Another relative",
            "other": "Somebody else",
        },
    ),
    "respondent.lives_with_survivor": Asked("Does he live with her?", "He lives with her", options=YES_NO),
    "respondent.phone": Asked(
        "His phone number", hint="So that nobody ever calls it by mistake.", width="20", type="tel"
    ),
    "safe_contact.windows": Asked(
        "When is he away?",
        "Call her only",
        "If you give hours, a person calls her in them, and no machine ever writes to her.",
    ),
    "safe_contact.windows.days": Asked("Days", options=DAYS),
    "safe_contact.windows.from": Asked("From", hint="For example, 10:00 or 2pm", width="5"),
    "safe_contact.windows.to": Asked("To", width="5"),
    "safe_contact.voicemail": Asked("May we leave a voicemail?", "Voicemail", options=YES_NO),
    "safe_contact.withheld_number": Asked("Should we hide our number?", "Hide our number", options=YES_NO),
    "safe_contact.code_word": Asked(
        "Code word", hint="Something we say so that she knows it is us.", width="20"
    ),
    "safe_contact.instructions": Asked(
        "Anything else we must know before we call", "Before we call", spellcheck=True
    ),
    "survivor.alias": Asked("Another name she is known by", "Also known as"),
    "survivor.date_of_birth": Asked("Her date of birth", hint="For example, 27 3 1990"),
    "survivor.address.lines": Asked("Her address", hint="Where she is now, if it is safe to write it down."),
    "survivor.address.postcode": Asked("Her postcode", width="10"),
    "survivor.language": Asked(
        "Which language does she speak best?",
        "Language",
        options={
            "en": "English",
            "cy": "Welsh",
            "pl": "Polish",
            "ro": "Romanian",
            "pa": "Punjabi",
            "ur": "Urdu",
            "bn": "Bengali",
            "ar": "Arabic",
            "pt": "Portuguese",
            "es": "Spanish",
            "bfi": "British Sign Language",
        },
    ),
    "survivor.interpreter": Asked("Does she need an interpreter?", "Needs an interpreter", options=YES_NO),
    "incident.occurred_at": Asked("When did it happen?", "It happened", "For example, 27 3 2026 at 9:30pm"),
    "incident.crime_reference": Asked("Crime or incident number", width="20"),
    "incident.summary": Asked("What happened?", hint="A few sentences are enough.", spellcheck=True),
    "risk.tool": Asked(
        "Which assessment did you use?",
        "Assessed with",
        options={"dash": "DASH", "dara": "DARA", "other": "Another one"},
    ),
    "risk.score": Asked(
        "Score",
        "Score",
        "How many questions of it were answered yes. 14 or more of DASH is high risk.",
        width="3",
    ),
    "children": Asked("Child", "Children"),
    "children.name": Asked("Name of the child", "Name"),
    "children.date_of_birth": Asked("Date of birth of the child", "born", "For example, 27 3 2018"),
    "existing_orders": Asked("An order that exists already", "Existing order"),
    "existing_orders.type": Asked("Which order?", "Order", options=ORDER_TYPES),
    "existing_orders.court": Asked("Which court made it?", "Court"),
    "existing_orders.expires_on": Asked("When does it end?", "ends", "For example, 27 3 2027"),
    "existing_orders.note": Asked("What does it say?", "Terms", spellcheck=True),
    "bail.conditions": Asked("Is he on bail with conditions?", "Bail with conditions", options=YES_NO),
    "bail.ends_on": Asked("When does his bail end?", "Bail ends", "For example, 27 3 2027"),
    "consent.tell_force": Asked(
        "Does she agree that you may be told what becomes of it?",
        "You may be told what becomes of it",
        "If not, you will see only that we have the referral and, one day, that our work has ended.",
        YES_NO,
    ),
}
