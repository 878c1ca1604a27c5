"""The 784-128-10 network in NumPy, trained as published or with other settings."""

from utils.scratch import Adam, Dense, Dropout, Network, ReLU


def train(x, y, seed, *, hidden=128, activation=ReLU, dropout=0.2, optimizer=Adam, learning_rate=0.001,
          epochs=5, batch_size=32, **settings):  # fmt: skip
    """A trained network with one hidden layer in NumPy. The defaults are the published settings."""
    network = Network([Dense(784, hidden), activation(), Dropout(dropout), Dense(hidden, 10)], seed=seed)
    network.fit(
        x, y, optimizer=optimizer(learning_rate), epochs=epochs, batch_size=batch_size, seed=seed, progress=False,
        **settings,
    )  # fmt: skip
    return network
