"""What a station does day by day: its log and its Today page."""
