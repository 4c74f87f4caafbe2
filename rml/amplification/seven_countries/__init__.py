"""Political amplification in seven countries: the real frame, and what the design can find."""
