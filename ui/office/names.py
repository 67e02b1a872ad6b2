"""Names where there is little room."""

__all__ = ["short_name"]

_SHARED = ("乡镇综合文化站", "综合文化站", "文化站")


def short_name(station: str) -> str:
    """Return a station's name without what all of them share: 青石镇."""
    return next((station.removesuffix(tail) for tail in _SHARED if station.endswith(tail)), "") or station
