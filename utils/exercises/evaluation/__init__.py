"""Recall, two networks on the same images, calibration, a threshold, false labels."""
