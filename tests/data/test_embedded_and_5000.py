"""The embedded set looks as MNIST does, and the classic 5,000 come out as published."""

import numpy as np
import pytest

from utils.data import Digits, Source, as_images, as_rows, load_digits5000, load_mnist, shrink
from utils.data.embedded import embedded_digits


@pytest.fixture(scope="module")
def embedded():
    return embedded_digits()


@pytest.fixture(scope="module")
def classic(real_mnist):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITS_DATA", str(real_mnist))
        return load_digits5000()


def centers_of_mass(images):
    ink = images.astype(float)
    total = ink.sum(axis=(1, 2))
    return ink.sum(axis=2) @ np.arange(28) / total, ink.sum(axis=1) @ np.arange(28) / total


def test_the_embedded_set_has_mnists_layout(embedded):
    assert embedded.x_train.shape == (1297, 28, 28)
    assert embedded.x_test.shape == (500, 28, 28)
    assert embedded.x_train.dtype == np.uint8
    assert embedded.y_train.dtype == np.int64
    assert embedded.y_train[:10].tolist() == list(range(10))
    assert not embedded.source.is_mnist


def test_the_embedded_set_uses_the_whole_range_of_gray(embedded):
    assert embedded.x_train.min() == 0
    assert embedded.x_train.max() == 255
    assert 0.5 < (embedded.x_train == 0).mean() < 0.9  # white ink on black


def test_embedded_images_are_centered_by_their_mass_as_mnists_are(embedded):
    for center in centers_of_mass(np.concatenate([embedded.x_train, embedded.x_test])):
        assert center.min() >= 13.49
        assert center.max() <= 14.51


def test_mnists_own_images_are_centered_so(real_mnist, monkeypatch):
    monkeypatch.setenv("DIGITS_DATA", str(real_mnist))
    for center in centers_of_mass(load_mnist().x_test):
        assert center.min() >= 13.49
        assert center.max() <= 14.51


def test_the_classic_set_has_the_published_shapes_and_types(classic):
    assert classic.x_train.shape == (5000, 400)
    assert classic.x_test.shape == (10000, 400)
    assert classic.x_train.dtype == classic.x_test.dtype == np.float32
    assert classic.y_train.dtype == np.int64
    assert classic.source.is_mnist


def test_the_classic_set_has_the_published_minimum_maximum_and_mean(classic):
    assert classic.x_train.min() == pytest.approx(-0.13196, abs=5e-6)
    assert classic.x_train.max() == pytest.approx(1.12769, abs=5e-6)
    assert classic.x_train.mean() == pytest.approx(0.13134, abs=5e-6)


def test_the_classic_set_has_500_of_each_digit_in_order(classic):
    assert classic.y_train.tolist() == sorted(classic.y_train)
    assert np.bincount(classic.y_train).tolist() == [500] * 10


def test_its_first_row_is_training_image_1_and_its_test_rows_are_mnists(classic, real_mnist, monkeypatch):
    monkeypatch.setenv("DIGITS_DATA", str(real_mnist))
    mnist = load_mnist()
    assert np.array_equal(as_images(classic.x_train[0]), shrink(mnist.x_train[1:2])[0])
    assert np.array_equal(as_images(classic.x_test[-1]), shrink(mnist.x_test[-1:])[0])
    assert np.array_equal(classic.y_test, mnist.y_test)


def test_on_the_embedded_set_the_classic_set_is_smaller_but_made_the_same_way(monkeypatch, embedded, capsys):
    monkeypatch.setenv("DIGITS_SOURCE", "embedded")
    digits = load_digits5000()
    assert digits.x_train.shape == (1297, 400)
    assert digits.x_test.shape == (500, 400)
    assert digits.y_train.tolist() == sorted(embedded.y_train)
    assert capsys.readouterr().out.startswith("Embedded digits: 1,797 images")


def test_a_row_holds_an_image_column_by_column():
    image = np.arange(400).reshape(20, 20)
    assert as_rows(image)[:3].tolist() == [0, 20, 40]
    assert np.array_equal(as_images(as_rows(image)), image)


def test_many_rows_turn_into_images_and_back():
    X = np.random.default_rng(0).normal(size=(7, 400))
    images = as_images(X)
    assert images.shape == (7, 20, 20)
    assert np.array_equal(images[3], X[3].reshape(20, 20).T)
    assert np.array_equal(as_rows(images), X)
    assert as_images(X[:0]).shape == (0, 20, 20)


def test_shrinking_keeps_an_image_upright_and_its_scale():
    images = np.zeros((2, 28, 28), np.uint8)
    images[0, :14] = 255
    small = shrink(images)
    assert small.dtype == np.float32
    assert small[0, :8].mean() == pytest.approx(1, abs=0.02)
    assert small[0, 12:].mean() == pytest.approx(0, abs=0.02)
    assert (small[1] == 0).all()


@pytest.mark.parametrize("shape", [(28, 28), (784,), (3, 784), (2, 20, 20)])
def test_shapes_that_are_no_rows_are_refused_with_the_shape(shape):
    with pytest.raises(ValueError, match="rows of 400 numbers"):
        as_images(np.zeros(shape))


@pytest.mark.parametrize("shape", [(28, 28), (400,), (3, 400), (1, 1, 20, 20)])
def test_shapes_that_are_no_small_images_are_refused_with_the_shape(shape):
    with pytest.raises(ValueError, match=r"images of shape \(m, 20, 20\)"):
        as_rows(np.zeros(shape))


@pytest.mark.parametrize("images", [np.zeros((28, 28), np.uint8), np.zeros((1, 28, 28))])
def test_images_that_are_not_mnists_kind_are_not_shrunk(images):
    with pytest.raises(ValueError, match="shrink takes uint8 images"):
        shrink(images)


SOME_SOURCE = Source("made for a test", "none", "none", is_mnist=False)


def digits_with(**changes):
    parts = {
        "x_train": np.zeros((3, 4)),
        "y_train": np.array([0, 1, 9]),
        "x_test": np.zeros((1, 4)),
        "y_test": np.array([5]),
    }
    return Digits(**parts | changes, source=SOME_SOURCE)


def test_digits_show_shapes_and_source_and_no_pixels():
    assert repr(digits_with()) == "Digits(x_train (3, 4), x_test (1, 4), from made for a test)"


def test_digits_cannot_be_given_other_arrays():
    with pytest.raises(AttributeError):
        digits_with().x_train = None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"y_train": np.array([0, 1])}, r"x_train has shape \(3, 4\) and y_train \(2,\)"),
        ({"y_test": np.array([[5]])}, "one label for each"),
        ({"x_test": np.zeros((1, 5))}, "both must have the same"),
        ({"y_train": np.array([0, 1, 10])}, "y_train has 0..10"),
        ({"y_train": np.array([0, 1, -1])}, "y_train has -1..1"),
        ({"y_test": np.array([5.0])}, "y_test has dtype float64"),
    ],
)
def test_digits_that_do_not_fit_together_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        digits_with(**changes)
