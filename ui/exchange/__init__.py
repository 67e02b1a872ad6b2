"""Parts of the page that takes packages in and writes them out."""
