"""Reports and charts for a person to look at. Pure."""
