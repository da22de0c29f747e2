"""Log bytes in, an aggregate out: what happened, counted. Pure."""
