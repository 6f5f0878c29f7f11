"""Names for people and places that do not exist. Surnames, streets and towns are made up for this purpose.

Telephone numbers come from those that Ofcom keeps free for drama, postcodes from the area ZZ, which is none,
and e-mail addresses from a domain that can never be registered.
"""

from random import Random

HERS = (
    "Aaliyah", "Abigail", "Adaeze", "Agnieszka", "Aisha", "Amelia", "Anastasia", "Angharad", "Anita", "Beatrice",
    "Bethan", "Carys", "Charlotte", "Chloe", "Daniela", "Deborah", "Eleanor", "Elif", "Erin", "Farida",
    "Fatima", "Gemma", "Georgina", "Grace", "Hannah", "Harpreet", "Ioana", "Isabelle", "Jasmine", "Joanna",
    "Karolina", "Kelly", "Lakshmi", "Laura", "Leila", "Maryam", "Megan", "Nadia", "Natalie", "Ngozi",
    "Olivia", "Parveen", "Rebecca", "Rhiannon", "Ruth", "Samira", "Sian", "Siobhan", "Stephanie", "Zainab",
)  # fmt: skip
HIS = (
    "Adam", "Ahmed", "Alan", "Andrei", "Anthony", "Arjun", "Ben", "Bogdan", "Callum", "Chidi",
    "Craig", "Daniel", "Darren", "David", "Dylan", "Emeka", "Faisal", "Gareth", "Gary", "George",
    "Hassan", "Huw", "Ian", "Imran", "Jakub", "James", "Jason", "Kevin", "Kieran", "Lee",
    "Liam", "Marek", "Mark", "Martin", "Mehmet", "Nathan", "Neil", "Omar", "Owen", "Paul",
    "Piotr", "Rhys", "Ryan", "Sanjay", "Scott", "Stuart", "Tariq", "Tomasz", "Wayne", "Yusuf",
)  # fmt: skip
#: Two halves of a surname: none that they make is known to be anybody's.
SURNAME_BEGINNINGS = (
    "Alder", "Amber", "Briar", "Bramble", "Candle", "Clover", "Copper", "Cricket", "Dapple", "Ember",
    "Feather", "Fennel", "Flint", "Gorse", "Harbour", "Hazel", "Heron", "Juniper", "Kestrel", "Lantern",
    "Linnet", "Lark", "Mallow", "Marigold", "Nettle", "Otter", "Pebble", "Plover", "Quill", "Saffron",
    "Sorrel", "Tansy", "Teasel", "Thimble", "Thistle", "Umber", "Vetch", "Willow", "Wren", "Yarrow",
)  # fmt: skip
SURNAME_ENDINGS = (
    "apple", "beck", "bolt", "brace", "bridge", "combe", "crest", "dale", "fold", "garth",
    "gate", "glass", "holt", "lea", "light", "march", "mere", "moor", "ridge", "rush",
    "shaw", "spring", "thorne", "thwaite", "water", "weather", "whistle", "wick", "wind", "wright",
)  # fmt: skip
STREETS = (
    "Acorn Row", "Bluebell Walk", "Button Lane", "Candlemaker Street", "Cobbler's Rise", "Dandelion Close",
    "Farthing Street", "Feather Court", "Kite Street", "Lantern Hill", "Mitten Lane", "Moonpenny Road",
    "Pepperpot Lane", "Sandglass Road", "Teapot Terrace", "Thimble Street", "Turnstile Way", "Windmill Sails",
)  # fmt: skip
TOWNS = (
    "Ambleford", "Brackenhithe", "Cobbleton", "Dunmallow", "Eastwhistle", "Fenwickle", "Gorsemouth", "Hollowmere",
    "Inkberrow Green", "Kestrelby", "Larkminster", "Mossington",
)  # fmt: skip
COURTS = ("Ambleford Family Court", "Larkminster Family Court", "Gorsemouth Family Court")

#: All but the last three digits of numbers that are kept free for drama. Source: docs/sources.md#Ofcom-drama.
NUMBERS = (
    "07700 900", "020 7946 0", "0113 496 0", "0114 496 0", "0115 496 0", "0116 496 0", "0117 496 0",
    "0118 496 0", "0121 496 0", "0131 496 0", "0141 496 0", "0151 496 0", "0161 496 0", "0191 498 0",
    "028 9649 6", "029 2018 0",
)  # fmt: skip
#: His have one to themselves: a number of both would be no route to her.
HIS_NUMBERS = ("01632 960",)
#: A domain of RFC 6761, kept for examples.
DOMAIN = "rowan.example"


def surname(random: Random) -> str:
    """Make up a surname."""
    return random.choice(SURNAME_BEGINNINGS) + random.choice(SURNAME_ENDINGS)


def telephone(random: Random, numbers: tuple[str, ...] = NUMBERS) -> str:
    """Return a number that nobody has."""
    return f"{random.choice(numbers)}{random.randrange(1000):03}"


def address(random: Random) -> dict[str, object]:
    """Make up an address."""
    number, street, town = random.randrange(1, 180), random.choice(STREETS), random.choice(TOWNS)
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    code = (
        f"ZZ{random.randrange(1, 99)} {random.randrange(10)}{random.choice(letters)}{random.choice(letters)}"
    )
    return {"lines": [f"{number} {street}", town], "postcode": code}


def email(name: str, random: Random) -> str:
    """Return an address that leads nowhere."""
    return f"{name.lower().replace(' ', '.')}{random.randrange(100)}@{DOMAIN}"
