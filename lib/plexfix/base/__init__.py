"""What every stage stands on: the two Pythons, errors, secrets kept out of text, JSON text."""
