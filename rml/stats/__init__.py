"""Statistical methods: arrays in, Estimates out; numpy and scipy only."""
