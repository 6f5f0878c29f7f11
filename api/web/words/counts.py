"""How many there are, as pages say it: whoever has a hundred needs no number."""

#: The least that is not counted any more; questions count up to here and stop.
MANY = 100


def counted(number: int) -> str:
    """Write a number, or that there are more than 99."""
    return str(number) if number < MANY else f"{MANY - 1}+"
