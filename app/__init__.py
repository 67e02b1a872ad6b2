"""What the program does: policy and use cases, no Qt."""
