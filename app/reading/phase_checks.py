"""What is doubtful about the phases of a plan: uncovered days, gaps, overlaps, overruns, labels that drift."""

from datetime import date, timedelta
from itertools import pairwise

from msgspec.structs import replace

from app.reading.model import Doubt, Phase, Step
from app.time_limit import FoundLimit

__all__ = ["days_in_words", "uncovered_days", "with_label_doubts", "with_order_doubts"]


def uncovered_days(steps: tuple[Step, ...], start: date | None, end: date | None) -> tuple[date, ...]:
    """Days of the phase that no sub-step covers; none are reported unless several steps are periods."""
    periods = [(step.start, step.end) for step in steps if step.start and step.end and step.start < step.end]
    damaged = any(step.doubts and (step.start is None or step.end is None) for step in steps)
    if start is None or end is None or len(periods) < 2:
        return ()
    covered: set[date] = set()
    reached = start  # a step with a deadline only ("12月10日前") takes up the days since the step before it
    for step in steps:
        if step.end:
            covered.update(_days(step.start or min(reached, step.end), step.end))
            reached = step.end + timedelta(days=1)
    free = [day for day in _days(start, end) if day not in covered]
    if damaged:  # what the damaged step covers is not known: only report days between two sound neighbours
        known = [i for i, step in enumerate(steps) if step.start and step.end]
        pairs = [(steps[a].end, steps[b].start) for a, b in pairwise(known) if b == a + 1]
        free = [day for day in free if any(x and y and x < day < y for x, y in pairs)]
    return tuple(free)


def _days(start: date, end: date) -> list[date]:
    return [start + timedelta(days=n) for n in range(min((end - start).days, 3660) + 1)]


def days_in_words(days: tuple[date, ...]) -> str:
    """Name days as people do: 3月21日、4月1日至4月5日."""
    words: list[str] = []
    first = days[0]
    for day, following in zip(days, [*days[1:], None], strict=True):
        if following is None or (following - day).days > 1:
            words.append(
                f"{first.month}月{first.day}日" + (f"至{day.month}月{day.day}日" if day != first else "")
            )
            first = following or day
    return "、".join(words)


def with_order_doubts(phases: list[Phase], whole: FoundLimit | None) -> list[Phase]:
    """Mark gaps and overlaps between phases, and phases that end after the `whole` activity."""
    if whole is not None and whole.limit.end:
        phases = [_with_overrun(phase, whole.limit.end, whole.limit.text) for phase in phases]
    result = phases[:1]
    for before, phase in pairwise(phases):
        doubts = list(phase.doubts)
        if before.end and phase.start:
            if phase.start <= before.end:
                doubts.append(
                    Doubt("phase_overlap", f"这个阶段与“{before.name.text}”的时间重叠。", phase.lines[:1])
                )
            elif (phase.start - before.end).days > 1:
                days = days_in_words(
                    tuple(_days(before.end + timedelta(days=1), phase.start - timedelta(days=1)))
                )
                doubts.append(
                    Doubt("phase_gap", f"与“{before.name.text}”之间空着：{days}。", phase.lines[:1])
                )
        result.append(replace(phase, doubts=tuple(doubts)))
    return result


def _with_overrun(phase: Phase, last: date, printed: str) -> Phase:
    if phase.end is None or phase.end <= last:
        return phase
    doubt = Doubt("phase_overrun", f"这个阶段结束得比全文写的活动时间（{printed}）晚。", phase.lines[:1])
    return replace(phase, doubts=(*phase.doubts, doubt))


def with_label_doubts(phases: list[Phase]) -> tuple[Phase, ...]:
    """Mark phases whose word for a part is not the one most phases use."""
    used: dict[str, list[str]] = {}
    for phase in phases:
        for name in dict.fromkeys(part.field for part in phase.parts):
            used.setdefault(name, []).append(next(part.label for part in phase.parts if part.field == name))
    result = []
    for phase in phases:
        doubts = list(phase.doubts)
        for name, labels in used.items():
            own = [part for part in phase.parts if part.field == name]
            usual = max(labels, key=labels.count)
            if own and usual not in [part.label for part in own]:
                sentence = f"这里写作“{own[0].label}”，其他阶段写作“{usual}”。"
                doubts.append(Doubt("label_variant", sentence, own[0].text.lines[:1] or phase.lines[:1]))
        result.append(replace(phase, doubts=tuple(doubts)))
    return tuple(result)
