"""Whole steps of the way, made of the stages and the edges: apply, test, look back; in `cycle/` the loop over them."""
