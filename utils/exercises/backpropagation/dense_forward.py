import numpy as np

from utils.exercises.backpropagation._shared import _layer
from utils.exercises.exercise import Exercise


def dense_forward(X, W, b):
    """Scores of a dense layer: X (m, n_in), W (n_in, n_out), b (n_out,) give z (m, n_out)."""
    return X @ W + b


exercise = Exercise(
    dense_forward,
    hints=(
        "It is the layer of the lesson on ReLU: multiply, add up, add the bias.",
        "@ is the matrix product. X (m, n_in) times W (n_in, n_out) gives (m, n_out); b is added to every row.",
    ),
)


@exercise.also_right
def dense_forward_by_loops(X, W, b):
    z = np.zeros((X.shape[0], W.shape[1]))
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            z[i, j] = sum(X[i] * W[:, j]) + b[j]
    return z


@exercise.also_right
def dense_forward_by_einsum(X, W, b):
    return np.einsum("mi,io->mo", X, W) + b[None, :]


@exercise.also_right
def dense_forward_with_a_column_of_ones(X, W, b):
    return np.hstack([np.ones((len(X), 1)), X]).dot(np.vstack([b, W]))


@exercise.case
def four_images_three_to_two():
    return _layer(4, 3, 2, seed=1)[1:]


@exercise.case
def one_image_two_to_five():
    return _layer(1, 2, 5, seed=2)[1:]


@exercise.case
def as_many_images_as_neurons():
    return _layer(3, 3, 3, seed=3)[1:]


@exercise.case
def whole_numbers_as_pixels():
    X = np.array([[0, 255, 128], [17, 0, 3]])
    W = np.array([[0.1, -0.2, 0.3, 1.0], [0.7, -0.4, 0.0, -1.0], [-0.3, 0.6, 0.9, 2.0]])
    return X, W, np.array([0.1, -0.2, 30.0, 0.0])


@exercise.mistake("You turned W around. X is (m, n_in) and W is (n_in, n_out): do they not fit as they are?")
def weights_transposed(X, W, b):
    return X @ W.T + b


@exercise.mistake("W comes before X. In a matrix product the inner sizes must agree: (m, n_in) and (n_in, n_out).")
def weights_first(X, W, b):
    return W @ X + b


@exercise.mistake("You turned X around. One image is a row of X: which sizes must meet in the product?")
def images_transposed(X, W, b):
    return X.T @ W + b


@exercise.mistake("You turned both around, as in books where an image is a column. Here an image is a row.")
def weights_and_images_transposed(X, W, b):
    return W.T @ X.T + b


@exercise.mistake("The answer lies on its side: an image became a column. Here each image is a row of z.")
def transposed_as_in_other_books(X, W, b):
    return W.T @ X.T + b[:, None]


@exercise.mistake("* multiplies number by number. Each score is a sum over the inputs: which operator does that?")
def numbers_times_numbers(X, W, b):
    return X * W + b


@exercise.mistake("Each score is off by the same amount for all images. What is b for?")
def bias_forgotten(X, W, b):
    return X @ W


@exercise.mistake("You added the sum of all biases. Neuron j has its own, b[j].")
def one_bias_for_all(X, W, b):
    return X @ W + b.sum()


@exercise.mistake("Your b is a column, so it goes along the images. It belongs to the neurons: leave it as it is.")
def a_bias_for_each_image(X, W, b):
    return X @ W + b[:, None]


@exercise.mistake("You applied the tanh already. A dense layer ends at z; the bend is the next step.")
def bent_already(X, W, b):
    return np.tanh(X @ W + b)
