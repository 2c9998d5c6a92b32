"""The static figure, drawn with matplotlib."""
