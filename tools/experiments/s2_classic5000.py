"""Experiments with the 400-25-15-10 network on the classic 5,000 images, tested on 10,000 resized MNIST images."""

from functools import partial

import numpy as np

from tools.experiments.shared.experiment import PUBLISHED, Experiment
from tools.experiments.shared.images import counted

ON_VALIDATION = (
    "the candidate with the highest mean accuracy on 1,000 of the 5,000 images, trained on the other 4,000, "
    "over three splits; then trained on all 5,000"
)
BY_HAND = "; epochs, batches and learning rate were chosen by hand before that, and no record of it was kept"
MEMBERS = 10  # networks of an ensemble
POOL = 40  # epochs' worth of distorted images, drawn once and used in turn


def train(x, y, seed, *, epochs, batch_size=32, learning_rate=0.001, cosine=False, noise=0.0, distortion=None,
          callbacks=(), validation=None, **network_settings):  # fmt: skip
    """A trained 400-25-15-10 network and its history.

    `cosine` lets the learning rate fall to 0 along half a cosine; `noise` is added to the pixels of each epoch;
    `distortion` holds the strengths of utils.augmentation.augment; `network_settings` go to regularized_network.
    """
    from utils.models import regularized_network
    from utils.quiet_tensorflow import keras
    from utils.training import compile_for_digits, fit_fast

    keras.utils.set_random_seed(seed)
    network = regularized_network(**network_settings)
    steps = epochs * -(-len(y) // batch_size)
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, steps) if cosine else learning_rate
    compile_for_digits(network, rate)
    pool = distorted_pool(x, seed, distortion)
    history = fit_fast(
        network, x, y, epochs=epochs, batch_size=batch_size, seed=seed, validation=validation,
        augment=partial(changed, noise=noise, pool=pool) if noise or distortion else None,
        callbacks=callbacks, progress=False,
    )  # fmt: skip
    return network, history


def changed(images, rng, *, noise, pool):
    """The images of one epoch: a copy from the pool if there is one, with noise."""
    images = pool[rng.integers(len(pool))] if pool else images
    return images + np.float32(noise) * rng.standard_normal(images.shape, dtype=np.float32)


def distorted_pool(x, seed, distortion):
    """Many distorted copies of the rows x (m, 400). Drawing new ones in every epoch would take longer than training."""
    from utils.augmentation import augment
    from utils.data import as_images, as_rows

    rng, images = np.random.default_rng([seed, 5000]), as_images(x)
    return [as_rows(augment(images, rng, **distortion)) for _ in range(POOL)] if distortion else []


def measured(z_test, z_train, digits, y_train=None) -> dict[str, float]:
    """The recorded values of a trained network or ensemble, from its logits on the test and the training images.

    `y_train` holds the labels of the images it was trained on, if those are not all 5,000.
    """
    from scipy.special import log_softmax

    log_p = log_softmax(np.asarray(z_test, dtype=float), axis=1)
    return {
        "test accuracy": float(np.mean(z_test.argmax(axis=1) == digits.y_test)),
        "training errors": int(np.sum(z_train.argmax(axis=1) != (digits.y_train if y_train is None else y_train))),
        "test loss": float(-log_p[np.arange(len(digits.y_test)), digits.y_test].mean()),
        "mean confidence": float(np.exp(log_p.max(axis=1)).mean()),
    }


def run_single(seed, **settings):
    """One network, trained on all 5,000."""
    from utils.data import load_digits5000
    from utils.training import predict_logits

    digits = load_digits5000()
    network, _ = train(digits.x_train, digits.y_train, seed, **settings)
    return measured(predict_logits(network, digits.x_test), predict_logits(network, digits.x_train), digits)


def run_ensemble(seed, *, like):
    """Ten networks with different seeds and the settings chosen for `like`, their probabilities averaged."""
    from scipy.special import softmax

    from utils.data import load_digits5000
    from utils.results import load_result
    from utils.training import predict_logits

    settings = EXPERIMENTS[like].candidates[load_result(like)["chosen"]]
    digits = load_digits5000()
    seeds = range(MEMBERS * seed, MEMBERS * (seed + 1))
    networks = [train(digits.x_train, digits.y_train, member, **settings)[0] for member in seeds]
    singly = [np.mean(predict_logits(network, digits.x_test).argmax(axis=1) == digits.y_test) for network in networks]

    def together(x):
        probabilities = [softmax(predict_logits(network, x).astype(float), axis=1) for network in networks]
        return np.log(np.mean(probabilities, axis=0))

    values = measured(together(digits.x_test), together(digits.x_train), digits)
    return values | {"mean of the ten alone": float(np.mean(singly))}


def run_without_errors(seed):
    """One network, stopped after the first epoch without a training error: rate 0.003, at most 100 epochs."""
    from utils.data import load_digits5000
    from utils.training import StopAtZeroErrors, predict_logits

    digits = load_digits5000()
    stop = StopAtZeroErrors(digits.x_train, digits.y_train)
    network, history = train(
        digits.x_train, digits.y_train, seed, epochs=100, learning_rate=0.003, callbacks=[stop]
    )  # fmt: skip
    values = measured(predict_logits(network, digits.x_test), predict_logits(network, digits.x_train), digits)
    return values | {"epochs": len(history.history["loss"])}


