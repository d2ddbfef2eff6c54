"""What codes in records mean: ethnic categories, ages, small areas and the places they lie in."""

from evenground.indicators.codes.lists import (
    WIDER,
    CodeList,
    Codes,
    code_lists,
    codes_of,
    read_code_lists,
)

__all__ = ["WIDER", "CodeList", "Codes", "code_lists", "codes_of", "read_code_lists"]
