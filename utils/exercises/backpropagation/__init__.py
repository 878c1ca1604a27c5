"""The way back through one neuron, a dense layer, tanh and the loss; then a network trained by hand."""
