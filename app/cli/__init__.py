"""The command line: what moves files or bulk data, for tests and for county batch work. No Qt."""
