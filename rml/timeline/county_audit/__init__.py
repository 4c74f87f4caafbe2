"""The audit of impressions at the level of US counties."""
