"""Change of staff: the wizard and the successor's first day."""
