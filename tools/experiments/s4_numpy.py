"""The experiment with a network of two hidden layers in NumPy alone, on all of MNIST."""

import numpy as np

from tools.experiments.shared.experiment import Experiment
from tools.experiments.shared.images import mnist_data, mnist_rows

SIZES, DROPOUT, EPOCHS = (784, 400, 200, 10), 0.2, 10


def shifted_by_a_pixel(x, rng):
    """The rows x (m, 784), each image moved by -1, 0 or 1 pixels vertically and horizontally; new pixels are 0."""
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
    from utils.scratch import Adam, Dense, Dropout, Network, ReLU, cosine

    x_train, y_train, x_test, y_test = mnist_rows()
    layers = []
    for inputs, outputs in zip(SIZES[:-2], SIZES[1:-1], strict=True):
        layers += [Dense(inputs, outputs, "he_normal"), ReLU(), Dropout(DROPOUT)]
    network = Network([*layers, Dense(SIZES[-2], SIZES[-1])], seed=seed)
    network.fit(
        x_train, y_train, epochs=EPOCHS, batch_size=128, optimizer=Adam(0.002), schedule=cosine,
        augment=shifted_by_a_pixel, seed=seed, progress=False,
    )  # fmt: skip
    return {
        "test accuracy": network.evaluate(x_test, y_test)["accuracy"],
        "training accuracy": network.evaluate(x_train, y_train)["accuracy"],
    }


EXPERIMENTS = {
    "s4-numpy": Experiment(
        what="784-400-200-10 in NumPy, 10 epochs, Adam along a cosine, dropout 0.2, images shifted by up to a pixel",
        metric="test accuracy",
        selection="nothing was chosen: the settings were fixed before the first run",
        run=run,
        data=mnist_data,
        packages=("numpy",),
        project="S4",
    ),
}
