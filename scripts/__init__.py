"""The commands: each runs in place, from a copied folder, and installed as plexfix.scripts."""
