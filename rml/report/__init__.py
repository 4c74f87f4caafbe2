"""What a notebook may call to show and to claim: finding, figure, table, text."""
