"""The state of a run, what comes next in it, when it ends, and what it came to; in `review/` the look back. Pure."""
