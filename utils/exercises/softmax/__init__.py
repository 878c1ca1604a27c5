"""Softmax, the cross-entropy, its gradient, and the temperature that fits."""
