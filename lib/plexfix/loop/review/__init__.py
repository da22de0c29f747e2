"""Looks back at a run: what each fix came to beside what was expected of it, and the lessons that this teaches."""
