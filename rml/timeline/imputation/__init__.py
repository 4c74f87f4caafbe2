"""Name-and-place imputation of race: the Bayes step, and group means that carry its doubt."""
