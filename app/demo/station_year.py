"""A station's invented year: claims, a week's log and progress at a time, checks, problems, closings."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.county import Station
from app.demo.demo_clock import DemoClock
from app.demo.desk import Desk
from app.demo.pictures import Album
from app.demo.texts import ACTIVITIES, EVERYDAY, FINDINGS, MEASURES, PLANS, PROGRESS, QUESTIONS
from app.facilities.applying import ItemRow, items_of, packs_in_force
from app.facilities.judging import Entry, Finding, ValueKind, judge
from app.facilities.venues import VenueRow, add_proposed, list_venues, propose_venues
from app.log.changes import write_batch
from app.office.labels import StationSize, station_size
from app.rectification.numbers import take_number
from app.tasks.claims import ask_question, claim_items, set_ability
from app.tasks.facts import ItemFacts, items_now
from app.tasks.turns import cycle_of_limit, turn_at
from app.work.plans import add_event
from app.workspace import COUNTY, Workspace
from db.models.facilities import Check, CheckResult
from db.models.rectification import Order, Problem
from db.models.tasks import (
    Ability,
    Claim,
    ClaimDecision,
    ClosureRequest,
    Progress,
    Question,
    QuestionKind,
    Verdict,
)
from db.models.units import Unit, UnitKind

__all__ = ["StationYear"]

_FIRST_TRIES = (25, 50, 80, 100)
_LATE_DAYS = (0, 0, 0, 0, 0, 0, 0, 0, 0, 1)  # one line in ten is entered the day after


@dataclass
class _Item:
    """How far an item is, in the player's mind."""

    facts: ItemFacts
    claim: str
    target: int
    done: int = 0
    entries: int = 0
    begun: date | None = None
    turns: set[date] = field(default_factory=set)  # beginnings of the turns that are done

    @property
    def cycle(self) -> str:
        """How often it comes round; "" for once."""
        return cycle_of_limit(self.facts.cycle, self.facts.limit.kind, self.facts.limit_text)

    def expected(self, day: date, share: float) -> float:
        """Return how much would be done by `day` at an even pace, a little ahead of the limit."""
        if self.facts.limit.end is None or self.begun is None:
            return share * self.target
        span = max(1, (self.facts.limit.end - self.begun).days)
        return 1.2 * self.target * (day - self.begun).days / span


