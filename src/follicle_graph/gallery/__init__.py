"""Join questions and drawings: ready pictures, the interactive map, treatment pictures."""
