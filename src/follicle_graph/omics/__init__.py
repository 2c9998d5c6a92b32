"""Measured tables and the graph."""
