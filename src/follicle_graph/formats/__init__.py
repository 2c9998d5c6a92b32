"""Graphs from files and into files: one file per format, `table.FORMATS` names them."""
