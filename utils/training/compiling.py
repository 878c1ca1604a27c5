"""How the course compiles its networks."""

from utils.quiet_tensorflow import keras

BATCH_SIZE = 32


def compile_for_digits(network, learning_rate: float = 0.001, images: int = 5000) -> None:
    """Compile a network that ends in logits: Adam, cross-entropy computed from logits, accuracy.

    One call to TensorFlow runs all batches of an epoch over `images` images. The arithmetic is the same as batch
    by batch; only the waiting between batches goes.
    """
    network.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        steps_per_execution=-(-images // BATCH_SIZE),
    )
