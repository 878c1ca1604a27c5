"""What several exercises of this lesson need."""

import numpy as np

# What people take for "nearly zero", to keep the logarithm finite.
FLOORS = (*(10.0**-digits for digits in range(2, 21)), *(float(np.finfo(kind).eps) for kind in (np.float32, float)))
COLUMNS = "Your columns add up to 1, but the rows should: each image is one row. Along which axis do you add?"
OVERFLOW = "A large score became nan. e to the 2000 does not fit into a float. What can you subtract from a row first?"
ONE_MAXIMUM = (
    "You subtract one maximum from the whole batch. A row far below it becomes all zeros, and 0 / 0 is nan. "
    "Which maximum belongs to a row?"
)
KEEPDIMS = (
    "One number for each row has shape (m,), and NumPy lines it up with the columns. What does keepdims=True do "
    "to the shape?"
)
TEN_PLACES = "np.eye(10) makes ten places, but there are fewer classes here. Where do you find n in {array}.shape?"
ADDED_UP = "You added up the losses of all images. The mean does not grow with the batch: what is missing?"
A_LOSS_EACH = "One loss for each image came back. What makes one number of them, whatever the size of the batch?"
LABEL_AS_NUMBER = (
    "y holds digits, such as 3, and you calculate with the 3. The digit only says which place of the row is "
    "meant. How do you pick that place, or turn y into one-hot rows?"
)
KIND_OF_Z = (
    "np.zeros_like(z) and z.copy() hold the same kind of number as z, and these scores are whole. What becomes of a "
    "fraction that you write there?"
)
