"""Change of staff (交接): the list, the record, the successor's first day."""
