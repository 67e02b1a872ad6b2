"""Venues, the standard they are held against, checks and what they find short."""
