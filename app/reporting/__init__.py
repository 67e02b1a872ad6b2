"""What a station tells its township and the county, and what the county makes of it."""
