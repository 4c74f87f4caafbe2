"""Questions and objections of the public, and what was answered."""
