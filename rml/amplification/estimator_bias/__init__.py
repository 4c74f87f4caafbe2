"""How far the published amplification ratio is off where few users are reached, and a remedy."""
