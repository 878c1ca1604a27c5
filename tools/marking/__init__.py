"""The parts of `course.py mark`: the notebook, the learner's process, and the judge."""
