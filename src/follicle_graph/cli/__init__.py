"""The command line: parse, call one public verb, print."""

from follicle_graph.cli.run_command import main

__all__ = ["main"]
