"""The experiments whose figures stand in results/, by name."""

from tools.experiments.classic5000 import CLASSIC_5000
from tools.experiments.experiment import Experiment
from tools.experiments.full_numpy import FULL_NUMPY
from tools.experiments.thousand import THOUSAND

EXPERIMENTS = {**CLASSIC_5000}
# For the drafts in notebooks/text/drafts: measured by name, and moved up when their lessons join the course.
IN_PREPARATION = {**THOUSAND, **FULL_NUMPY}

__all__ = ["EXPERIMENTS", "IN_PREPARATION", "Experiment"]
