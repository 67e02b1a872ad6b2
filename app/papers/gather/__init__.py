"""What each paper prints, read from the ledger through the use cases."""
