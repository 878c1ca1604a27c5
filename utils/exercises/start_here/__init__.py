"""One warm-up, to see the three verdicts."""
