"""One module for each question that a figure asks (判定): unit, year and role, scale. Readers of words are witnesses only."""
