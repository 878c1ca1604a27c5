"""Pictures that move: they answer at once under the finger, in a notebook and on a page without a kernel."""

from utils.pictures.picture import Picture
from utils.pictures.softmax import softmax_picture
from utils.pictures.training import training_picture
