"""The search box of the top bar and its results."""
