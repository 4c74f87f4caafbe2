"""The commands of ``rml``, one module each: parsed options in, exit code out."""
