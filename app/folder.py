"""What can be known of a data folder without opening it."""

from pathlib import Path

__all__ = ["DATABASE", "is_data_folder"]

DATABASE = "ledger.db"
"""File name of the ledger in its data folder."""


def is_data_folder(folder: Path) -> bool:
    """Tell whether a ledger lies in `folder`."""
    return (folder / DATABASE).is_file()
