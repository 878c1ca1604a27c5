"""What several experiments use: images in the shapes they need, ways to train, and kept networks."""
