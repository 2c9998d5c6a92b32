"""The embedded graph database: one file, its engine in the same process."""
