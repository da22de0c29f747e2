"""The edges: files, folders, processes, HTTP, terminals."""
