"""Pictures that move: they answer at once under the finger, in a notebook and on a page without a kernel."""

from utils.pictures.convolution import convolution_picture
from utils.pictures.graph import graph_picture
from utils.pictures.layers import layers_picture
from utils.pictures.picture import Picture
from utils.pictures.relus import relus_picture
from utils.pictures.rings import rings_picture
from utils.pictures.softmax import softmax_picture
from utils.pictures.training import training_picture
from utils.pictures.valley import valley_picture
