"""What the county office keeps about the units below it."""
