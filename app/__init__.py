"""What the program does: policy and use cases, no Qt."""

from typing import Final

__all__ = ["VERSION"]

VERSION: Final = "0.1.0"
"""Of this program; the one place it stands."""
