"""What must be true of cells, facts and the star. Never changes data; the only folder that imports Great Expectations."""
