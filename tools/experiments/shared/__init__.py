"""What several experiments use: images in the shapes they need, trainings, and networks that are kept."""
