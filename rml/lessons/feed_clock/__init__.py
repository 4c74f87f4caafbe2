"""An attempt that did not work: correcting every publication time by one hour."""
