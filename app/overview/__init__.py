"""What the office sees of its stations."""
