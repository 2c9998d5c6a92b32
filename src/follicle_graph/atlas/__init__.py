"""The curated atlas as a user meets it: load it, add statements, compare editions."""
