"""The first start: who works here, from what, where the data lie."""
