"""The report on inequality of exposure: truncated tables, ranked feeds, and what groups add."""
