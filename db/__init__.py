"""What is stored: engine, tables, migrations; no policy, no Chinese."""
