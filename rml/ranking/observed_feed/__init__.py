"""A surrogate of a ranking that could only be observed, and what explains its order."""
