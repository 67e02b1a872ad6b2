"""The index behind the search box: a file of its own beside the ledger, made anew whenever it is in doubt.

Texts are cut into overlapping pairs of characters, so that a Chinese word of any length is found. The pairs
stand in a full-text index without content and without places: it tells which records may hold a text, and the
records themselves are asked whether they do. Nothing is ever taken out of it: a record that changed gets a new
place, and only the newest one counts.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["INDEX_BUSY", "INDEX_TROUBLE", "Mark", "SearchFile", "discard"]

INDEX_TROUBLE: Final = (sqlite3.DatabaseError,)
"""What a damaged index raises, or a busy one."""
INDEX_BUSY: Final = (sqlite3.OperationalError,)
"""What an index raises that another thread is writing to."""

_FORM: Final = 2  # raised whenever what is written below, or how texts are cut, becomes another
_TOKENS: Final = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"  # all but blanks
_TABLES: Final = f"""
    BEGIN IMMEDIATE;
    CREATE TABLE head (
        site TEXT, stream TEXT, epoch TEXT, number INTEGER NOT NULL, chain BLOB NOT NULL,
        PRIMARY KEY (site, stream, epoch)
    ) WITHOUT ROWID;
    CREATE TABLE entry (
        place INTEGER PRIMARY KEY AUTOINCREMENT, record TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL
    );
    CREATE VIRTUAL TABLE pair USING fts5(
        words, content='', detail=none, columnsize=0, tokenize="{_TOKENS}"
    );
    PRAGMA user_version = {_FORM};
    COMMIT;
"""
_EMPTIED: Final = (
    "DELETE FROM head",
    "DELETE FROM entry",
    "DELETE FROM sqlite_sequence",
    "INSERT INTO pair (pair) VALUES ('delete-all')",
)
_LEAST_DEAD: Final = 20_000  # places of former revisions that are borne before the index is made anew
_BUSY_S: Final = 0.2


@dataclass(frozen=True)
class Mark:
    """How far one chain of the log is in the index."""

    number: int
    chain: bytes


class SearchFile:
    """The open index; a file of another form, or no index at all, is replaced by an empty one."""

    def __init__(self, path: Path) -> None:
        try:
            self._connection = self._open(path)
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise
            discard(path)
            self._connection = self._open(path)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def marks(self) -> dict[tuple[str, str, str], Mark]:
        """Return how far each chain is in the index, by (site, stream, epoch)."""
        rows = self._connection.execute("SELECT site, stream, epoch, number, chain FROM head")
        return {(site, stream, epoch): Mark(number, chain) for site, stream, epoch, number, chain in rows}

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold one transaction; without it nothing below that writes may be called."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def set_mark(self, chain: tuple[str, str, str], mark: Mark) -> None:
        """Say how far a chain is in the index by now."""
        self._connection.execute(
            "INSERT OR REPLACE INTO head VALUES (?, ?, ?, ?, ?)", (*chain, mark.number, mark.chain)
        )

    def forget_site(self, site: str) -> None:
        """Take out everything a site wrote: lines of it were taken back."""
        self._connection.execute("DELETE FROM head WHERE site = ?", (site,))
        self._connection.execute("DELETE FROM entry WHERE record BETWEEN ? AND ?", (f"{site}-", f"{site}."))

    def put(self, records: Mapping[str, tuple[int, str | None]]) -> None:
        """Put records in, or take them out.

        Args:
            records: By id, the revision and its words, parted by blanks; None: it is void. What is here in a
                newer revision stays.
        """
        run = self._connection.execute
        for record, (revision, words) in records.items():
            known = run("SELECT place, revision FROM entry WHERE record = ?", (record,)).fetchone()
            if known is not None and known[1] > revision:
                continue
            if known is not None:
                run("DELETE FROM entry WHERE place = ?", (known[0],))
            if words is None:
                continue
            place = run("INSERT INTO entry (record, revision) VALUES (?, ?)", (record, revision)).lastrowid
            run("INSERT INTO pair (rowid, words) VALUES (?, ?)", (place, words))

    def find(self, words: Iterable[Iterable[str]], limit: int) -> list[str]:
        """Return the ids of records that have all words of one of `words`, the newest in the index first.

        Args:
            words: Each a query of its own; a word that ends with * stands for all that begin so.
            limit: Of candidates looked at.
        """
        asked = " OR ".join(f"({' AND '.join(map(_quoted, query))})" for query in words)
        rows = self._connection.execute(
            "SELECT entry.record FROM pair CROSS JOIN entry ON entry.place = pair.rowid "  # in this order
            "WHERE pair MATCH ? ORDER BY pair.rowid DESC LIMIT ?",
            (asked, limit),
        )
        return [record for (record,) in rows]

    def has(self, word: str) -> bool:
        """Tell whether any record has a word; asked before one that many have beside it."""
        found = self._connection.execute("SELECT 1 FROM pair WHERE pair MATCH ? LIMIT 1", (_quoted(word),))
        return found.fetchone() is not None

    def worn(self) -> bool:
        """Tell whether more places are dead than alive, so that making it anew pays."""
        row = self._connection.execute("SELECT seq FROM sqlite_sequence").fetchone()
        (alive,) = self._connection.execute("SELECT count(*) FROM entry").fetchone()
        return row is not None and int(row[0]) - int(alive) > max(_LEAST_DEAD, int(alive))

    def clear(self) -> None:
        """Empty the index: it is made anew from the log."""
        with self.writing():
            for statement in _EMPTIED:
                self._connection.execute(statement)

    def sound(self) -> bool:
        """Tell whether the file can be read through."""
        try:
            return bool(self._connection.execute("PRAGMA quick_check").fetchone() == ("ok",))
        except sqlite3.DatabaseError:
            return False

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")  # what a power cut takes is put in again
            (form,) = connection.execute("PRAGMA user_version").fetchone()
            if form != _FORM:
                (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                if tables:
                    raise sqlite3.DatabaseError("another form")
                connection.executescript(_TABLES)
        except BaseException:
            connection.close()
            raise
        return connection


def discard(path: Path) -> None:
    """Remove the index at `path`; it is made anew from the log."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _quoted(word: str) -> str:
    star = "*" if len(word) > 1 and word.endswith("*") else ""
    plain = word[: -len(star)] if star else word
    return '"' + plain.replace('"', '""') + '"' + star
