"""Iterations, exit conditions and the post-mortem of a cycle. Pure."""
