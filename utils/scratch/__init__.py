"""A neural network in plain NumPy, small enough to read in one sitting.

Read it in this order: layers, losses, network, optimizers, fitting; initializers, schedules and resuming when you
need them.
All parameters of a network lie in one vector, all derivatives in another, and the layers hold views into them. So
an optimizer never needs to know what a layer is, and a step is a handful of in-place operations on whole vectors.
"""

from utils.scratch.fitting import blas_threads
from utils.scratch.initializers import INITIALIZERS
from utils.scratch.layers import Dense, Dropout, Layer, ReLU, Sigmoid, Tanh
from utils.scratch.losses import penalty, softmax, softmax_cross_entropy
from utils.scratch.network import Network
from utils.scratch.optimizers import OPTIMIZERS, Adam, AdamW, GradientDescent, Momentum, Nesterov, Optimizer, RMSprop
from utils.scratch.schedules import constant, cosine, exponential_decay, one_cycle, step_decay
