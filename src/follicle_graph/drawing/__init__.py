"""Pictures of a graph: one look, one layout; a static figure and an interactive page."""
