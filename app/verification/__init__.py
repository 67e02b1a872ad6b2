"""What waits for the office's word: closing requests, questions, and claims that a task does not apply."""
