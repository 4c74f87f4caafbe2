"""How much of the largest gap between several groups is noise."""
