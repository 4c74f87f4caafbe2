"""What Twitter's API returned to fifteen neutral accounts, against what their friends posted."""
