"""The experiments whose figures stand in results/, by name."""

from tools.experiments.classic5000 import CLASSIC_5000
from tools.experiments.experiment import Experiment
from tools.experiments.thousand import THOUSAND

EXPERIMENTS = {**CLASSIC_5000, **THOUSAND}

__all__ = ["EXPERIMENTS", "Experiment"]
