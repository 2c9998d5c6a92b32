"""The command line: parse, call one public verb, print."""

from follicle_graph.cli.running import main

__all__ = ["main"]
