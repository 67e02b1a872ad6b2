"""The archive: files by indicator and by box, what is missing, and what leaves as a folder."""
