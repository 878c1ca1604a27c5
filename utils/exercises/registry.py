"""Which exercises there are: a lesson's module lists them in EXERCISES."""

from functools import cache
from importlib import import_module

from utils.exercises.exercise import Exercise

MODULES = {
    "00_start_here": "lesson00_start_here",
    "01_relu": "lesson01_relu",
    "02_softmax": "lesson02_softmax",
    "03_digits_dataset": "lesson03_digits_dataset",
    "04_keras_model": "lesson04_keras_model",
    "05_training": "lesson05_training",
    "06_evaluation": "lesson06_evaluation",
    "07_backpropagation": "lesson07_backpropagation",
    "08_optimizers_and_regularization": "lesson08_optimizers_and_regularization",
    "09_full_mnist": "lesson09_full_mnist",
    "10_convolutions": "lesson10_convolutions",
}


@cache
def exercises() -> dict[str, dict[str, Exercise]]:
    """Every exercise of the course: lesson -> name -> Exercise, in the order of the lessons."""
    modules = {lesson: import_module(f"utils.exercises.{name}") for lesson, name in MODULES.items()}
    return {lesson: {e.name: e for e in module.EXERCISES} for lesson, module in modules.items()}


def exercise_names() -> list[str]:
    """The names of all exercises, in the order of the lessons."""
    return [name for of_lesson in exercises().values() for name in of_lesson]


def find(name: str) -> Exercise | None:
    """The exercise of this name, or None. Names are unique in the whole course."""
    return next((of_lesson[name] for of_lesson in exercises().values() if name in of_lesson), None)


def lesson_of(name: str) -> str:
    """The lesson in which the exercise of this name stands."""
    return next(lesson for lesson, of_lesson in exercises().items() if name in of_lesson)
