"""Experiments with the 784-1000-10 tanh network in NumPy, on 1,000 training and 350 test images drawn from MNIST."""

from functools import partial

import numpy as np

from tools.experiments.experiment import Experiment

TRAIN, TEST, VALIDATION = 1000, 350, 2000
MEMBERS = 10
POOL = 100  # epochs' worth of distorted images, drawn once and used in turn
ON_VALIDATION = (
    "the candidate with the highest mean accuracy on 2,000 other images of MNIST's training file, over three draws"
)


def draw(seed):
    """Images (m, 28, 28) in 0..1 and labels: 1,000 to train and 2,000 to choose, both from the training file, and
    350 to test from the test file; with all 10,000 test images beside them.
    """
    from utils.data import load_mnist

    digits = load_mnist()
    rng = np.random.default_rng([seed, TRAIN])
    order = rng.permutation(len(digits.y_train))
    tested = rng.permutation(len(digits.y_test))[:TEST]
    train, validation = order[:TRAIN], order[TRAIN : TRAIN + VALIDATION]

    def part(x, y, chosen):
        return x[chosen].astype(np.float32) / 255, y[chosen]

    return {
        "train": part(digits.x_train, digits.y_train, train),
        "validation": part(digits.x_train, digits.y_train, validation),
        "test": part(digits.x_test, digits.y_test, tested),
        "all test": part(digits.x_test, digits.y_test, slice(None)),
    }


def train(images, y, seed, pool, *, epochs, learning_rate):
    """One 784-1000-10 tanh network, trained by Adam with a rate that falls to 0 along half a cosine."""
    from utils.scratch import Adam, Dense, Network, Tanh, cosine

    network = Network([Dense(784, 1000), Tanh(), Dense(1000, 10)], seed=seed)
    network.fit(
        images, y, epochs=epochs, batch_size=50, optimizer=Adam(learning_rate), schedule=cosine,
        augment=partial(from_pool, pool=pool) if pool else None, seed=seed, progress=False,
    )  # fmt: skip
    return network


def from_pool(images, rng, *, pool):
    """The images of one epoch: one of the pool's distorted copies."""
    return pool[rng.integers(len(pool))]


def prepared(parts, straighten):
    """All parts of a draw, with slanted digits straightened if asked."""
    from utils.augmentation import deskew

    return {name: (deskew(x), y) for name, (x, y) in parts.items()} if straighten else parts


def probabilities(seed, parts, members, distortion, **settings):
    """Mean probabilities (m, 10) of the networks trained on one draw, for each part of it."""
    from utils.augmentation import augment
    from utils.scratch import softmax

    images, y = parts["train"]
    rng = np.random.default_rng([seed, POOL])
    pool = [augment(images, rng, **distortion) for _ in range(POOL)] if distortion else []
    networks = [train(images, y, members * seed + member, pool, **settings) for member in range(members)]
    return {name: np.mean([softmax(n.logits(x)) for n in networks], axis=0) for name, (x, _) in parts.items()}


def run(seed, *, members=1, distortion=None, straighten=False, **settings):
    """Accuracies of one draw."""
    parts = prepared(draw(seed), straighten)
    p = probabilities(seed, parts, members, distortion, **settings)
    accuracy = {name: float((p[name].argmax(axis=1) == y).mean()) for name, (_, y) in parts.items()}
    return {
        "accuracy on 350 test images": accuracy["test"],
        "training accuracy": accuracy["train"],
        "accuracy on all 10,000 test images": accuracy["all test"],
    }


def validate(seed, *, members=1, distortion=None, straighten=False, **settings):
    """Accuracy on the validation images of one draw, of a single network; an ensemble has its settings."""
    parts = {name: part for name, part in draw(seed).items() if name in ("train", "validation")}
    parts = prepared(parts, straighten)
    p = probabilities(seed, parts, 1, distortion, **settings)
    return float((p["validation"].argmax(axis=1) == parts["validation"][1]).mean())


def data() -> dict:
    from utils.data import load_mnist

    return {"source": load_mnist().source.name, "train": TRAIN, "test": TEST}


def experiment(what, candidates) -> Experiment:
    return Experiment(
        what=what,
        metric="accuracy on 350 test images",
        selection=ON_VALIDATION,
        run=run,
        data=data,
        packages=("numpy", "scipy"),
        candidates=candidates,
        validate=validate,
    )


NETWORK = "784-1000-10 tanh network in NumPy on 1,000 images"
RAW = {"epochs": 60}
DISTORTED = {"epochs": 200, "learning_rate": 0.001}
WEAK = {"shift": 1.5, "rotate": 10.0, "scale": 0.1, "shear": 0.1, "elastic": 1.0}
STRONG = {"shift": 2.0, "rotate": 15.0, "scale": 0.15, "shear": 0.2, "elastic": 1.5}

THOUSAND = {
    "s3-raw": experiment(
        f"{NETWORK}, no regularization, learning rate {{chosen}} (five draws)",
        {str(rate): RAW | {"learning_rate": rate} for rate in (0.0003, 0.001, 0.003)},
    ),
    "s3-augmented": experiment(
        f"{NETWORK}, distorted anew in each epoch: {{chosen}} (five draws)",
        {
            "weak distortions": DISTORTED | {"distortion": WEAK},
            "strong distortions": DISTORTED | {"distortion": STRONG},
        },
    ),
    "s3-best": experiment(
        "ten networks 784-1000-10 on 1,000 images, deskewed, distorted, probabilities averaged: {chosen} (five draws)",
        {
            "weak distortions": DISTORTED | {"distortion": WEAK, "straighten": True, "members": MEMBERS},
            "strong distortions": DISTORTED | {"distortion": STRONG, "straighten": True, "members": MEMBERS},
        },
    ),
}
