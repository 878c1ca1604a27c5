"""The experiments whose figures are in results/, by name, in the order in which results/README.md shows them.

Each module here is a known project or a topic. What several of them use is in tools.experiments.shared. `speed` holds
the tasks of `make bench`.
"""

from tools.experiments import convolutions, corruptions, s1_full_mnist, s2_classic5000, s3_thousand, s4_numpy
from tools.experiments.shared.experiment import Experiment

MODULES = (s1_full_mnist, s2_classic5000, s3_thousand, s4_numpy, convolutions, corruptions)
EXPERIMENTS = {name: experiment for module in MODULES for name, experiment in module.EXPERIMENTS.items()}

__all__ = ["EXPERIMENTS", "Experiment"]
