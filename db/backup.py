"""Copies of a database file that are whole at one instant, and checks of its integrity."""

import secrets
from contextlib import closing
from pathlib import Path
from sqlite3 import DatabaseError, connect

__all__ = [
    "copy_database",
    "faults",
    "journal_left",
    "lines_beyond",
    "packages_beyond",
    "put_in_place",
    "summary",
]


def copy_database(source: Path, target: Path) -> None:
    """Copy the database at `source` to the new file `target` by the backup call, without a WAL beside it.

    The copy is written under a name that nobody else uses and moved into place when it is whole.
    """
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        with (
            closing(connect(f"file:{source.as_posix()}?mode=ro", uri=True)) as here,
            closing(connect(part)) as there,
        ):
            here.backup(there)
            there.execute("PRAGMA journal_mode = DELETE")
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def faults(path: Path, *, thorough: bool) -> list[str]:
    """Return what SQLite finds wrong with the file at `path`; empty when it is sound."""
    try:
        with closing(connect(f"file:{path.as_posix()}?mode=ro", uri=True)) as connection:
            check = "integrity_check" if thorough else "quick_check"
            found = [str(row[0]) for row in connection.execute(f"PRAGMA {check}")]
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    except DatabaseError as error:
        return [str(error)]
    return [line for line in found if line != "ok"] + [f"reference {row}" for row in broken]


def journal_left(path: Path) -> bool:
    """Tell whether the last program on this file was cut off: its WAL was not folded in."""
    wal = path.with_name(path.name + "-wal")
    return wal.exists() and wal.stat().st_size > 0


def summary(path: Path) -> tuple[str, int, str]:
    """Return (site, lines of its own log, instant of its last own line) of the database at `path`."""
    with closing(connect(f"file:{path.as_posix()}?mode=ro", uri=True)) as connection:
        (site,) = connection.execute("SELECT site FROM identity").fetchone()
        lines, last = connection.execute(
            "SELECT count(*), coalesce(max(json_extract(line, '$.t')), '') FROM log_line WHERE intake IS NULL"
        ).fetchone()
    return str(site), int(lines), str(last)


def lines_beyond(path: Path, other: Path) -> list[tuple[str, int, bytes]]:
    """Return (kind, revision, line) of the own entries at `path` that the database at `other` does not hold."""
    with closing(connect(f"file:{path.as_posix()}?mode=ro", uri=True)) as connection:
        connection.execute("ATTACH DATABASE ? AS other", (f"file:{other.as_posix()}?mode=ro",))
        return connection.execute(
            """
            SELECT line.kind, line.revision, line.line
            FROM log_line AS line JOIN stream_head AS head ON head.id = line.head
            LEFT JOIN other.stream_head AS there
            ON there.site = head.site AND there.stream = head.stream AND there.epoch = head.epoch
            WHERE line.intake IS NULL AND line.number > coalesce(there.number, 0)
            ORDER BY line.head, line.number
            """
        ).fetchall()


def packages_beyond(path: Path, other: Path) -> int:
    """Return how many received packages the database at `path` knows and the one at `other` does not."""
    with closing(connect(f"file:{path.as_posix()}?mode=ro", uri=True)) as connection:
        connection.execute("ATTACH DATABASE ? AS other", (f"file:{other.as_posix()}?mode=ro",))
        (count,) = connection.execute(
            "SELECT count(*) FROM package_in WHERE digest NOT IN (SELECT digest FROM other.package_in)"
        ).fetchone()
        return int(count)


def put_in_place(source: Path, target: Path) -> None:
    """Make the closed database at `target` a copy of `source`; what was there is replaced in one step."""
    copy_database(source, target.with_name(target.name + ".new"))
    for suffix in ("-wal", "-shm"):  # of the file that is replaced: it must be closed
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    target.with_name(target.name + ".new").replace(target)
