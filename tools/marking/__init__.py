"""What `course.py mark` is made of: the notebook, the learner's process, and the judge."""
