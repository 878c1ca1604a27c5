"""ReLU, its slope, and what sums of ReLUs can do."""
