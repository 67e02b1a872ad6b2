"""Which of the disk's faults a database error is: told by SQLite's code, so that no caller needs to know it."""

import sqlite3
from enum import Enum

from sqlalchemy.exc import DBAPIError

__all__ = ["DATABASE_ERRORS", "DiskFault", "disk_fault"]

DATABASE_ERRORS = (DBAPIError, sqlite3.Error)
"""What reading and writing the database may raise."""


class DiskFault(Enum):
    """What is wrong with the disk, as far as the user can mend it."""

    FULL = "full"
    READ_ONLY = "read_only"
    BUSY = "busy"
    UNREADABLE = "unreadable"
    CANNOT_OPEN = "cannot_open"
    DAMAGED = "damaged"


_FAULTS = {
    sqlite3.SQLITE_FULL: DiskFault.FULL,
    sqlite3.SQLITE_READONLY: DiskFault.READ_ONLY,
    sqlite3.SQLITE_BUSY: DiskFault.BUSY,
    sqlite3.SQLITE_LOCKED: DiskFault.BUSY,
    sqlite3.SQLITE_IOERR: DiskFault.UNREADABLE,
    sqlite3.SQLITE_CANTOPEN: DiskFault.CANNOT_OPEN,
    sqlite3.SQLITE_CORRUPT: DiskFault.DAMAGED,
    sqlite3.SQLITE_NOTADB: DiskFault.DAMAGED,
}


def disk_fault(error: BaseException) -> DiskFault | None:
    """Return the disk's fault behind a database error; None when the fault is ours."""
    raised = getattr(error, "orig", error)
    return _FAULTS.get(getattr(raised, "sqlite_errorcode", 0) & 0xFF)
