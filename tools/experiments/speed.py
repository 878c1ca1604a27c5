"""The tasks that `make bench` times, and the ways to do each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tools.experiments.shared import dense
from tools.experiments.shared.images import held_out_parts, mnist_rows, mnist_with_channel
from tools.experiments.shared.kept_networks import convolutions_on_processor

BASELINE = "Keras's default fit"
CLASSIC_EPOCHS = 100
BY_HAND = "were chosen by hand, without a record"


@dataclass(frozen=True)
class Way:
    """One way to train.

    Parameters
    ----------
    prepare : function
        Imports and loads, untimed, and returns `train`. `train(seed)` is timed. It returns a function from images to
        digits.
    same_arithmetic : bool
        Whether it takes as many steps on as many images as Keras's default.
    package : str
        If it is not installed, this way is left out.
    selection : str
        How settings that differ from the default's were chosen.
    """

    prepare: Callable
    same_arithmetic: bool = True
    package: str = "keras"
    selection: str = "nothing was chosen"


@dataclass(frozen=True)
class Task:
    """One task.

    Parameters
    ----------
    what : str
        What is trained, and how far.
    ways : dict
        Name -> way to do it. The first is Keras's default, and the others are compared with it.
    accuracy : function(predict)
        How accurate a trained network is on the test images. `predict` is what the way's `train` returned.
    """

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
    """Keras's `fit` on the classic network, with this many steps per call to TensorFlow."""
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


MNIST_EPOCHS, MNIST_BATCH, HIDDEN, DROPOUT = 5, 32, 128, 0.2
MOST_EPOCHS = 10  # for a training run that stops by itself


def mnist_accuracy(predict) -> float:
    _, _, x_test, y_test = mnist_rows()
    return float((predict(x_test) == y_test).mean())


def mnist_by_keras(fit):
    """The 784-128-10 network in Keras, trained by `fit(network, x, y, seed)`."""
    from utils.models import dense_network
    from utils.quiet_tensorflow import keras
    from utils.training import compile_for_digits, predict_logits

    x, y, _, _ = mnist_rows()

    def train(seed):
        keras.utils.set_random_seed(seed)
        network = dense_network(image_shape=(784,), hidden=HIDDEN, dropout=DROPOUT)
        compile_for_digits(network)
        fit(network, x, y, seed)
        return lambda images: predict_logits(network, images).argmax(axis=1)

    return train


def mnist_by_keras_fit():
    def fit(network, x, y, seed):
        network.steps_per_execution = 1  # Keras's default
        network.fit(x, y, batch_size=MNIST_BATCH, epochs=MNIST_EPOCHS, verbose=0)

    return mnist_by_keras(fit)


def mnist_by_fit_fast(xla):
    from utils.training import fit_fast

    def fit(network, x, y, seed):
        fit_fast(network, x, y, batch_size=MNIST_BATCH, epochs=MNIST_EPOCHS, seed=seed, xla=xla, progress=False)

    return mnist_by_keras(fit)


def mnist_by_scratch(**settings):
    """The same network in the course's NumPy engine. `settings` replace the defaults."""
    x, y, _, _ = mnist_rows()
    settings = {"hidden": HIDDEN, "dropout": DROPOUT, "epochs": MNIST_EPOCHS, "batch_size": MNIST_BATCH} | settings
    return lambda seed: dense.train(x, y, seed, **settings).predict


def mnist_by_scratch_in_three_epochs():
    """The shortest way found."""
    from utils.scratch import one_cycle

    return mnist_by_scratch(
        dropout=0.0, learning_rate=0.01, batch_size=256, epochs=3, schedule=one_cycle, label_smoothing=0.05, threads=2
    )


