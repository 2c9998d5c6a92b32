"""The search behind the questions: index, links, limits, ranking."""
