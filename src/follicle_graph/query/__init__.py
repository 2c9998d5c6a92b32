"""Questions: a graph or a store in, a frozen answer out."""
