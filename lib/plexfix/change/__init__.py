"""What may be written into an agent, and what a patch makes of its files. Pure."""
