"""Chinese names of what the archive stores."""

from collections.abc import Mapping
from typing import Final

from db.models.archive import Retention

__all__ = ["RETENTIONS", "RETENTION_CODES"]

RETENTIONS: Final[Mapping[str, str]] = {
    Retention.PERMANENT: "永久",
    Retention.YEARS_30: "30年",
    Retention.YEARS_10: "10年",
}
RETENTION_CODES: Final[Mapping[str, str]] = {
    Retention.PERMANENT: "Y",
    Retention.YEARS_30: "D30",
    Retention.YEARS_10: "D10",
}
"""As file numbers write them. Source: DA/T 22-2015."""
