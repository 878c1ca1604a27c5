"""Trained networks on disk: every seed's in build/networks/, and a few of them in results/models/."""

import json
import os
import zlib
from importlib.metadata import version

from tools.experiments.shared.experiment import described
from tools.lessons import BUILD, PROJECT
from utils.files import part_file

NETWORKS = BUILD / "networks"
MODELS = PROJECT / "results" / "models"
# The networks kept in results/models, and their seed, which was fixed before any of them was trained.
KEPT, KEPT_SEED = ("cnn-under-10k", "cnn-second-kind", "cnn-corruptions"), 0
VALIDATED = "validated"  # the folder for networks that never saw the validation images


def convolutions_on_processor() -> None:
    """Switch on oneDNN's convolutions. It must happen before TensorFlow is imported, which reads the setting once.

    TensorFlow leaves them off on processors without AVX-512, although they are faster there, too.
    """
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")


def kept_network(folder, seed, make, settings=None):
    """The network of one seed, read from build/networks/ if it was trained before with the same settings."""
    convolutions_on_processor()
    from utils.quiet_tensorflow import keras

    path = NETWORKS / folder / f"{seed}-{fingerprint(settings)}.keras"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        network = without_optimizer(make())
        with part_file(path) as part:
            network.save(part)
    return keras.saving.load_model(path)


def fingerprint(settings) -> str:
    """Eight digits that identify the settings of a training run and the versions of TensorFlow and Keras."""
    made_with = [described(settings), version("tensorflow"), version("keras")]
    return f"{zlib.crc32(json.dumps(made_with, sort_keys=True).encode()):08x}"


def show_model(name, seed, network) -> None:
    """Save the network in results/models if it is the one that represents its experiment."""
    if name in KEPT and seed == KEPT_SEED:
        MODELS.mkdir(exist_ok=True)
        with part_file(MODELS / f"{name}.keras") as part:
            network.save(part)


def without_optimizer(network):
    """A copy with only the weights: a third of the numbers, and all that reading digits needs."""
    copy = type(network).from_config(network.get_config())
    copy.set_weights(network.get_weights())
    return copy
