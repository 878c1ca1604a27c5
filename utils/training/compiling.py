"""How the course compiles its networks."""

from utils.quiet_tensorflow import keras

BATCH_SIZE = 32


def compile_for_digits(network, learning_rate: float = 0.001, images: int = 5000) -> None:
    """Compile a network that ends in logits: Adam, cross-entropy computed from logits, accuracy.

    One call to TensorFlow runs all batches of an epoch over `images` images. The arithmetic is the same as batch
    by batch; only the waiting between batches goes.

    `learning_rate` may also be one of Keras's schedules. Raises ValueError if it is a number that is not above 0.
    """
    if isinstance(learning_rate, int | float) and not 0 < learning_rate < float("inf"):
        raise ValueError(f"learning_rate is {learning_rate}; it must be a number above 0, such as 0.001")
    if images < 1:
        raise ValueError(f"images is {images}; it is the number of training images, 1 or more")
    network.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        steps_per_execution=-(-images // BATCH_SIZE),
    )
