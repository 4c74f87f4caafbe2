"""What was learned: decisions and the evidence they rest on, and attempts that did not work."""
