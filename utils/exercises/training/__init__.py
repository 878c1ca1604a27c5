"""Batches, steps downhill, momentum, early stopping, and a training with a budget. No TensorFlow."""