class StationYear:
    """Plays one station on its open ledger; the caller moves the clock."""

    def __init__(
        self, ws: Workspace, station: Station, random: Random, album: Album, clock: DemoClock
    ) -> None:
        self._ws, self._station, self._random, self._album, self._clock = ws, station, random, album, clock

    def begin(self) -> None:
        """Claim the list, ask what is unclear, list the venues: by the ordinary use cases."""
        ws, random = self._ws, self._random
        with ws.read() as session:
            items = items_now(session)
        every = [item.item for item in items if not item.withdrawn]
        asked = random.sample(every, min(2, len(every)))
        claim_items(ws, every, responsible=self._station.head, leader=f"{self._station.township}分管领导")
        for item in asked:
            kind, reason, text, wanted = random.choice(QUESTIONS)
            ask_question(ws, item, kind=QuestionKind(kind), text=text, reason_code=reason, wanted=wanted)
        set_ability(ws, asked[:1], Ability.TOWNSHIP, "需要镇里协调场地")
        add_proposed(ws, propose_venues(ws))

    def claim_new(self) -> None:
        """Claim what a later version of the list added."""
        with self._ws.read() as session:
            claimed = set(
                session.scalars(select(Claim.item).where(Claim.site == self._ws.site, Claim.void.is_(False)))
            )
            new = [
                item.item for item in items_now(session) if not item.withdrawn and item.item not in claimed
            ]
        if new:
            claim_items(self._ws, new, responsible=self._station.head)

    def settle_in(self) -> None:
        """Look at what is open; to be called before the weeks of a period."""
        with self._ws.read() as session:
            self._items = self._open_items(session)
            self._villages = _villages(session, self._ws) or [(self._ws.unit, self._station.township)]

    def weeks(self, mondays: Sequence[date], *, share: float) -> None:
        """Write some weeks in one go: log lines, activities with pictures, progress.

        Args:
            mondays: Their first days.
            share: Of the year that is over, 0 to 1.
        """
        random = self._random
        with self._ws.write() as session:
            desk = Desk(session, self._ws, self._album, random)
            for monday in mondays:
                *days, last = sorted(random.choices(range(5), k=random.randrange(3, 6)))
                for day in (monday + timedelta(days=day) for day in days):
                    text = random.choice(EVERYDAY).format(village=random.choice(self._villages)[1])
                    with self._clock.back_on(day + timedelta(days=random.choice(_LATE_DAYS))):
                        desk.log(day.isoformat(), text)
                if monday.day <= 7:
                    self._film_tour(desk, monday + timedelta(days=4))
                with self._clock.back_on(monday + timedelta(days=last)):
                    self._busy_day(desk, monday + timedelta(days=last), share)
            desk.write()

    def _film_tour(self, desk: Desk, day: date) -> None:
        """Show the month's film in nearly every village, as one line of the log."""
        random, villages = self._random, self._villages
        share = min(1.0, self._station.diligence + 0.25)
        count = max(1, round(len(villages) * random.uniform(share - 0.15, share)))
        with self._clock.back_on(day):
            desk.tour(day, "公益电影巡回放映", "film", random.sample(villages, count))

    def plan_ahead(self) -> None:
        """Note what is to come, as the head of the station does for himself."""
        ws, random = self._ws, self._random
        for days, text in random.sample(PLANS, 2):
            add_event(ws, text, on=ws.today + timedelta(days=days))

    def _busy_day(self, desk: Desk, day: date, share: float) -> None:
        random, activity = self._random, None
        if random.random() < self._station.diligence:
            kind, what, scene = random.choice(ACTIVITIES)
            village = random.choice(self._villages)
            activity = desk.activity(day.isoformat(), what, kind, village, self._station.township)
            desk.prove([("log_entry", activity)], scene, day, count=2)
        self._advance(desk, day, share, activity)

    def _advance(self, desk: Desk, day: date, share: float, activity: str | None) -> None:
        random = self._random
        proved = 0
        for item in self._items:
            if item.cycle:
                self._come_round(desk, item, day, activity)
                continue
            if item.done >= item.target or random.random() > 0.4:
                continue
            if item.entries and item.done >= item.expected(day, share) * self._station.diligence:
                continue
            category = item.facts.category
            steps = PROGRESS.get(category, PROGRESS["其他"])
            text = steps[min(item.entries, len(steps) - 1)].format(village=random.choice(self._villages)[1])
            counted = item.facts.quantity is not None
            desk.progress(
                claim=item.claim,
                on=day.isoformat(),
                text=text,
                quantity=1 if counted else None,
                percent=None if counted else _FIRST_TRIES[min(item.entries, 3)],
                log_entry=activity if category == "活动开展" else None,
            )
            item.done += 1
            item.entries += 1
            if item.facts.evidence_count and proved < 2:
                proved += 1
                desk.prove([("claim", item.claim)], random.choice(ACTIVITIES)[2], day, count=1)

    def _come_round(self, desk: Desk, item: _Item, day: date, activity: str | None) -> None:
        """Do an item's turn, unless it is done; a less diligent station leaves more of them out."""
        turn = turn_at(item.cycle, day)
        hurry = {"week": 1.05, "month": 0.5}.get(item.cycle, 0.2)
        if turn.start in item.turns or self._random.random() > hurry * self._station.diligence:
            return
        item.turns.add(turn.start)
        steps = PROGRESS.get(item.facts.category, PROGRESS["其他"])
        desk.progress(
            claim=item.claim,
            on=day.isoformat(),
            text=self._random.choice(steps).format(village=self._random.choice(self._villages)[1]),
            quantity=item.facts.quantity,
            percent=None,
            log_entry=activity if item.facts.category == "活动开展" else None,
        )

    def close_done(self) -> None:
        """Ask to close what is done, or was returned and done again."""
        random, today = self._random, self._ws.today
        with self._ws.write() as session:
            desk = Desk(session, self._ws, self._album, random)
            turns = Counter(session.scalars(select(ClosureRequest.target)))
            for item in self._open_items(session):
                if item.cycle:
                    continue
                done = item.done >= item.target if item.facts.quantity else item.entries >= len(_FIRST_TRIES)
                if done:
                    desk.prove(
                        [("claim", item.claim)], "宣传栏更换", today, count=item.facts.evidence_count or 1
                    )
                    desk.closing("claim", item.claim, turns[item.claim] + 1, "已按要求全部完成，材料齐全")
            for problem in _open_problems(session):
                if random.random() < self._station.diligence * 0.8:
                    desk.prove([("problem", problem)], "灭火器检查", today, count=1, role="after")
                    desk.closing("problem", problem, turns[problem] + 1, "已整改到位，现场复核合格")
            desk.write()

    def check_venues(self) -> None:
        """Hold every venue against the standard; what fails becomes a problem."""
        ws, random = self._ws, self._random
        venues = list_venues(ws)
        with ws.write() as session:
            desk = Desk(session, ws, self._album, random)
            packs = packs_in_force(session, ws)
            size = _size(session, ws)
            sheets: dict[tuple[str, int], Sequence[ItemRow]] = {}
            for venue in venues:
                pack = packs.for_venue(venue.form.kind, venue.form.pack or None)
                if pack is None:
                    continue
                items = sheets.setdefault(
                    (pack.pack, pack.version), items_of(session, pack.pack, pack.version)
                )
                head: dict[str, Any] = {
                    "venue": venue.id, "pack": pack.pack, "pack_version": pack.version, "on": ws.today.isoformat(),
                    "kind": "self", "checker": self._station.head, "finished": True, "note": "",
                }  # fmt: skip
                (check,) = write_batch(session, Check, [head], stream=COUNTY)
                results = list(_results(random, items, size, check))
                write_batch(session, CheckResult, results, stream=COUNTY)
                failing = [
                    (row, item)
                    for row, item in zip(results, items, strict=True)
                    if row["finding"] == Finding.NOT_MET
                ]
                if failing and (random.random() < 0.5 or venue.id == venues[-1].id):
                    self._report(desk, venue, check, *random.choice(failing))
            desk.write()

    def _report(self, desk: Desk, venue: VenueRow, check: str, row: dict[str, Any], item: ItemRow) -> None:
        ws, random = self._ws, self._random
        limit = ws.today + timedelta(days=random.choice((15, 30, 60)))
        problem = desk.session.create(
            Problem(
                number=take_number(desk.session, unit=ws.unit, kind="WT", year=ws.today.year),
                source="self_check",
                description=f"{item.rule.name}：{row['note'] or random.choice(FINDINGS)}",
                found_on=ws.today,
                found_by=self._station.head,
                unit=venue.form.unit,
                venue=venue.id,
                check=check,
                item_code=item.rule.code,
                clause=item.source,
                goal="达到标准并保持",
                measures=[random.choice(MEASURES)],
                limit_text=f"{limit.year}年{limit.month}月{limit.day}日前",
                limit_kind="date",
                limit_end=limit,
                limit_precision="day",
                leader=f"{self._station.township}分管领导",
                commitment="按期整改到位，接受群众监督" if random.random() < 0.7 else "",
                commitment_place="村务公开栏",
            ),
            stream=COUNTY,
        )
        desk.prove([("problem", problem.id)], "站舍外观", ws.today, count=1, role="before")

    def answer_orders(self) -> None:
        """Take on the office's orders."""
        ws = self._ws
        with ws.write() as session:
            taken = set(session.scalars(select(Problem.order).where(Problem.order.is_not(None))))
            for order in session.scalars(select(Order).where(Order.site == ws.office, Order.void.is_(False))):
                if order.id in taken:
                    continue
                session.create(
                    Problem(
                        number=take_number(session, unit=ws.unit, kind="WT", year=ws.today.year),
                        source="order",
                        description=order.description,
                        found_on=order.issued_on,
                        found_by=order.inspectors,
                        unit=ws.unit,
                        order=order.id,
                        clause=order.clause,
                        goal="按交办单要求整改到位",
                        measures=[self._random.choice(MEASURES)],
                        limit_text=f"{order.limit_end.year}年{order.limit_end.month}月{order.limit_end.day}日前",
                        limit_kind="date",
                        limit_end=order.limit_end,
                        limit_precision="day",
                        leader=f"{self._station.township}分管领导",
                        commitment="按期整改到位",
                    ),
                    stream=COUNTY,
                )

    def _open_items(self, session: Session) -> list[_Item]:
        """Return what is claimed and neither closed nor waiting for the office."""
        facts = {item.item: item for item in items_now(session) if not item.withdrawn}
        held = _held(session, "claim")
        contested = set(session.scalars(select(Question.item)))
        open_items = {
            claim.id: _Item(
                facts[claim.item],
                claim.id,
                facts[claim.item].quantity or len(_FIRST_TRIES),
                begun=claim.claimed_on,
            )
            for claim in session.scalars(
                select(Claim)
                .where(Claim.decision == ClaimDecision.CLAIMED, Claim.void.is_(False))
                .order_by(Claim.id)
            )
            if claim.item in facts and claim.id not in held and claim.item not in contested
        }
        for claim, quantity, on in session.execute(select(Progress.claim, Progress.quantity, Progress.on)):
            if claim in open_items:
                if cycle := open_items[claim].cycle:
                    open_items[claim].turns.add(turn_at(cycle, on).start)
                open_items[claim].entries += 1
                open_items[claim].done += 1 if open_items[claim].facts.quantity is None else quantity or 0
        return list(open_items.values())


