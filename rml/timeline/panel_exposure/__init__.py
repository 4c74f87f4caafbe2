"""Health posts and hashtags in the feeds of a paid panel, by race, and what they can tell."""
