"""Signed packages: what passes between stations and the office above them, as files."""
