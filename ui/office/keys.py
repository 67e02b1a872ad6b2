"""Keys of the office's pages, by which pages show one another."""

from typing import Final

__all__ = ["OVERVIEW", "STATIONS", "VERIFICATION"]

OVERVIEW: Final = "overview"
STATIONS: Final = "stations"  # show_record(unit=..., item=...)
VERIFICATION: Final = "verification"  # show_record(unit=..., about=...): of a task its item, else the problem
