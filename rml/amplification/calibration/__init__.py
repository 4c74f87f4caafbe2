"""How often the intervals and tests of the holdback experiment are right, by simulation."""
