import numpy as np

from utils.exercises.backpropagation._shared import AGAIN, _layer
from utils.exercises.exercise import Exercise


def dense_backward(dz, X, W):
    """The way back through z = X @ W + b, from dz (m, n_out): dX (m, n_in), dW (n_in, n_out), db (n_out,)."""
    dX = dz @ W.T
    dW = X.T @ dz
    db = dz.sum(axis=0)
    return dX, dW, db


exercise = Exercise(
    dense_backward,
    hints=(
        "Each answer has the shape of the thing it belongs to: dX like X, dW like W, db like b. Put the shapes "
        "of dz, X and W on paper, and see which products fit.",
        "dW is X turned around times dz: (n_in, m) and (m, n_out). dX is dz times W turned around.",
        "All m images share b, so db adds up dz over the images: the sum over axis 0.",
    ),
)


@exercise.also_right
def dense_backward_by_einsum(dz, X, W):
    return np.einsum("mo,io->mi", dz, W), np.einsum("mi,mo->io", X, dz), np.einsum("mo->o", dz)


@exercise.also_right
def dense_backward_image_by_image(dz, X, W):
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for i in range(len(X)):
        dX[i] = W @ dz[i]
        dW += np.outer(X[i], dz[i])
        db += dz[i]
    return dX, dW, db


@exercise.also_right
def dense_backward_by_transposing(dz, X, W):
    return (W @ dz.T).T, (dz.T @ X).T, np.ones(len(dz)) @ dz


@exercise.case
def four_images_back():
    return _layer(4, 3, 2, seed=7)[:3]


@exercise.case
def two_images_back_to_five():
    return _layer(2, 5, 3, seed=8)[:3]


@exercise.case
def three_of_everything():
    return _layer(3, 3, 3, seed=9)[:3]


@exercise.case
def one_image_back():
    return _layer(1, 4, 2, seed=10)[:3]


@exercise.mistake(
    "dX has shape (m, n_in) and dz has (m, n_out). Write down the shape of W: which way round must it stand?"
)
def weights_not_transposed(dz, X, W):
    return dz @ W, X.T @ dz, dz.sum(axis=0)


@exercise.mistake("dW lies on its side. It must have the shape of W, or the step cannot be taken: (n_in, n_out).")
def slopes_of_the_weights_transposed(dz, X, W):
    return dz @ W.T, dz.T @ X, dz.sum(axis=0)


@exercise.mistake("X is (m, n_in) and dz is (m, n_out): the images must meet. Which of the two do you turn around?")
def images_not_transposed(dz, X, W):
    return dz @ W.T, X @ dz, dz.sum(axis=0)


@exercise.mistake("dX lies on its side. It must have the shape of X: one image in each row.")
def slopes_of_the_images_transposed(dz, X, W):
    return W @ dz.T, X.T @ dz, dz.sum(axis=0)


@exercise.mistake(
    "db is dz as it is, one row for each image. But all images share one b: what becomes of their slopes?"
)
def biases_not_summed(dz, X, W):
    return dz @ W.T, X.T @ dz, dz.copy()


@exercise.mistake("db holds the slopes of the first image only. All images share one b.")
def biases_of_one_image(dz, X, W):
    return dz @ W.T, X.T @ dz, dz[0]


@exercise.mistake("You summed db along the wrong axis. One bias for each neuron: which axis holds the images?")
def biases_summed_over_neurons(dz, X, W):
    return dz @ W.T, X.T @ dz, dz.sum(axis=1)


@exercise.mistake("db became one number for the whole layer. How many biases are there?")
def biases_in_one_number(dz, X, W):
    return dz @ W.T, X.T @ dz, dz.sum()


@exercise.mistake("db has shape (1, n_out), and b has (n_out,). Which argument keeps the extra 1?")
def biases_as_a_row(dz, X, W):
    return dz @ W.T, X.T @ dz, dz.sum(axis=0, keepdims=True)


@exercise.mistake(AGAIN.format("dz"))
def biases_averaged(dz, X, W):
    return dz @ W.T, X.T @ dz, dz.mean(axis=0)


@exercise.mistake(AGAIN.format("dz"))
def divided_by_m_again(dz, X, W):
    return dz @ W.T, X.T @ dz / len(X), dz.sum(axis=0) / len(X)


@exercise.mistake(AGAIN.format("dz"))
def weights_divided_by_m_again(dz, X, W):
    return dz @ W.T, X.T @ dz / len(X), dz.sum(axis=0)


@exercise.mistake(AGAIN.format("dz"))
def all_divided_by_m_again(dz, X, W):
    return dz @ W.T / len(X), X.T @ dz / len(X), dz.sum(axis=0) / len(X)


@exercise.mistake("The three are right, in another order: dX, then dW, then db.")
def weights_first_out(dz, X, W):
    return X.T @ dz, dz.sum(axis=0), dz @ W.T


@exercise.mistake("The three are right, in another order: dX, then dW, then db.")
def input_and_weights_swapped(dz, X, W):
    return X.T @ dz, dz @ W.T, dz.sum(axis=0)


STAR = "* multiplies number by number. In each product of the way back one size must vanish: which operator does that?"


@exercise.mistake(STAR)
def stars_for_both_products(dz, X, W):
    return dz * W.T, X.T * dz, dz.sum(axis=0)


@exercise.mistake(STAR)
def star_for_the_input(dz, X, W):
    return dz * W.T, X.T @ dz, dz.sum(axis=0)


@exercise.mistake(STAR)
def star_for_the_weights(dz, X, W):
    return dz @ W.T, X.T * dz, dz.sum(axis=0)


@exercise.mistake("dW and db are there. What do you hand on to the layer in front? It comes first.")
def weights_and_biases_only(dz, X, W):
    return X.T @ dz, dz.sum(axis=0)


@exercise.mistake("You used z, the scores, where their slopes dz belong. What comes from behind?")
def forward_once_more(dz, X, W):
    return dz @ W.T, X.T @ (X @ W), dz.sum(axis=0)


@exercise.mistake("All the signs are flipped. The slopes point uphill; the step flips the sign later.")
def signs_turned(dz, X, W):
    return tuple(-slopes for slopes in dense_backward(dz, X, W))
