"""The course's exercises: check an answer, ask for a hint, look at a solution, see how far you are."""

from utils.exercises.checker import check, hint, solution
from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise, Mistake
from utils.exercises.progress import progress
from utils.exercises.registry import exercises, find

__all__ = ["Exercise", "Mistake", "NotYet", "check", "exercises", "find", "hint", "progress", "solution"]
