"""One module per family of published forms (表样)."""
