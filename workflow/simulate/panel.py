"""What the firms of the demonstration take: fictional offices, areas, languages and hours, so that a ranking explains itself.

Towns and postcodes are made up; where they lie are places around Cambridge, Bedford and Luton. One firm has said
nothing, as real ones do.
"""

from datetime import datetime
from random import Random

from workflow.db import Database
from workflow.firms import DELETE_HOURS, INSERT_HOURS
from workflow.panel.profiles import Profile, keep
from workflow.panel.standing import DEGREE, SELECT_OFFICES
from workflow.prepared import insertion
from workflow.simulate.names import TOWNS
from workflow.tables import FirmOfficeRow

INSERT_OFFICE = insertion(FirmOfficeRow.__table__)

#: Where each fictional town lies: the public positions of Cambridge, Bedford, Luton, Ely, Huntingdon, Stevenage,
#: Peterborough, Royston, Newmarket, Biggleswade, Milton Keynes and Bury St Edmunds.
POSITIONS = (
    (52.205, 0.119), (52.136, -0.467), (51.879, -0.420), (52.398, 0.262), (52.331, -0.183), (51.903, -0.202),
    (52.574, -0.241), (52.048, -0.023), (52.245, 0.406), (52.086, -0.264), (52.041, -0.759), (52.246, 0.712),
)  # fmt: skip
OFFICES_EACH = 3
#: The last of an area that is none, as in the addresses of the simulation.
LAST_CODE = 99
LANGUAGES = ("pl", "ur", "pa", "ro", "ar", "cy", "bn")
DAYS = ("mon", "tue", "wed", "thu", "fri")
EVENING, CLOSES, OPENS = 22 * 60, 18 * 60, 8 * 60


def furnish(db: Database, firms: list[str], at: datetime) -> None:
    """Give each firm but the last what a lead would know of it. A second time adds nothing."""
    random = Random("panel")
    with db.transaction() as tx:
        if tx.rows(SELECT_OFFICES):
            return
        for place, firm in enumerate(firms[:-1]):
            for number in range(OFFICES_EACH):
                town = (place + 4 * number) % len(TOWNS)
                latitude, longitude = POSITIONS[town]
                tx.run(
                    INSERT_OFFICE,
                    firm=firm,
                    office=str(number + 1),
                    town=TOWNS[town],
                    postcode=f"ZZ{random.randrange(1, LAST_CODE)} 1AA",
                    latitude=round(latitude * DEGREE),
                    longitude=round(longitude * DEGREE),
                )
            profile = Profile(
                languages=tuple(sorted(random.sample(LANGUAGES, 2))) if place % 3 else None,
                legal_aid=place % 4 != 1,
                capacity=8 + 2 * place if place % 2 else None,
                weight=2 if place == 0 else 1,
            )
            keep(tx, firm, profile, anew=False, at=at)
            tx.run(DELETE_HOURS, of=firm)
            for day in DAYS if place % 3 != 1 else ():
                closes = EVENING if place % 2 else CLOSES
                tx.run(INSERT_HOURS, firm=firm, day=day, opens=OPENS, closes=closes)
