"""The published figures on political amplification, checked against each other."""
