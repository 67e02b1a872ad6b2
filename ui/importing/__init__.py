"""Parts of the page that takes documents in."""