def _villages(session: Session, ws: Workspace) -> list[tuple[str, str]]:
    found = session.execute(
        select(Unit.id, Unit.name).where(Unit.parent == ws.unit, Unit.kind == UnitKind.VILLAGE)
    )
    return [(row.id, row.name) for row in found]


def _open_problems(session: Session) -> list[str]:
    held = _held(session, "problem")
    return [id_ for id_ in session.scalars(select(Problem.id).order_by(Problem.id)) if id_ not in held]


def _held(session: Session, kind: str) -> set[str]:
    """Return the targets of requests that were not returned."""
    returned = set(session.scalars(select(Verdict.target).where(Verdict.decision == "returned")))
    found = session.execute(
        select(ClosureRequest.id, ClosureRequest.target).where(ClosureRequest.target_kind == kind)
    )
    return {target for request, target in found if request not in returned}


def _size(session: Session, ws: Workspace) -> StationSize:
    return station_size(session.get_one(Unit, ws.unit).population)


def _results(
    random: Random, items: Sequence[ItemRow], size: StationSize, check: str
) -> Iterator[dict[str, Any]]:
    for item in items:
        entry = _entry(random, item, size)
        judged = judge(item.rule, entry, size)
        yield {
            "check": check, "item_code": item.rule.code, "value": entry.value, "finding": judged.finding,
            "fixed_on_spot": False, "photo_no": "",
            "note": random.choice(FINDINGS) if judged.finding == Finding.NOT_MET else "",
        }  # fmt: skip


def _entry(random: Random, item: ItemRow, size: StationSize) -> Entry:
    rule, good = item.rule, random.random() < 0.9
    if rule.value_kind == ValueKind.YES_NO:
        return Entry(value="1" if good else "0")
    if rule.value_kind == ValueKind.LIST:
        there = rule.options if good else rule.options[:-1]
        return Entry(value="、".join(there) or "0")
    least = rule.least(size) or Decimal(1)
    factor = Decimal(random.randrange(100, 150) if good else random.randrange(50, 100)) / 100
    return Entry(value=format((least * factor).to_integral_value(), "f"))
