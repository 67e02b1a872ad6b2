"""How results are printed."""

import sys
from typing import Any

import msgspec

__all__ = ["print_json"]


def print_json(value: Any) -> None:
    """Print rows, dates, decimals and paths as one JSON document in UTF-8."""
    sys.stdout.write(msgspec.json.encode(value, enc_hook=str).decode() + "\n")
