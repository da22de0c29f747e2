"""What the counts may mean: known errors, criteria, lessons, the diagnostic report. Pure."""
