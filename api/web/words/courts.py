"""What the pages say of family courts."""

#: Why an address is opened where only its court is wanted: it stands in the entry, and no address is shown.
PURPOSE = "to find the family court for her address; the address itself is not shown"
NO_POSTCODE = "We hold no whole postcode of hers: find the court by her council."
#: The list names few postcodes: most councils have one court, whatever the postcode.
NOT_NAMED = (
    "The list names no court for the first half of her postcode: for most councils one court hears all of them. "
    "Find it by her council."
)
NO_COUNCIL = "The list names no such council. Try one word of its name, or the county or unitary council."
NO_LIST = "No list of courts was imported yet. An administrator imports one with: rowan courts import FILE"
WRONG_AREA = "Give the first half of a postcode alone, such as CF81 or EX: never the whole postcode"
WRONG_COUNCIL = "Name a council"
