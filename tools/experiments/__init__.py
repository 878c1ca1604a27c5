"""The experiments whose figures stand in results/, by name."""

from tools.experiments.classic5000 import CLASSIC_5000
from tools.experiments.experiment import Experiment
from tools.experiments.full_mnist import FULL_MNIST
from tools.experiments.full_numpy import FULL_NUMPY
from tools.experiments.thousand import THOUSAND

EXPERIMENTS = {**CLASSIC_5000, **THOUSAND, **FULL_NUMPY}
# For the draft in notebooks/text/drafts: measured by name, and moved up when its lesson joins the course.
IN_PREPARATION = {**FULL_MNIST}

__all__ = ["EXPERIMENTS", "IN_PREPARATION", "Experiment"]