def mnist_by_scikit_learn(epochs=MNIST_EPOCHS):
    """scikit-learn's MLPClassifier, which has no dropout."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    x, y, _, _ = mnist_rows()

    def train(seed):
        network = MLPClassifier((HIDDEN,), alpha=0.0, batch_size=MNIST_BATCH, max_iter=epochs, random_state=seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # so few epochs are intended
            network.fit(x, y)
        return network.predict

    return train


def mnist_by_pytorch():
    """PyTorch in eager mode, with all images in memory and batches sliced from them."""
    import torch
    from torch import nn

    x, y, _, _ = mnist_rows()
    images, labels = torch.from_numpy(x), torch.from_numpy(y)

    def train(seed):
        torch.manual_seed(seed)
        network = nn.Sequential(nn.Linear(784, HIDDEN), nn.ReLU(), nn.Dropout(DROPOUT), nn.Linear(HIDDEN, 10))
        optimizer, loss = torch.optim.Adam(network.parameters(), 0.001), nn.CrossEntropyLoss()
        network.train()
        for _ in range(MNIST_EPOCHS):
            for batch in torch.randperm(len(labels)).split(MNIST_BATCH):
                optimizer.zero_grad()
                loss(network(images[batch]), labels[batch]).backward()
                optimizer.step()
        network.eval()
        with torch.no_grad():
            return lambda rows: network(torch.from_numpy(rows)).argmax(dim=1).numpy()

    return train


def convolutions_by_keras(fit):
    """The small convolutional network on 54,000 images, trained by `fit(network, train, validation, seed)`."""
    convolutions_on_processor()
    from utils.models import tiny_convolutional_network
    from utils.quiet_tensorflow import keras
    from utils.training import predict_logits

    x, y, _, _ = mnist_with_channel()
    parts = [(x[part], y[part]) for part in held_out_parts(y, seed=0)]

    def train(seed):
        keras.utils.set_random_seed(seed)
        network = tiny_convolutional_network()
        fit(network, *parts, seed)
        return lambda images: predict_logits(network, images).argmax(axis=1)

    return train


def convolutions_by_keras_fit():
    """Batches of 32 and Adam at 0.001 until 99% of the validation images are right, for at most MOST_EPOCHS epochs."""
    from utils.training import compile_for_digits

    def fit(network, train, validation, seed):
        from utils.quiet_tensorflow import keras

        def stop(epoch, logs):
            network.stop_training = logs["val_accuracy"] >= 0.99

        compile_for_digits(network)
        network.steps_per_execution = 1  # Keras's default
        network.fit(
            *train, batch_size=MNIST_BATCH, epochs=MOST_EPOCHS, validation_data=validation, verbose=0,
            callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=stop)],
        )  # fmt: skip

    return convolutions_by_keras(fit)


def convolutions_in_three_epochs():
    """The shortest way found."""
    from utils.training import compile_one_cycle, fit_fast

    def fit(network, train, validation, seed):
        compile_one_cycle(network, 0.02, images=len(train[1]), epochs=3, batch_size=128)
        fit_fast(network, *train, epochs=3, batch_size=128, seed=seed, progress=False)

    return convolutions_by_keras(fit)


def convolutions_accuracy(predict) -> float:
    _, _, x_test, y_test = mnist_with_channel()
    return float((predict(x_test) == y_test).mean())


TASKS = {
    "s2-100": Task(
        what="the classic network to the accuracy of 100 epochs on 5,000 images of 20x20",
        ways={
            BASELINE: Way(lambda: classic_by_fit(1)),
            "fit, steps_per_execution=157": Way(lambda: classic_by_fit(157)),
            "fit_fast without XLA": Way(lambda: classic_by_fit_fast(xla=False)),
            "fit_fast": Way(lambda: classic_by_fit_fast()),
            "fit_fast, batch 64, rate 0.004, 40 epochs": Way(
                lambda: classic_by_fit_fast(batch_size=64, learning_rate=0.004, epochs=40),
                same_arithmetic=False,
                selection=f"batch, rate and epochs {BY_HAND}",
            ),
        },
        accuracy=classic_accuracy,
    ),
    "mnist-five-epochs": Task(
        what="784-128-10 with dropout 0.2 on MNIST, Adam, batch 32, 5 epochs",
        ways={
            BASELINE: Way(mnist_by_keras_fit),
            "fit_fast without XLA": Way(lambda: mnist_by_fit_fast(xla=False)),
            "scikit-learn MLPClassifier, no dropout": Way(mnist_by_scikit_learn, package="sklearn"),
            "PyTorch eager": Way(mnist_by_pytorch, package="torch"),
            "utils.scratch": Way(mnist_by_scratch, package="numpy"),
        },
        accuracy=mnist_accuracy,
    ),
    "mnist-to-97.66": Task(
        what="784-128-10 on MNIST to a test accuracy of 97.66% or more",
        ways={
            BASELINE: Way(mnist_by_keras_fit),
            "scikit-learn MLPClassifier, 7 epochs": Way(
                partial(mnist_by_scikit_learn, epochs=7),
                same_arithmetic=False,
                package="sklearn",
                selection=f"the epochs {BY_HAND}, so that the goal is reached, which is a test accuracy",
            ),
            "PyTorch eager": Way(mnist_by_pytorch, package="torch"),
            "utils.scratch": Way(mnist_by_scratch, package="numpy"),
            "utils.scratch, batch 256, one-cycle, 3 epochs": Way(
                mnist_by_scratch_in_three_epochs,
                same_arithmetic=False,
                package="numpy",
                selection=f"batch, rate, smoothing and epochs {BY_HAND}, by trials on validation images",
            ),
        },
        accuracy=mnist_accuracy,
    ),
    "mnist-to-99": Task(
        what="a convolutional network of 9,682 parameters on MNIST to 99%",
        ways={
            BASELINE: Way(convolutions_by_keras_fit),
            "fit_fast, batch 128, one-cycle, 3 epochs": Way(
                convolutions_in_three_epochs,
                same_arithmetic=False,
                selection=f"batch, peak of the rate and epochs {BY_HAND}, by trials on validation images",
            ),
        },
        accuracy=convolutions_accuracy,
    ),
}
