"""Load tab-separated tables of nodes and edges (plain or KGX) in bulk."""
