"""Data: registry, fetching, verified loading into canonical frames."""
