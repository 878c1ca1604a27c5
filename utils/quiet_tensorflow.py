"""Imports TensorFlow and Keras without their start-up messages: `from utils.quiet_tensorflow import keras, tf`.

The first messages come before TensorFlow reads TF_CPP_MIN_LOG_LEVEL, and go from C++ straight to file descriptor 2.
So that descriptor leads nowhere during the import. This is the only place where the course does that.
"""

import contextlib
import os
import sys


@contextlib.contextmanager
def _descriptor_2_leads_nowhere():
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)


os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
with _descriptor_2_leads_nowhere():
    import keras
    import tensorflow as tf

    tf.config.list_physical_devices()

__all__ = ["keras", "tf"]
