"""Pages of the county office."""
