"""The shared package of the course: what every notebook imports and none repeats."""
