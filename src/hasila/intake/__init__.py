"""What comes in, and what follows from it: ingest, linking, decisions, reading again. Joins pipeline and store."""
