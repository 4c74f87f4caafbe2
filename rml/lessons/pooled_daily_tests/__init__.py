"""An attempt that did not work: testing neutral accounts with their days pooled."""
