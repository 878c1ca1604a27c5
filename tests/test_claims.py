from dataclasses import replace

import pytest

from utils.claims import claim
from utils.data import Source

MNIST = Source(name="MNIST", license="", citation="", is_mnist=True)


def test_a_claim_that_holds_says_nothing(capsys):
    claim("two is even", True)
    assert capsys.readouterr().out == ""


def test_a_claim_that_does_not_hold_stops_the_notebook():
    with pytest.raises(AssertionError, match="The text claims: two is odd"):
        claim("two is odd", False, MNIST)


def test_a_claim_about_mnist_is_not_judged_on_other_images(capsys):
    claim("half are zeros", False, replace(MNIST, is_mnist=False))
    assert capsys.readouterr().out == ""
