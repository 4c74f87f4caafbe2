"""An attempt that did not work: claims on orientations from the slots of six pages each."""
