"""Lists of responsible persons and units: readable names apart, masked values counted."""

import re
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from app.script import fold

__all__ = ["Names", "split_both", "split_people", "split_units"]

_MASK = re.compile(r"[*×□■○◯●▲△_?]+|[xX]{1,4}(?![a-zA-Z])|某+")
_OPEN_BRACKETS, _CLOSE_BRACKETS = "([", ")]"
_TITLES = (
    r"(?:书记|局长|主任|站长|馆长|县长|区长|乡长|镇长|部长|科长|股长|所长|处长|校长|主席|组长|队长|院长|会长|团长|经理"
    r"|常委|委员|班子成员|成员|秘书|干事|会计|文书|支书|村长|组员|调研员|主任科员|科员|专干|管理员|负责人|负责同志)"
)
_POST = (
    r"(?:(?:局|县|区|乡|镇|党|站|馆|村|街道|支部|党委|党组|党支部|党总支|总支|工会|政府|人大|政协|纪检|纪检组|办公室|综合|宣传|组织|统战|政法)?"
    rf"(?:党组|党委|纪委|支部|县委|区委|镇党委|乡党委)?(?:宣传|组织|统战|纪检)?(?:常务)?(?:第一)?副?{_TITLES})"
)
# "县文广新局局长", "县政府副县长": a post with its office is longer than a name with its post.
_LONGEST_POST = 40
_OFFICE_POST = re.compile(
    rf"[^\s、,]*(?:局|办|委|部|政府|人大|政协|中心|馆|站|所|院|公司|协会|党委|党组|支部|村|镇|乡|县|股|科|室|宣传)(?:常务|党组|党委)?(?:第一)?副?{_TITLES}"
)
_POST_ONLY = re.compile(rf"(?:{_POST})+")
_POST_FIRST = re.compile(rf"{_POST}")
# "*局", "××县", "**股": what is left says nothing about who it is.
_GENERIC_UNIT = re.compile(r"[大中小]?[省市县区乡镇村局股科室站所办委部处组队院馆校社]{0,2}")
_UNIT_END = re.compile(
    r"(?:局|股|科|室|站|所|馆|办|委|(?<!干)部|处|队|院|中心|政府|乡|镇|村|支部|单位|公司|学校|小组|街道|社区|部门|企业|机关|会|厅|党组|团)\s*(?:[(\[].*)?$"
)
_AND = re.compile(r"[和及与](?=[^、,;和及与]{2,})")
_EMPTY = re.compile(
    r"(?:(?:联系|咨询|办公)?电话|手机号?|传真|邮编|邮政编码|(?:电子)?邮箱)[:].*|[-~/\\—无空同上.。]*|待定|暂无|待补|[(]?略[)]?"
)


class Names(Struct, frozen=True):
    """Readable entries in printed order, and how many entries were masked."""

    names: tuple[str, ...]
    masked: int


@lru_cache(maxsize=4096)
def split_people(text: str) -> Names:
    """Split a list of persons; posts stay with their name ("党组书记、局长张明" is one entry)."""
    names: list[str] = []
    masked = 0
    posts: list[str] = []
    of_last = False  # posts after a blank belong to the name before ("张明 党组书记、局长")
    titled = False  # the last name has its posts in front ("局长 张明 副局长 李强")
    for blank, entry in _entries(text):
        bare = re.sub(r"[(\[].*?[)\]]", "", fold(entry))
        if _is_post(bare) and not _MASK.search(bare):
            of_last = of_last or (blank and bool(names) and not posts and not titled)
            if not of_last:
                posts.append(entry)
            continue
        of_last = titled = False
        if _MASK.search(bare):
            masked += 1
        elif posts and blank and len(bare.replace(" ", "")) <= 4:  # 乡党委委员、副乡长 张明
            names.append(f"{'、'.join(posts)} {entry}")
            titled = True
        elif posts and _POST_FIRST.match(bare):
            names.append("、".join([*posts, entry]))
        else:
            names += [*posts, entry]
        posts.clear()
    return Names(tuple(names + posts), masked)


def _is_post(bare: str) -> bool:
    """Tell whether an entry names a post and nobody ("副局长", "县文化局局长", "宣传委员")."""
    if bare.startswith(("各", "全体", "其他", "有关", "相关")):  # 各股室负责人: these are persons
        return False
    return bool(
        _POST_ONLY.fullmatch(bare) or (4 < len(bare) <= _LONGEST_POST and _OFFICE_POST.fullmatch(bare))
    )


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


def split_both(text: str) -> tuple[Names, Names]:
    """Split "办公室、张明" into persons and units by how the entries end; masked ones are told apart the same way."""
    readable: list[tuple[bool, str]] = []
    masked_persons = masked_units = 0
    for blank, entry in _entries(text):
        bare = re.sub(r"[(\[].*?[)\]]", "", fold(entry))
        rest = _MASK.sub("", bare).strip()
        if not _MASK.search(bare) or (_UNIT_END.search(bare) and not _GENERIC_UNIT.fullmatch(rest)):
            readable.append((blank, entry))
        elif rest and _UNIT_END.search(rest):
            masked_units += 1
        else:
            masked_persons += 1
    units = [entry for _, entry in readable if _UNIT_END.search(fold(entry))]
    persons = [entry for entry in readable if entry[1] not in units]
    names = split_people("".join((" " if blank else "、") + entry for blank, entry in persons)).names
    return Names(names, masked_persons), Names(tuple(units), masked_units)


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
            trimmed = part.strip(" \u3000\u00a0\t:：.．。;；﹔﹐")
            if trimmed and not _EMPTY.fullmatch(fold(trimmed)):
                entries.append((a >= 0 and folded[a] == " ", trimmed))
    return entries


def _is_gap(folded: str, at: int) -> bool:
    """Tell whether a blank separates names, rather than stretching a two-character name ("张 明")."""
    if folded[at - 1 : at] == " ":
        return False
    before = re.search(r"[^\s、,;:/|&]*$", folded[:at])
    after = re.match(r"\s*([^\s、,;/|&]*)", folded[at:])
    left, right = (before[0] if before else ""), re.sub(r"[(\[].*", "", after[1] if after else "")
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
