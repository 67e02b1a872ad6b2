"""The county's task lists, what stations make of them, and how far each item is."""
