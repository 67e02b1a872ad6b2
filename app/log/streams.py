"""Streams that are not named by a station: who may read a record."""

__all__ = ["ALL", "COUNTY", "OWN"]

ALL = "all"
"""Stream of the office that every station receives."""
COUNTY = "county"
"""Stream of a station that the office receives."""
OWN = "self"
"""Stream of a site that never leaves it."""
