"""Finds the published forms and statements in the grids of a document."""
