"""Record ids: the owner's site id, then a UUIDv7, both in Crockford's base 32 (lower case).

One site's rows so lie together in every index, in the order in which they were made.
"""

import random
import secrets
from datetime import UTC, datetime

from app.clock import Clock, system_clock

__all__ = ["IdSource", "made_at"]

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_SITE_DIGITS = 10  # 50 random bits: two of 40,000 sites share one with a chance below 1 in 1,000,000


def _base32(value: int, digits: int) -> str:
    return "".join(_DIGITS[(value >> shift) & 31] for shift in range((digits - 1) * 5, -1, -5))


class IdSource:
    """Makes ids that rise with time, also within one millisecond and when the clock steps back."""

    def __init__(self, clock: Clock = system_clock, *, seed: int | None = None) -> None:
        """Draw from the system's entropy, or repeatably from `seed` (demo and tests)."""
        self._clock = clock
        self._bits = secrets.randbits if seed is None else random.Random(seed).getrandbits
        self._last = 0

    def site(self) -> str:
        """Return a new site, node or epoch id."""
        return _base32(self._bits(_SITE_DIGITS * 5), _SITE_DIGITS)

    def record(self, site: str) -> str:
        """Return a new record id for `site`."""
        millisecond = int(self._clock().timestamp() * 1000)
        random_bits = self._bits(62)
        stamp = millisecond << 12
        # the 12 bits after the time count up within a millisecond (RFC 9562, 6.2, method 1)
        self._last = stamp = max(stamp, self._last + 1)
        uuid = (stamp >> 12) << 80 | 7 << 76 | (stamp & 0xFFF) << 64 | 2 << 62 | random_bits
        return f"{site}-{_base32(uuid, 26)}"


def made_at(record: str) -> datetime:
    """Return when the id `record` was made: the time of entry, whatever day the event was on."""
    value = 0
    for digit in record.rpartition("-")[2]:
        value = value * 32 + _DIGITS.index(digit)
    return datetime.fromtimestamp((value >> 80) / 1000, tz=UTC)
