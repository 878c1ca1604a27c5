"""The tasks that `make bench` times, and the ways to do each of them."""

from collections.abc import Callable
from dataclasses import dataclass

BASELINE = "Keras's default fit"
CLASSIC_EPOCHS = 400


@dataclass(frozen=True)
class Way:
    """One way to train. `prepare()` imports and loads, untimed, and returns `train`; `train(seed)` is timed and
    returns a function from images to digits. `same_arithmetic`: as many steps on as many images as Keras's default.
    """

    prepare: Callable
    same_arithmetic: bool = True
    package: str = "keras"


@dataclass(frozen=True)
class Task:
    """What is trained, a sentence; its ways by name; and how accurate a trained network is on the test images."""

    what: str
    ways: dict[str, Way]
    accuracy: Callable


def classic_digits():
    from utils.data import load_digits5000

    return load_digits5000()


def classic_accuracy(predict) -> float:
    digits = classic_digits()
    return float((predict(digits.x_test) == digits.y_test).mean())


def classic_by_fit(steps_per_execution):
    """Keras's `fit` on the classic network; so many steps in one call to TensorFlow."""
    from utils.models import classic_network
    from utils.quiet_tensorflow import keras
    from utils.training import compile_for_digits, predict_logits

    digits = classic_digits()

    def train(seed):
        keras.utils.set_random_seed(seed)
        network = classic_network()
        compile_for_digits(network)
        network.steps_per_execution = steps_per_execution
        network.fit(digits.x_train, digits.y_train, batch_size=32, epochs=CLASSIC_EPOCHS, verbose=0)
        return lambda x: predict_logits(network, x).argmax(axis=1)

    return train


def classic_by_fit_fast(**settings):
    """The course's compiled epoch on the classic network."""
    from utils.models import classic_network
    from utils.quiet_tensorflow import keras
    from utils.training import compile_for_digits, fit_fast, predict_logits

    digits = classic_digits()
    settings = {"epochs": CLASSIC_EPOCHS, "learning_rate": 0.001} | settings

    def train(seed):
        options = dict(settings)
        keras.utils.set_random_seed(seed)
        network = classic_network()
        compile_for_digits(network, options.pop("learning_rate"))
        fit_fast(network, digits.x_train, digits.y_train, seed=seed, progress=False, **options)
        return lambda x: predict_logits(network, x).argmax(axis=1)

    return train


TASKS = {
    "s2-400": Task(
        what="the classic network to the accuracy of its 400 epochs on 5,000 images of 20x20",
        ways={
            BASELINE: Way(lambda: classic_by_fit(1)),
            "fit, steps_per_execution=157": Way(lambda: classic_by_fit(157)),
            "fit_fast without XLA": Way(lambda: classic_by_fit_fast(xla=False)),
            "fit_fast": Way(lambda: classic_by_fit_fast()),
            "fit_fast, batch 128, rate 0.004, 100 epochs": Way(
                lambda: classic_by_fit_fast(batch_size=128, learning_rate=0.004, epochs=100), same_arithmetic=False
            ),
        },
        accuracy=classic_accuracy,
    ),
}
