"""Files kept as proof: stored by their hash, shrunk for the way, tied to what they prove."""
