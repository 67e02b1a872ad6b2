"""An invented county with a year of work, made through the same use cases as the real thing."""
