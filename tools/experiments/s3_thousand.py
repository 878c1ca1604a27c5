"""Experiments with the 784-1000-10 tanh network in NumPy, on 1,000 training and 350 test images drawn from MNIST."""

from functools import partial

import numpy as np

from tools.experiments.shared.experiment import Experiment

PROJECT = "S3"
VALIDATION = 2000
METRIC, PACKAGES = "accuracy on 350 test images", ("numpy", "scipy")
MEMBERS = 5
POOL = 30  # epochs' worth of distorted images, drawn once and used in turn
ON_VALIDATION = (
    "the candidate with the highest mean accuracy on 2,000 other images of MNIST's training file, over three draws; "
    "optimizer, rate and epochs before that, on such images of two draws"
)


def draw(seed):
    """Images (m, 28, 28) in 0..1 and labels, for each part of one draw.

    The training file gives 1,000 to train on and 2,000 to choose by. The test file gives 350 to test on, and all
    10,000 as well.
    """
    from utils.data import load_mnist
    from utils.data.thousand import draw_thousand

    digits = load_mnist()
    train, rest, tested = draw_thousand(digits, seed)
    validation = rest[:VALIDATION]

    def part(x, y, chosen):
        return x[chosen].astype(np.float32) / 255, y[chosen]

    return {
        "train": part(digits.x_train, digits.y_train, train),
        "validation": part(digits.x_train, digits.y_train, validation),
        "test": part(digits.x_test, digits.y_test, tested),
        "all test": part(digits.x_test, digits.y_test, slice(None)),
    }


def train(images, y, seed, pool, *, optimizer="momentum", learning_rate=0.1, dropout=0.0):
    """One 784-1000-10 tanh network after 60 epochs in batches of 50. The rate falls to 0 along half a cosine."""
    from utils.models import tanh_network_in_numpy
    from utils.scratch import OPTIMIZERS, cosine

    network = tanh_network_in_numpy(seed, dropout)
    network.fit(
        images, y, epochs=60, batch_size=50, optimizer=OPTIMIZERS[optimizer](learning_rate), schedule=cosine,
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


def probabilities(seed, parts, *, members=1, distortion=None, **settings):
    """Mean probabilities (m, 10) of the networks trained on one draw, for each of its parts."""
    from utils.augmentation import augment
    from utils.scratch import softmax

    images, y = parts["train"]
    rng = np.random.default_rng([seed, POOL])
    pool = [augment(images, rng, **distortion) for _ in range(POOL)] if distortion else []
    networks = [train(images, y, members * seed + member, pool, **settings) for member in range(members)]
    return {name: np.mean([softmax(n.logits(x)) for n in networks], axis=0) for name, (x, _) in parts.items()}


def run(seed, *, straighten=False, **settings):
    """Accuracies of one draw."""
    parts = prepared(draw(seed), straighten)
    p = probabilities(seed, parts, **settings)
    accuracy = {name: float((p[name].argmax(axis=1) == y).mean()) for name, (_, y) in parts.items()}
    return {
        METRIC: accuracy["test"],
        "training accuracy": accuracy["train"],
        "accuracy on all 10,000 test images": accuracy["all test"],
    }


def run_ensemble(seed):
    """Five networks on straightened digits, with the distortion chosen for s3-augmented."""
    from utils.results import load_result

    settings = EXPERIMENTS["s3-augmented"].candidates[load_result("s3-augmented")["chosen"]]
    return run(seed, members=MEMBERS, straighten=True, **settings)


def validate(seed, **settings):
    """Accuracy on the validation images of one draw."""
    parts = {name: part for name, part in draw(seed).items() if name in ("train", "validation")}
    p = probabilities(seed, parts, **settings)
    return float((p["validation"].argmax(axis=1) == parts["validation"][1]).mean())


def data() -> dict:
    from utils.data import load_mnist
    from utils.data.thousand import TEST, TRAINING

    return {"source": load_mnist().source.name, "train": TRAINING, "test": TEST}


def experiment(what, candidates) -> Experiment:
    return Experiment(
        what=what,
        metric=METRIC,
        selection=ON_VALIDATION,
        run=run,
        data=data,
        packages=PACKAGES,
        project=PROJECT,
        candidates=candidates,
        validate=validate,
    )


NETWORK = "784-1000-10 with tanh, 60 epochs"
STEPS = {
    "Adam at rate 0.0003": {"optimizer": "adam", "learning_rate": 0.0003},
    "momentum at rate 0.1": {},
}
WEAK = {"shift": 1.5, "rotate": 10.0, "scale": 0.1, "shear": 0.1, "elastic": 1.0}
STRONG = {"shift": 2.0, "rotate": 15.0, "scale": 0.15, "shear": 0.2, "elastic": 1.5}

DISTORTIONS = {"weak distortions": WEAK, "strong distortions": STRONG}

EXPERIMENTS = {
    "s3-raw": experiment(
        f"{NETWORK}, {{chosen}}, no regularization (best of {len(STEPS)} optimizers)",
        STEPS,
    ),
    "s3-dropout": experiment(
        f"{NETWORK}, momentum, dropout {{chosen}} (best of {{candidates}})",
        {str(dropout): {"dropout": dropout} for dropout in (0.3, 0.5)},
    ),
    "s3-augmented": experiment(
        f"{NETWORK}, momentum, {{chosen}} (best of {len(DISTORTIONS)} strengths)",
        {name: {"distortion": distortion} for name, distortion in DISTORTIONS.items()},
    ),
    "s3-best": Experiment(
        what="five 784-1000-10 networks with tanh, images deskewed and distorted, probabilities averaged",
        metric=METRIC,
        selection="the distortion is the one that was chosen for s3-augmented; that digits are straightened, "
        "and that there are five networks, was decided by hand",
        run=run_ensemble,
        data=data,
        packages=PACKAGES,
        project=PROJECT,
        built_on=("s3-augmented",),
    ),
}
