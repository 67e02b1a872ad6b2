"""Statements about the records of some stations, put together once."""

from functools import lru_cache

from sqlalchemy import ColumnElement, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

__all__ = ["Sites", "of_sites", "once"]

Sites = tuple[str, ...] | None
once = lru_cache(maxsize=16)  # putting a statement together takes longer than running it for one station


def of_sites(column: InstrumentedAttribute[str], sites: Sites) -> ColumnElement[bool]:
    """Restrict to records of `sites` by their ids, which begin with the site: an index lies on each."""
    if sites is None:
        return true()
    return or_(false(), *(column.between(f"{site}-", f"{site}.") for site in sites))
