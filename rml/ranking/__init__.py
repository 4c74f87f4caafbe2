"""Rankings explained and compared: a published formula, and feeds that were only observed."""
