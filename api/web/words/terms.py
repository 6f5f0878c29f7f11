"""What an order says he must or must not do, as pages and an order card say it; no place is ever named.

After the paragraphs of the court's own forms: docs/sources.md#FL404A. The order itself decides.
"""

from collections.abc import Mapping

from states.vocabulary import OrderType, Term

TERMS: Mapping[str, str] = {
    Term.NOT_TO_USE_VIOLENCE: "Not to use or threaten violence against her, or have anybody else do so",
    Term.NOT_TO_HARASS: "Not to intimidate, harass or pester her, or have anybody else do so",
    Term.NOT_TO_CONTACT: "Not to contact her in any way, except through solicitors",
    Term.NOT_TO_PUBLISH: "Not to publish anything about her",
    Term.NOT_TO_DAMAGE_PROPERTY: "Not to damage, or threaten to damage, what is hers or in her home",
    Term.NOT_TO_COME_NEAR_HER: "Not to come near her, as far as the order says",
    Term.NOT_TO_COME_NEAR_HOME: "Not to go to, enter or come near her home",
    Term.NOT_TO_COME_NEAR_WORK: "Not to go to or come near where she works",
    Term.NOT_TO_COME_NEAR_SCHOOL: "Not to go to or come near the children's school",
    Term.NOT_TO_HARM_CHILDREN: "Not to use or threaten violence against the children, or harass them",
    Term.NOT_TO_CONTACT_CHILDREN: "Not to contact the children, except as the order allows",
    Term.TO_LEAVE_HOME: "To leave the home by the day or hour that the order says",
    Term.NOT_TO_RETURN_HOME: "Not to return to the home, or come near it",
    Term.TO_LET_HER_LIVE_THERE: "To let her live in the home, or come back to it, in peace",
    Term.TO_PAY_FOR_HOME: "To pay the rent, mortgage or repairs of the home",
    Term.NOT_TO_DISPOSE: "Not to sell, give away or take the home or what is in it",
    Term.NOT_TO_REMOVE_CHILDREN: "Not to take the children from whoever cares for them",
    Term.NOT_TO_TAKE_CHILDREN_ABROAD: "Not to take the children out of the country",
    Term.NOT_TO_ARRANGE_MARRIAGE: "Not to arrange her marriage, or help anybody else to",
    Term.TO_HAND_IN_PASSPORTS: "To hand in passports or travel papers",
    Term.TO_TELL_POLICE_HIS_ADDRESS: "To tell the police his name and address",
    Term.TO_ATTEND_PROGRAMME: "To attend a programme",
    Term.TO_WEAR_TAG: "To wear an electronic tag",
}

_HER = (
    Term.NOT_TO_USE_VIOLENCE,
    Term.NOT_TO_HARASS,
    Term.NOT_TO_CONTACT,
    Term.NOT_TO_PUBLISH,
    Term.NOT_TO_DAMAGE_PROPERTY,
    Term.NOT_TO_COME_NEAR_HER,
    Term.NOT_TO_COME_NEAR_HOME,
    Term.NOT_TO_COME_NEAR_WORK,
    Term.NOT_TO_COME_NEAR_SCHOOL,
)
_CHILDREN = (Term.NOT_TO_HARM_CHILDREN, Term.NOT_TO_CONTACT_CHILDREN)
_HOME = (
    Term.TO_LEAVE_HOME,
    Term.NOT_TO_RETURN_HOME,
    Term.NOT_TO_COME_NEAR_HOME,
    Term.TO_LET_HER_LIVE_THERE,
    Term.TO_PAY_FOR_HOME,
    Term.NOT_TO_DISPOSE,
)
#: The terms that the form of each kind of order offers; whatever else it says is written beside them.
USUAL: Mapping[str, tuple[Term, ...]] = {
    OrderType.NON_MOLESTATION: (*_HER, *_CHILDREN),
    OrderType.OCCUPATION: (*_HOME, Term.NOT_TO_DAMAGE_PROPERTY),
    OrderType.PROHIBITED_STEPS: (
        Term.NOT_TO_REMOVE_CHILDREN,
        Term.NOT_TO_TAKE_CHILDREN_ABROAD,
        Term.NOT_TO_COME_NEAR_SCHOOL,
        *_CHILDREN,
    ),
    OrderType.FORCED_MARRIAGE_PROTECTION: (
        Term.NOT_TO_ARRANGE_MARRIAGE,
        Term.TO_HAND_IN_PASSPORTS,
        *_HER,
        Term.NOT_TO_TAKE_CHILDREN_ABROAD,
    ),
    OrderType.DOMESTIC_ABUSE_PROTECTION: (
        *_HER,
        Term.TO_LEAVE_HOME,
        *_CHILDREN,
        Term.TO_TELL_POLICE_HIS_ADDRESS,
        Term.TO_ATTEND_PROGRAMME,
        Term.TO_WEAR_TAG,
    ),
    OrderType.OTHER: tuple(Term),
}
