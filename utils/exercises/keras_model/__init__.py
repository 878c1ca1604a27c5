"""The 400-25-15-10 network in Keras. TensorFlow is imported only when an exercise needs it."""
