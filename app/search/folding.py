"""How texts are made alike and cut, for the index and for what is looked for."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise, product
from typing import Final

__all__ = ["KIND", "folded", "initials_match", "initials_query", "initials_words", "pairs", "query_pairs"]

KIND: Final = "\u0001"
"""Begins the word that tells the kind of a record; no text holds it."""
_INITIAL: Final = "\u0002"
_LETTERS: Final = re.compile(r"[a-z]+")
_BRACKETS: Final = str.maketrans("(【〖)】〗", "[[[]]]")
_BLANKS: Final = re.compile(r"\s+")
_LONGEST_NAMED: Final = 40  # characters of a title that can be found by the initials of its syllables


class _Folding(dict[int, str]):
    """Simplified script, half width, small letters, one sort of brackets: filled as characters come."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKC", char).lower()
        if not plain.isascii():
            plain = "".join(_simplified(one) for one in plain)
        plain = plain.translate(_BRACKETS)
        self[code] = plain
        return plain


_folding: Final = _Folding()


def folded(text: str) -> str:
    """Return `text` as it is compared: simplified, half width, small letters, one sort of brackets, single blanks."""
    return _BLANKS.sub(" ", text.translate(_folding)).strip()


def pairs(text: str) -> set[str]:
    """Return the overlapping pairs of characters of folded `text`, and the last character of each run."""
    found: set[str] = set()
    for run in text.split():
        found.update(map("".join, pairwise(run)))
        found.add(run[-1])
    return found


def query_pairs(part: str) -> list[str]:
    """Return the words of the index that every record with the folded `part`, which has no blanks, holds."""
    if len(part) == 1:
        return [f"{part}*"]
    return sorted(set(map("".join, pairwise(part))))


def initials_words(titles: Iterable[str]) -> set[str]:
    """Return the words of the index under which folded `titles` are found by initials: 文体广场 by wtgc."""
    found: set[str] = set()
    for title in titles:
        letters = [_initials(char) for char in title[:_LONGEST_NAMED]]
        for first, second in pairwise(letters):
            found.update(_INITIAL + one + two for one, two in product(first, second))
    return found


def initials_query(part: str) -> list[str]:
    """Return the words that titles with the initials `part` have; empty where it cannot be initials."""
    if len(part) < 2 or _LETTERS.fullmatch(part) is None:
        return []
    return [_INITIAL + pair for pair in query_pairs(part)]


def initials_match(part: str, title: str) -> bool:
    """Tell whether the syllables of folded `title` have the initials `part` somewhere, one after the other."""
    if len(part) < 2 or _LETTERS.fullmatch(part) is None:
        return False
    letters = [_initials(char) for char in title[:_LONGEST_NAMED]]
    return any(
        all(wanted in given for wanted, given in zip(part, letters[start:], strict=False))
        for start in range(len(letters) - len(part) + 1)
    )


@cache
def _initials(char: str) -> str:
    """Return the letters a syllable may begin with, as many as the character has readings; "" for none."""
    if char.isascii():
        return char if char.isalnum() else ""
    from pypinyin import Style, pinyin

    readings = pinyin(char, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    return "".join(dict.fromkeys(reading[0] for ways in readings for reading in ways if reading))


@cache
def _simplified(char: str) -> str:
    from app.script import fold

    return fold(char)
