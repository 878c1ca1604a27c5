"""The course's Keras networks, one builder each. A builder returns a fresh network that is not compiled yet."""


def classic_network():
    """The classic network for 20x20 digits: 400 inputs, 25 and 15 ReLU neurons, 10 logits."""
    import keras

    return keras.Sequential(
        [
            keras.Input(shape=(400,)),
            keras.layers.Dense(25, activation="relu"),
            keras.layers.Dense(15, activation="relu"),
            keras.layers.Dense(10),
        ]
    )
