"""The classic 400-25-15-10 network, from its seed to its history."""

from utils.data.digits import Digits
from utils.quiet_tensorflow import keras
from utils.training.compiling import compile_for_digits
from utils.training.fast import fit_fast


def train_classic(
    digits: Digits, *, epochs: int, seed: int, learning_rate: float = 0.001, progress: bool = False, **options
) -> tuple[keras.Model, keras.callbacks.History]:
    """The 400-25-15-10 network, trained on `digits` (see utils.data.load_digits5000) in batches of 32 by Adam.

    `seed` decides the order of the images. It also sets the seeds of Python, NumPy and TensorFlow for the whole
    process, which is how Keras does it. `progress` and `options` go to `fit_fast`.

    Returns the trained network and its Keras history.
    """
    from utils.models import classic_network

    keras.utils.set_random_seed(seed)
    network = classic_network()
    compile_for_digits(network, learning_rate, images=len(digits.x_train))
    history = fit_fast(network, digits.x_train, digits.y_train, epochs=epochs, seed=seed, progress=progress, **options)
    return network, history
