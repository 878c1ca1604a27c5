"""Fitting the course's Keras networks: compiling, progress, speed, checkpoints, and when to stop."""

from utils.training.callbacks import ProgressBar, StopAtZeroErrors
from utils.training.classic import train_classic
from utils.training.compiling import compile_for_digits, compile_one_cycle
from utils.training.fast import Diverged, TrainingStopped, fit_fast
from utils.training.inputs import inputs_for
from utils.training.predicting import count_errors, predict_logits
