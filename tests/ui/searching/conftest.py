"""The station's window and hands."""

from tests.ui.station.conftest import desk, hands

__all__ = ["desk", "hands"]
