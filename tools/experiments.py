"""The experiments whose figures stand in results/: what is measured, and how one seed of it is run."""

from collections.abc import Callable
from dataclasses import dataclass, field

SEEDS = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class Experiment:
    """One experiment.

    `run` takes a seed and returns the measured values by name; the first one is the metric, the others are kept
    beside it. It must give the same values for the same seed on one machine.
    """

    what: str
    metric: str
    selection: str
    run: Callable[[int], dict[str, float]]
    data: Callable[[], dict]
    packages: tuple[str, ...]
    seeds: tuple[int, ...] = field(default=SEEDS)


def classic_after(epochs: int) -> Callable[[int], dict[str, float]]:
    """Test accuracy and training errors of the 400-25-15-10 network after this many epochs."""

    def run(seed: int) -> dict[str, float]:
        from utils.data import load_digits5000
        from utils.training import count_errors, train_classic

        digits = load_digits5000()
        network, _ = train_classic(digits, epochs=epochs, seed=seed)
        wrong = count_errors(network, digits.x_test, digits.y_test)
        return {
            "test accuracy": 1 - wrong / len(digits.y_test),
            "training errors": count_errors(network, digits.x_train, digits.y_train),
        }

    return run


def classic_until_no_error(seed: int) -> dict[str, float]:
    """First epoch without a training error, at learning rate 0.003 and within 100 epochs, and what it costs."""
    from utils.data import load_digits5000
    from utils.training import StopAtZeroErrors, count_errors, train_classic

    digits = load_digits5000()
    stop = StopAtZeroErrors(digits.x_train, digits.y_train)
    network, history = train_classic(digits, epochs=100, seed=seed, learning_rate=0.003, callbacks=[stop])
    wrong = count_errors(network, digits.x_test, digits.y_test)
    return {
        "test accuracy": 1 - wrong / len(digits.y_test),
        "training errors": count_errors(network, digits.x_train, digits.y_train),
        "epochs": len(history.history["loss"]),
    }


def digits5000_data() -> dict:
    """What the classic set is made of, for the field `data`."""
    from utils.data import load_digits5000

    digits = load_digits5000()
    return {"source": digits.source.name, "train": len(digits.x_train), "test": len(digits.x_test)}


_PUBLISHED = "nothing was chosen: the settings are the published ones"


def on_the_classic_5000(what: str, selection: str, run: Callable[[int], dict[str, float]]) -> Experiment:
    """An experiment with Keras on the classic 5,000 images and the 10,000 resized test images."""
    return Experiment(
        what=what,
        metric="test accuracy",
        selection=selection,
        run=run,
        data=digits5000_data,
        packages=("tensorflow", "keras", "numpy", "pillow"),
    )


EXPERIMENTS = {
    "s2-40": on_the_classic_5000(
        "400-25-15-10 network with ReLU and logits, Adam 0.001, batch 32, 40 epochs on the classic 5,000",
        _PUBLISHED,
        classic_after(40),
    ),
    "s2-100": on_the_classic_5000(
        "400-25-15-10 network with ReLU and logits, Adam 0.001, batch 32, 100 epochs on the classic 5,000",
        _PUBLISHED,
        classic_after(100),
    ),
    "s2-no-error": on_the_classic_5000(
        "400-25-15-10 network, Adam 0.003, stopped at the first epoch without a training error",
        "the learning rate was chosen by the number of training errors, without looking at test data",
        classic_until_no_error,
    ),
}
