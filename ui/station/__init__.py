"""Pages of a station."""
