"""The commands behind course.py."""
