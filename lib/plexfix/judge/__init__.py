"""Two aggregates in, a verdict out, with the numbers that carry it. Pure."""
