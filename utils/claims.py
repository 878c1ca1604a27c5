"""A claim in the text, checked by code, so that words and numbers cannot drift apart."""

from utils.data import Source


def claim(text: str, holds: bool, source: Source | None = None) -> None:
    """Say nothing if a claim of the lesson holds, and stop the notebook if it does not.

    Parameters
    ----------
    text : str
        The claim, as a sentence about MNIST or about arithmetic.
    holds : bool
        What the code found.
    source : Source, optional
        Where the images came from. A claim about MNIST is not judged on other images.

    Raises
    ------
    AssertionError
        If the claim does not hold.
    """
    if source is not None and not source.is_mnist:
        return
    if not holds:
        raise AssertionError(f"The text claims: {text}. This run did not show it.")
