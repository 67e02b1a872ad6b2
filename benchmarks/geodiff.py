"""The same change as a difference of two SQLite files, by pygeodiff: neither signed nor encrypted nor chained."""

import shutil
from pathlib import Path

import pygeodiff

from benchmarks.floor import Floor
from benchmarks.measuring import seconds

__all__ = ["differences"]


def differences(floor: Floor, folder: Path, rounds: int = 3) -> tuple[float, float]:
    """Return the seconds to create and to apply the difference between an empty ledger and the floor's."""
    geodiff = pygeodiff.GeoDiff()
    empty, full, target, change = (folder / name for name in ("empty.db", "full.db", "target.db", "change"))
    floor.empty()
    floor.settle()
    shutil.copy(floor.target, empty)
    floor.insert()
    floor.settle()
    shutil.copy(floor.target, full)
    create_s = seconds(
        lambda: geodiff.create_changeset(str(empty), str(full), str(change)),
        rounds=rounds,
        before=lambda: change.unlink(missing_ok=True),
    )
    apply_s = seconds(
        lambda: geodiff.apply_changeset(str(target), str(change)),
        rounds=rounds,
        before=lambda: shutil.copy(empty, target),
    )
    return create_s, apply_s
