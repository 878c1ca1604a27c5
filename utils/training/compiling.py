"""How the course compiles its networks."""

from utils.quiet_tensorflow import keras, tf

BATCH_SIZE = 32
WARMUP = 0.25


def compile_for_digits(network: keras.Model, learning_rate: float = 0.001, images: int = 5000) -> None:
    """Compile a network that ends in logits: Adam, cross-entropy computed from logits, accuracy.

    One call to TensorFlow runs all batches of an epoch over `images` images. The arithmetic is the same as it is batch
    by batch; only the waiting between batches is gone.

    `learning_rate` may also be one of Keras's schedules. Raises ValueError if it is a number that is not above 0.
    """
    if isinstance(learning_rate, int | float):
        _refuse_bad_rate("learning_rate", learning_rate)
    if images < 1:
        raise ValueError(f"images is {images}; it is the number of training images, 1 or more")
    network.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        steps_per_execution=-(-images // BATCH_SIZE),
    )


def _refuse_bad_rate(name, rate):
    if not 0 < rate < float("inf"):
        raise ValueError(f"{name} is {rate}; it must be a number above 0, such as 0.001")


def compile_one_cycle(
    network: keras.Model, peak: float, *, images: int, epochs: int, batch_size: int, label_smoothing: float = 0.0
) -> None:
    """Compile a network that ends in ten logits: Adam with one cycle of the rate, cross-entropy with smoothed labels.

    Parameters
    ----------
    network : keras.Model
    peak : float
        The highest learning rate, reached in a straight line within the first quarter of the steps; from there it
        falls to 0 along half a cosine.
    images, epochs, batch_size : int
        What the network will be fitted with, which says how many steps there are.
    label_smoothing : float
        The share of each target that is spread over all ten digits.

    Raises ValueError if `peak` is not above 0.

    Source: Smith and Topin, Super-convergence, 2018; Szegedy and others, Rethinking the Inception architecture, 2016.
    """
    steps = epochs * -(-images // batch_size)
    up = int(WARMUP * steps)
    _refuse_bad_rate("peak", peak)
    rate = keras.optimizers.schedules.CosineDecay(0.0, steps - up, warmup_target=peak, warmup_steps=up)
    network.compile(keras.optimizers.Adam(rate), _Smoothed(label_smoothing), metrics=["accuracy"])


class _Smoothed(keras.losses.Loss):
    """Cross-entropy from logits, for labels that are numbers, which Keras's own smoothed loss does not take."""

    def __init__(self, label_smoothing: float):
        super().__init__(name="smoothed_cross_entropy")
        self._smoothing = label_smoothing

    def call(self, y_true, y_pred):
        targets = tf.one_hot(tf.cast(tf.reshape(y_true, [-1]), tf.int32), 10)
        return keras.losses.categorical_crossentropy(targets, y_pred, from_logits=True, label_smoothing=self._smoothing)

    def get_config(self):
        return super().get_config() | {"label_smoothing": self._smoothing}
