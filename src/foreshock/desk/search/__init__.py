"""Search over everything that came in: one index, two databases, spellings folded."""
