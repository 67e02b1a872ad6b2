"""会议: calling them, what was said, and what becomes of what was decided."""
