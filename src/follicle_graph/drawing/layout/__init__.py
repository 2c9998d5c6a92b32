"""One layout in lanes for the figure and the page."""
