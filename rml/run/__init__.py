"""The runner: collect, validate, fingerprint, execute, render, publish, verify."""
