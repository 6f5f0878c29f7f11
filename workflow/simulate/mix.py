"""How lives end: the share of each disposition among all referrals.

About one referral in ten to fifteen ends in an order; every other share is our guess, fitted round it (I).
Sources: docs/sources.md#TV, docs/sources.md#design.
"""

from collections.abc import Mapping

from states.vocabulary import Disposition

#: In thousandths.
MIX: Mapping[Disposition, int] = {
    Disposition.UNABLE_TO_CONTACT: 215,
    Disposition.DECLINED: 180,
    Disposition.INELIGIBLE: 95,
    Disposition.LOST_CONTACT: 90,
    Disposition.REFERRED_ELSEWHERE: 80,
    Disposition.ADVICE_GIVEN: 80,
    Disposition.ORDER_MADE: 80,
    Disposition.WARNING_LETTER_SENT: 70,
    Disposition.CONSENT_WITHDRAWN: 45,
    Disposition.DUPLICATE: 30,
    Disposition.APPLICATION_WITHDRAWN: 13,
    Disposition.UNDERTAKING_GIVEN: 12,
    Disposition.ORDER_REFUSED: 8,
    Disposition.DECEASED: 2,
}

#: Orders that could not be served at the first try. Source: docs/sources.md#Indep.
UNSERVED = 0.13
#: Applications that the court sends back (I).
SENT_BACK = 0.12
#: Offers that a firm declines (I).
DECLINED = 0.25
#: Applications without notice: most orders for personal protection are (I).
WITHOUT_NOTICE = 0.7
#: Orders that are broken while in force (I).
BROKEN = 0.15
#: Women who are referred once more while their case is open (I).
REFERRED_AGAIN = 0.05
