"""Pages, tables and pictures written from the results."""
