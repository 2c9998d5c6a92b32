"""Read and write graph files: one module per format, listed in `formats_table.FORMATS`."""