def run_early_stopping(seed, *, patience):
    """One network on 4,000 images, stopped once the loss on the other 1,000 stops falling. The best epoch counts."""
    from utils.data import load_digits5000
    from utils.quiet_tensorflow import keras
    from utils.training import predict_logits

    digits = load_digits5000()
    parts = validation_split(digits, seed)
    stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=patience, restore_best_weights=True)
    network, history = train(
        parts.x_train, parts.y_train, seed, epochs=400, callbacks=[stop],
        validation=(parts.x_validation, parts.y_validation),
    )  # fmt: skip
    z_test, z_train = (predict_logits(network, x) for x in (digits.x_test, parts.x_train))
    values = measured(z_test, z_train, digits, parts.y_train)
    return values | {"epochs": len(history.history["loss"])}


def validation_split(digits, seed):
    from utils.data import split

    return split(digits.x_train, digits.y_train, validation=0.2, seed=seed)


def validate_single(seed, **settings):
    """Accuracy on a fifth of the 5,000 after training on the rest."""
    from utils.data import load_digits5000
    from utils.training import predict_logits

    parts = validation_split(load_digits5000(), seed)
    network, _ = train(parts.x_train, parts.y_train, seed, **settings)
    return float(np.mean(predict_logits(network, parts.x_validation).argmax(axis=1) == parts.y_validation))


def classic_data() -> dict:
    """What the classic set is made of, for the field `data`."""
    from utils.data import load_digits5000

    return counted(load_digits5000())


def experiment(what, run, *, selection=None, candidates=None, **others) -> Experiment:
    """An experiment on the classic 5,000. With candidates, it measures the one that is best on validation images."""
    selection = selection or (ON_VALIDATION if candidates else PUBLISHED)
    return Experiment(
        what=what,
        metric="test accuracy",
        selection=selection,
        run=run,
        data=classic_data,
        packages=("tensorflow", "keras", "numpy", "scipy", "pillow"),
        project="S2",
        candidates=candidates or {},
        validate=validate_single if candidates else None,
        **others,
    )


NETWORK = "400-25-15-10"
CLASSIC = f"{NETWORK}, Adam 0.001, batches of 32"
FALLING = f"{NETWORK}, Adam from 0.006 along a cosine, batches of 64, 150 epochs"
LONG = {"epochs": 200}
REGULARIZED = {"epochs": 150, "batch_size": 64, "learning_rate": 0.006, "cosine": True}
DISTORTION = {"shift": 1.0, "rotate": 10.0, "scale": 0.1, "shear": 0.1}

BEST = {
    f"noise {noise} on the pixels": REGULARIZED | {"noise": noise} for noise in (0.2, 0.3, 0.4)
}  # fmt: skip
AUGMENTED = {
    name: REGULARIZED | {"distortion": distortion}
    for name, distortion in {
        "affine distortions": DISTORTION,
        "affine and elastic distortions": DISTORTION | {"elastic": 0.5},
    }.items()
}

EXPERIMENTS = {
    "s2-40": experiment(f"{CLASSIC}, 40 epochs", partial(run_single, epochs=40)),
    "s2-100": experiment(f"{CLASSIC}, 100 epochs", partial(run_single, epochs=100)),
    "s2-400": experiment(f"{CLASSIC}, 400 epochs", partial(run_single, epochs=400)),
    "s2-no-error": experiment(
        f"{NETWORK}, Adam 0.003, stopped at the first epoch without a training error",
        run_without_errors,
        selection="the learning rate, by hand, by the number of training errors, without looking at test data",
    ),
    "s2-early-stopping": experiment(
        f"{CLASSIC}, on 4,000 of the images, stopped early by the loss on the other 1,000",
        partial(run_early_stopping, patience=20),
        selection="the epoch, by the lowest loss on 1,000 of the 5,000 images; the patience of 20 epochs, by hand",
    ),
    "s2-l1": experiment(
        f"{CLASSIC}, 200 epochs, L1 penalty {{chosen}} (best of {{candidates}})",
        run_single,
        candidates={str(l1): LONG | {"l1": l1} for l1 in (0.0001, 0.0003, 0.001)},
    ),
    "s2-l2": experiment(
        f"{CLASSIC}, 200 epochs, L2 penalty {{chosen}} (best of {{candidates}})",
        run_single,
        candidates={str(l2): LONG | {"l2": l2} for l2 in (0.0003, 0.001, 0.003)},
    ),
    "s2-dropout": experiment(
        f"{CLASSIC}, 200 epochs, dropout {{chosen}} (best of {{candidates}})",
        run_single,
        candidates={str(dropout): LONG | {"dropout": dropout} for dropout in (0.05, 0.1)},
    ),
    "s2-noise": experiment(
        f"{CLASSIC}, 200 epochs, noise 0.3 on the pixels",
        partial(run_single, **LONG, noise=0.3),
        selection="the noise is the one that was chosen for s2-best-single",
    ),
    "s2-best-single": experiment(
        f"{FALLING}, {{chosen}} (best of {len(BEST)} strengths)",
        run_single,
        selection=ON_VALIDATION + BY_HAND,
        candidates=BEST,
    ),
    "s2-ensemble": experiment(
        f"ten {NETWORK} networks with noise, like s2-best-single, probabilities averaged",
        partial(run_ensemble, like="s2-best-single"),
        selection="the settings are those that were chosen for s2-best-single",
        built_on=("s2-best-single",),
    ),
    "s2-augmented": experiment(
        f"{FALLING}, {{chosen}} (best of {len(AUGMENTED)} kinds)",
        run_single,
        selection=ON_VALIDATION + BY_HAND,
        candidates=AUGMENTED,
    ),
}
