"""One package per family of published forms (表样): what its cells mean."""
