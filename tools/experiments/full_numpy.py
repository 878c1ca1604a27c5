"""The longer run of lesson 08: a network in NumPy alone on all of MNIST."""

import numpy as np

from tools.experiments.experiment import Experiment

SIZES, DROPOUT, EPOCHS = (784, 400, 200, 10), 0.2, 10


def rows(x):
    return (x.reshape(len(x), -1) / np.float32(255)).astype(np.float32)


def shifted_by_a_pixel(x, rng):
    """The rows x (m, 784), each image moved by -1, 0 or 1 pixels up or down and to the side; paper comes in."""
    images = np.pad(x.reshape(-1, 28, 28), ((0, 0), (1, 1), (1, 1)))
    down, right = rng.integers(3, size=(2, len(x)))
    moved = np.empty_like(x).reshape(-1, 28, 28)
    for i in range(3):
        for j in range(3):
            chosen = (down == i) & (right == j)
            moved[chosen] = images[chosen, i : i + 28, j : j + 28]
    return moved.reshape(x.shape)


def run(seed) -> dict[str, float]:
    """Test accuracy and training accuracy of one seed."""
    from utils.data import load_mnist
    from utils.scratch import Adam, Dense, Dropout, Network, ReLU, cosine

    digits = load_mnist()
    x_train, x_test = rows(digits.x_train), rows(digits.x_test)
    layers = []
    for inputs, outputs in zip(SIZES[:-2], SIZES[1:-1], strict=True):
        layers += [Dense(inputs, outputs, "he_normal"), ReLU(), Dropout(DROPOUT)]
    network = Network([*layers, Dense(SIZES[-2], SIZES[-1])], seed=seed)
    network.fit(
        x_train, digits.y_train, epochs=EPOCHS, batch_size=128, optimizer=Adam(0.002), schedule=cosine,
        augment=shifted_by_a_pixel, seed=seed, progress=False,
    )  # fmt: skip
    return {
        "test accuracy": network.evaluate(x_test, digits.y_test)["accuracy"],
        "training accuracy": network.evaluate(x_train, digits.y_train)["accuracy"],
    }


def data() -> dict:
    from utils.data import load_mnist

    digits = load_mnist()
    return {"source": digits.source.name, "train": len(digits.y_train), "test": len(digits.y_test)}


FULL_NUMPY = {
    "s4-numpy": Experiment(
        what="784-400-200-10 in NumPy on MNIST: dropout 0.2, Adam, cosine, 10 epochs, images shifted by up to a pixel",
        metric="test accuracy",
        selection="nothing was chosen: the settings were fixed before the first run",
        run=run,
        data=data,
        packages=("numpy",),
    ),
}
