"""Documents become records: what was read is looked through, written as one batch, and can be taken back."""
