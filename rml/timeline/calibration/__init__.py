"""How often the intervals and tests on home timelines are right, by simulation."""
