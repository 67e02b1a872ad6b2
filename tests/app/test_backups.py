"""Which of the daily copies are kept: all of 14 days, one a week for 8 weeks, one a month for 24 months."""

import os
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from app.backups import _CUT_OFF_S, Backup, _kept, backup_daily
from app.workspace import Workspace

NOW = datetime(2026, 11, 28, 8)  # noqa: DTZ001 - a wall-clock time


def kept_after(days: int) -> list[Backup]:
    """Make a copy a day for so long, and thin out each day as the program does."""
    there: list[Backup] = []
    for age in range(days, -1, -1):
        made = NOW - timedelta(days=age)
        daily = list(there)
        there = [backup for backup in daily if _kept(backup, daily, made.date())]
        there.append(Backup(Path(f"{made:%Y%m%d}"), made, "day", "", 0))
    return there


def test_days_weeks_and_months_are_kept() -> None:
    ages = sorted((NOW - backup.made).days for backup in kept_after(1000))
    assert ages[:15] == list(range(15))
    weeks = [age for age in ages if 14 < age <= 56]
    assert 6 <= len(weeks) <= 10
    assert max(b - a for a, b in pairwise(weeks)) <= 7
    months = [age for age in ages if age > 56]
    assert 21 <= len(months) <= 24
    assert max(b - a for a, b in pairwise(months)) <= 31
    assert ages[-1] <= 24 * 31


def test_a_copy_that_was_cut_off_goes_with_a_later_one(station: Workspace) -> None:
    station.engine.dispose()
    folder, now = station.folder / "backups", datetime(2026, 3, 2, 9, tzinfo=UTC)
    folder.mkdir(exist_ok=True)
    old, new = folder / "ledger-a.db.0a.part", folder / "ledger-b.db.0b.part"
    for path, age_s in ((old, 2 * _CUT_OFF_S), (new, 1)):
        path.write_bytes(b"half")
        os.utime(path, (now.timestamp() - age_s,) * 2)
    assert backup_daily(station.folder, now) is not None
    assert list(folder.glob("*.part")) == [new]  # another program may be at that one
