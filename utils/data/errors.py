"""The one error that a learner meets when a data file is missing, damaged or out of reach."""


class DataError(Exception):
    """A sentence for the learner: which file, what is wrong with it, and what to do."""

    def _render_traceback_(self):
        """Let Jupyter show only the sentence: a traceback would not help anyone mend a file."""
        return [f"DataError: {self}"]
