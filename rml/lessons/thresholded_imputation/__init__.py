"""An attempt that did not work: counting people as their most probable race."""
