"""What was received, kept as it was: write-once documents, an append-only capture log, quarantine."""
