"""The change log: how records become lines, and lines records."""
