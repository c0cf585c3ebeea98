"""One reader per format; every reader returns the same :class:`extract.cell_grid.ReadDocument`."""
