"""Where weights start, momentum, Adam, penalties, dropout; then a training of one's own. No TensorFlow."""
