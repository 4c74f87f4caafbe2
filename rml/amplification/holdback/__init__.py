"""The holdback experiment: reach with and without ranking, from a log to amplification ratios."""
