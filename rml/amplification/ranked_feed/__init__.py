"""What Facebook showed to six controlled accounts, against a chronological feed of their pages."""
