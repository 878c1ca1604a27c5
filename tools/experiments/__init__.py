"""The experiments whose figures stand in results/, by name."""

from tools.experiments.classic5000 import CLASSIC_5000
from tools.experiments.convolutions import CONVOLUTIONS
from tools.experiments.corruptions import CORRUPTIONS
from tools.experiments.experiment import Experiment
from tools.experiments.full_mnist import FULL_MNIST
from tools.experiments.full_numpy import FULL_NUMPY
from tools.experiments.thousand import THOUSAND

EXPERIMENTS = {**CLASSIC_5000, **FULL_MNIST, **THOUSAND, **FULL_NUMPY, **CONVOLUTIONS, **CORRUPTIONS}

__all__ = ["EXPERIMENTS", "Experiment"]
