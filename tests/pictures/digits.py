"""For examples of pictures: a few handwritten digits, uint8 (4, 28, 28), of the set that comes with scikit-learn, and
the small network that reads digits.
"""

from contextlib import redirect_stdout
from io import StringIO

from utils.data.embedded import embedded_digits
from utils.results import RESULTS

with redirect_stdout(StringIO()):
    DIGITS = embedded_digits().x_test[[5, 1, 3, 8]]


def small_network():
    from utils.quiet_tensorflow import keras

    return keras.saving.load_model(RESULTS / "models" / "cnn-under-10k.keras")
