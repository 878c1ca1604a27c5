"""The course's exercises: check an answer, ask for a hint, look at a solution, see how far you are.

The modules of this folder are the engine. Its packages hold the exercises: one package for each lesson, one file for
each exercise. `utils.exercises.exercise` says what such a file holds.
"""

from utils.exercises.checker import check, hint, solution
from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise
from utils.exercises.progress import progress
from utils.exercises.registry import course, exercises, find

__all__ = ["Exercise", "NotYet", "check", "course", "exercises", "find", "hint", "progress", "solution"]
