"""Reading a line of the log while it is typed: what it says by itself, and what can be proposed for it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct
from sqlalchemy import func, select

from app.search.folding import folded, initials_match
from app.work.labels import ACTIVITIES
from app.work.log import list_villages
from app.work.people import list_people
from app.work.suggesting import suggest_tasks
from app.workspace import Workspace
from db.models.facilities import Venue
from db.models.work import LogEntry

__all__ = ["Hint", "HintKind", "LineFacts", "kind_of", "propose", "read_line"]

_KINDS: Final = (
    ("电影", "film"),
    ("放映", "film"),
    ("送书", "books"),
    ("捐书", "books"),
    ("讲座", "lecture"),
    ("宣讲", "lecture"),
    ("培训", "training"),
    ("辅导", "training"),
    ("公益课", "training"),
    ("展览", "exhibition"),
    ("作品展", "exhibition"),
    ("演出", "show"),
    ("汇演", "show"),
    ("晚会", "show"),
    ("送戏", "show"),
    ("读书会", "reading"),
    ("阅读", "reading"),
    ("诵读", "reading"),
    ("比赛", "sports"),
    ("球赛", "sports"),
    ("运动会", "sports"),
    ("健身", "sports"),
    ("广场舞", "sports"),
    ("志愿", "volunteer"),
)
_PEOPLE: Final = re.compile(r"(?<!\d)(\d{1,5})\s*(?:多|余)?\s*(?:人次|人|名群众|名)")
_DAY: Final = re.compile(r"(?<![\d.])(\d{1,2})\s*(?:月|\.)\s*(\d{1,2})\s*[日号]?(?![\d.])")
_NEAR: Final = {"前天": 2, "昨天": 1, "昨晚": 1, "昨日": 1}
_TYPED: Final = re.compile(r"[a-z]{2,}$")
_LONGEST_START: Final = 6
_REMEMBERED_PLACES: Final = 200
_MOST: Final = 3


class HintKind(StrEnum):
    """What a proposal is about."""

    TASK = "task"
    NAME = "name"  # of a village, venue, place or person: completes what is being typed
    ACTIVITY = "activity"
    DAY = "day"


class LineFacts(Struct, frozen=True):
    """What a line says in plain words, and what is therefore kept with it.

    Attributes:
        villages: Ids of the villages it names, with their names in `words`.
        place: The venue it names.
        people: The head count it names.
        words: All of this as the page shows it; empty: nothing.
    """

    villages: tuple[str, ...] = ()
    place: str = ""
    people: int | None = None
    words: str = ""


class Hint(Struct, frozen=True):
    """A proposal.

    Attributes:
        value: Item, kind of activity, day as 2026-03-01, or for a name the whole line with it completed.
    """

    kind: HintKind
    value: str
    words: str


class _Name(Struct, frozen=True):
    text: str
    village: str | None
    place: bool


def read_line(ws: Workspace, text: str) -> LineFacts:
    """Return what a line says by itself: villages, a venue and a head count that stand in it word for word."""
    plain = unicodedata.normalize("NFKC", text)
    names = _names(ws)
    here = [name for name in names if name.text in plain]
    venues = [name for name in here if name.place]
    place = max(venues, key=lambda name: len(name.text), default=None)
    villages = [name for name in here if name.village is not None and not name.place]
    if not villages and place is not None and place.village is not None:
        villages = [name for name in names if name.village == place.village and not name.place]
    found = _PEOPLE.search(plain)
    people = int(found[1]) if found else None
    parts = [name.text for name in villages]
    parts += [place.text] if place is not None else []
    parts += [f"{people} 人"] if people is not None else []
    return LineFacts(
        villages=tuple(name.village for name in villages if name.village is not None),
        place=place.text if place is not None else "",
        people=people,
        words="、".join(parts),
    )


def propose(ws: Workspace, text: str) -> list[Hint]:
    """Return what may be meant: names that complete the line, a day, a kind of activity, tasks."""
    hints = [Hint(HintKind.NAME, line, words) for line, words in _completions(text, _all_names(ws))]
    day = _day(text, ws.today)
    if day is not None:
        hints.append(Hint(HintKind.DAY, day.isoformat(), f"记在 {day.month} 月 {day.day} 日"))
    kind = kind_of(text)
    if kind:
        hints.append(Hint(HintKind.ACTIVITY, kind, f"活动：{ACTIVITIES[kind]}"))
    hints += [Hint(HintKind.TASK, found.item, found.content) for found in suggest_tasks(ws, text)]
    return hints


def kind_of(text: str) -> str:
    """Return the kind of activity that the words of a line speak of; "": none."""
    return next((kind for word, kind in _KINDS if word in text), "")


def _completions(text: str, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return (whole line, name) for names whose initials, or whose first characters, end the line."""
    plain = folded(text)
    typed = _TYPED.search(plain)
    if typed is not None:
        letters = typed[0]
        stem = text[: len(text) - len(letters)]
        first = [name for name in names if initials_match(letters, folded(name)[: len(letters)])]
        return [(stem + name, name) for name in first[:_MOST]]
    found = []
    for name in names:
        for length in range(min(len(name) - 1, _LONGEST_START), 1, -1):
            if text.endswith(name[:length]):
                found.append((text + name[length:], name))
                break
    return found[:_MOST]


def _day(text: str, today: date) -> date | None:
    plain = unicodedata.normalize("NFKC", text)
    for word, days in _NEAR.items():
        if plain.startswith(word):
            return today - timedelta(days=days)
    found = _DAY.match(plain)
    if found is None:
        return None
    try:
        day = date(today.year, int(found[1]), int(found[2]))
    except ValueError:
        return None
    if day > today:
        day = day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else today
    return day if day < today else None


def _names(ws: Workspace) -> list[_Name]:
    """Return villages and venues of the station, the longer names first."""
    found = [_Name(village.name, village.id, False) for village in list_villages(ws)]
    villages = {name.village for name in found}
    with ws.read() as session:
        venues = session.execute(
            select(Venue.name, Venue.unit).where(Venue.site == ws.site, Venue.void.is_(False))
        )
        found += [_Name(row.name, row.unit if row.unit in villages else None, True) for row in venues]
    return sorted((name for name in found if name.text), key=lambda name: -len(name.text))


def _all_names(ws: Workspace) -> Sequence[str]:
    """Return what may stand in a line: villages, venues, places that were named before, people."""
    names = [name.text for name in _names(ws)]
    people = [person.name for person in list_people(ws)]
    with ws.read() as session:
        places = session.scalars(
            select(LogEntry.place)
            .where(LogEntry.site == ws.site, LogEntry.void.is_(False), LogEntry.place != "")
            .group_by(LogEntry.place)
            .order_by(func.max(LogEntry.id).desc())
            .limit(_REMEMBERED_PLACES)
        ).all()
    return list(dict.fromkeys([*names, *people, *places]))
