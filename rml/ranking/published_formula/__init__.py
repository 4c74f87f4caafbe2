"""The ranking formula that Twitter published in 2023: what it says, and what follows from it."""
