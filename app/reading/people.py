"""Lists of responsible persons and units: readable names apart, masked values counted."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.reading.script import fold

__all__ = ["Names", "is_masked", "split_people", "split_units"]

_MASK = re.compile(r"[*×□■○◯●▲△_?]+|[xX]{1,4}(?![a-zA-Z])|某+")
_OPEN_BRACKETS, _CLOSE_BRACKETS = "([", ")]"
_POST = (
    r"(?:(?:局|县|区|乡|镇|党|站|馆|村|街道|支部|党委|党组|党支部|党总支|总支|工会|政府|人大|政协|纪检|纪检组|办公室|综合)?"
    r"(?:党组|党委|纪委|支部)?(?:常务)?(?:第一)?副?(?:书记|局长|主任|站长|馆长|县长|区长|乡长|镇长|部长|科长|股长|所长|处长|校长|主席"
    r"|组长|队长|院长|委员|成员|秘书|干事|会计|文书|支书|村长|组员|调研员|主任科员|科员|专干|管理员))"
)
_POST_ONLY = re.compile(rf"(?:{_POST})+")
_POST_FIRST = re.compile(rf"{_POST}")
# "*局", "××县", "**股": what is left says nothing about who it is.
_GENERIC_UNIT = re.compile(r"[省市县区乡镇村局股科室站所办委部处组队院馆校社]{0,2}")
_AND = re.compile(r"[和及与](?=[^、,;和及与]{2,})")
_EMPTY = re.compile(r"[-~/\\—无空同上.。]*|待定|暂无|待补|[(]?略[)]?")


@dataclass(frozen=True)
class Names:
    """Readable entries in printed order, and how many entries were masked."""

    names: tuple[str, ...]
    masked: int


def is_masked(text: str) -> bool:
    """Tell whether a text holds a mask character (*, ×, 某)."""
    return bool(_MASK.search(fold(text)))


@lru_cache(maxsize=4096)
def split_people(text: str) -> Names:
    """Split a list of persons; posts stay with their name ("党组书记、局长张明" is one entry)."""
    names: list[str] = []
    masked = 0
    posts: list[str] = []
    of_last = False  # posts after a blank belong to the name before ("张明 党组书记、局长")
    for blank, entry in _entries(text):
        bare = re.sub(r"[(\[].*?[)\]]", "", fold(entry))
        if _POST_ONLY.fullmatch(bare) and not _MASK.search(bare):
            of_last = of_last or (blank and bool(names) and not posts)
            if not of_last:
                posts.append(entry)
            continue
        of_last = False
        if _MASK.search(bare):
            masked += 1
        elif posts and _POST_FIRST.match(bare):
            names.append("、".join([*posts, entry]))
        else:
            names += [*posts, entry]
        posts.clear()
    return Names(tuple(names + posts), masked)


@lru_cache(maxsize=4096)
def split_units(text: str) -> Names:
    """Split a list of units; a unit whose own name is masked ("*局") is only counted."""
    names: list[str] = []
    masked = 0
    for _, entry in _entries(text):
        rest = _MASK.sub("", re.sub(r"[(\[].*?[)\]]", "", fold(entry)))
        if _MASK.search(fold(entry)) and _GENERIC_UNIT.fullmatch(rest.strip()):
            masked += 1
        else:
            names.append(entry)
    return Names(tuple(names), masked)


def _entries(text: str) -> list[tuple[bool, str]]:
    """Split at commas, semicolons, slashes, line ends and blanks outside brackets, and at 和/及/与 between names.

    Returns:
        Pairs of (a blank stands before it, entry).
    """
    folded = fold(text)
    depth = 0
    cuts = [-1]
    for at, char in enumerate(folded):
        if char in _OPEN_BRACKETS:
            depth += 1
        elif char in _CLOSE_BRACKETS:
            depth = max(0, depth - 1)
        elif depth == 0 and (char in "、,;/|&。\n" or (char == " " and _is_gap(folded, at))):
            cuts.append(at)
    cuts.append(len(text))
    entries: list[tuple[bool, str]] = []
    for a, b in pairwise(cuts):
        for part in _split_and(text[a + 1 : b]):
            trimmed = part.strip(" \u3000\u00a0\t:：.．。;；")
            if trimmed and not _EMPTY.fullmatch(fold(trimmed)):
                entries.append((a >= 0 and folded[a] == " ", trimmed))
    return entries


def _is_gap(folded: str, at: int) -> bool:
    """Tell whether a blank separates names, rather than stretching a two-character name ("张 明")."""
    if folded[at - 1 : at] == " ":
        return False
    before = re.search(r"[^\s、,;/|&]*$", folded[:at])
    after = re.match(r"\s*([^\s、,;/|&]*)", folded[at:])
    left, right = (before[0] if before else ""), (after[1] if after else "")
    return not (len(left) == 1 and len(right) == 1 and "*" not in left + right and "×" not in left + right)


def _split_and(entry: str) -> list[str]:
    """Split "张明和李强" and "办公室及财务股", but not "和平村" or "文化和旅游局"."""
    folded = fold(entry)
    for match in _AND.finditer(folded):
        left, right = folded[: match.start()], folded[match.end() :]
        persons = 2 <= len(left) <= 3 and 2 <= len(right) <= 3 and "文化" not in left
        units = re.search(r"[局股科室站所办委部处组队院馆校社会府村镇乡]$", left) and re.search(
            r"[局股科室站所办委部处组队院馆校社会府村镇乡]$", right
        )
        if persons or (units and len(left) > 1):
            return [entry[: match.start()], *_split_and(entry[match.end() :])]
    return [entry]
