"""The tabs of the station's reporting page."""
