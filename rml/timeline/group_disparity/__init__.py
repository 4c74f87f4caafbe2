"""How much of the largest gap between groups is noise: simulations, and the published example."""
