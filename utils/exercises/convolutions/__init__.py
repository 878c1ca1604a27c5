"""A convolution, its size and its parameters, pooling, batch normalization, a network of one's own."""
