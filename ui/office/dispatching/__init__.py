"""The tabs of the office's dispatch page."""
