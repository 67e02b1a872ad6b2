"""The register of documents on screen, of both sides."""
