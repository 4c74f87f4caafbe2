"""Political amplification: reach, amplification ratio, neutral accounts."""
