"""The search behind the questions: index, links, bounds, ranking."""
