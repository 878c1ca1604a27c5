"""Lesson 07: the way back through one neuron, a dense layer, tanh and the loss; then a network trained by hand."""

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise, Mistake

LEAST_LEARNED = 0.9
ABOUT_GUESSING = 0.25
PIXELS = 16  # of the patterns that train_network must learn
SEEDS = (70, 80)


# neuron_gradient


def neuron_gradient(x, w, b, t):
    """Slopes of the loss (a - t)**2 / 2 of one tanh neuron: two numbers, dw and db."""
    a = np.tanh(x * w + b)
    da = a - t
    dz = da * (1 - a**2)
    return dz * x, dz


def neuron_gradient_by_cosh(x, w, b, t):
    z = x * w + b
    slope = 1 / np.cosh(z) ** 2
    return (np.tanh(z) - t) * slope * x, (np.tanh(z) - t) * slope


def neuron_gradient_by_nudges(x, w, b, t, h=1e-5):
    def loss(w, b):
        return (np.tanh(x * w + b) - t) ** 2 / 2

    dw = (loss(w + h, b) - loss(w - h, b)) / (2 * h)
    return dw, (loss(w, b + h) - loss(w, b - h)) / (2 * h)


def neuron_gradient_with_math(x, w, b, t):
    import math

    a = math.tanh(w * x + b)
    dz = (a - t) * (1 + a) * (1 - a)
    return [x * dz, dz]


def neuron_gradient_in_one_array(x, w, b, t):
    dw, db = neuron_gradient(x, w, b, t)
    return np.array([dw, db])


def two_slopes(result, x, w, b, t):
    """The result as it is, or as a tuple where the two numbers came in one array."""
    return tuple(result.tolist()) if isinstance(result, np.ndarray) and result.shape == (2,) else result


def the_neuron_of_the_text():
    return 2.0, 0.5, float(np.arctanh(0.5)) - 1, 1.0


def a_negative_input():
    return -1.5, 0.8, 0.3, 0.25


def a_target_below_zero():
    return 0.5, -1.2, 1.7, -1.0


def _slope_at_z(x, w, b, t):
    z = x * w + b
    dz = (np.tanh(z) - t) * (1 - z**2)
    return dz * x, dz


def _slope_of_tanh_forgotten(x, w, b, t):
    da = np.tanh(x * w + b) - t
    return da * x, da


def _error_forgotten(x, w, b, t):
    slope = 1 - np.tanh(x * w + b) ** 2
    return slope * x, slope


def _input_forgotten(x, w, b, t):
    dw, db = neuron_gradient(x, w, b, t)
    return db, db


def _weight_for_the_input(x, w, b, t):
    dw, db = neuron_gradient(x, w, b, t)
    return db * w, db


def _bias_gets_the_input(x, w, b, t):
    dw, db = neuron_gradient(x, w, b, t)
    return dw, db * b


def _downhill(x, w, b, t):
    dw, db = neuron_gradient(x, w, b, t)
    return -dw, -db


def _half_forgotten(x, w, b, t):
    dw, db = neuron_gradient(x, w, b, t)
    return 2 * dw, 2 * db


def _half_kept(x, w, b, t):
    dw, db = neuron_gradient(x, w, b, t)
    return dw / 2, db / 2


def _slopes_swapped(x, w, b, t):
    return neuron_gradient(x, w, b, t)[::-1]


def _square_forgotten(x, w, b, t):
    a = np.tanh(x * w + b)
    dz = (a - t) * (1 - a)
    return dz * x, dz


def _tanh_twice(x, w, b, t):
    a = np.tanh(x * w + b)
    dz = (a - t) * (1 - np.tanh(a) ** 2)
    return dz * x, dz


def _loss_times_slope(x, w, b, t):
    a = np.tanh(x * w + b)
    dz = (a - t) ** 2 / 2 * (1 - a**2)
    return dz * x, dz


def _one_minus_a_squared_as_a_whole(x, w, b, t):
    a = np.tanh(x * w + b)
    dz = (a - t) * (1 - a) ** 2
    return dz * x, dz


def _brackets_of_the_slope_forgotten(x, w, b, t):
    a = np.tanh(x * w + b)
    dz = (a - t) * 1 - a**2
    return dz * x, dz


def _brackets_of_the_error_forgotten(x, w, b, t):
    a = np.tanh(x * w + b)
    dz = a - t * (1 - a**2)
    return dz * x, dz


def _bias_left_out(x, w, b, t):
    return neuron_gradient(x, w, 0.0, t)


def _dw_alone(x, w, b, t):
    return neuron_gradient(x, w, b, t)[0]


def _hat_for_a_power(x, w, b, t):
    a = np.tanh(x * w + b)
    return (a - t) * (1 - (a ^ 2)) * x, (a - t) * (1 - (a ^ 2))


def _hat_for_a_power_with_math(x, w, b, t):
    import math

    a = math.tanh(x * w + b)
    return (a - t) * (1 - (a ^ 2)) * x, (a - t) * (1 - (a ^ 2))


def _new_parameters(rate):
    def step_taken(x, w, b, t):
        dw, db = neuron_gradient(x, w, b, t)
        return w - rate * dw, b - rate * db

    return step_taken


def _step_alone(rate):
    def step_returned(x, w, b, t):
        dw, db = neuron_gradient(x, w, b, t)
        return -rate * dw, -rate * db

    return step_returned


# Values that the text's cells leave in the notebook: a = 0.5, t = 1, da = -0.5, dz = -0.375, and the slope 0.75.
def _a_left_in_the_notebook(x, w, b, t):
    dz = (0.5 - t) * (1 - 0.5**2)
    return dz * x, dz


def _t_left_in_the_notebook(x, w, b, t):
    return neuron_gradient(x, w, b, 1.0)


def _da_left_in_the_notebook(x, w, b, t):
    dz = -0.5 * (1 - np.tanh(x * w + b) ** 2)
    return dz * x, dz


def _slope_left_in_the_notebook(x, w, b, t):
    dz = (np.tanh(x * w + b) - t) * 0.75
    return dz * x, dz


def _dz_left_in_the_notebook(x, w, b, t):
    return -0.375 * x, -0.375


def _all_left_in_the_notebook(x, w, b, t):
    return -0.75, -0.375


# dense_forward


def dense_forward(X, W, b):
    """Scores of a dense layer: X (m, n_in), W (n_in, n_out), b (n_out,) give z (m, n_out)."""
    return X @ W + b


def dense_forward_by_loops(X, W, b):
    z = np.zeros((X.shape[0], W.shape[1]))
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            z[i, j] = sum(X[i] * W[:, j]) + b[j]
    return z


def dense_forward_by_einsum(X, W, b):
    return np.einsum("mi,io->mo", X, W) + b[None, :]


def dense_forward_with_a_column_of_ones(X, W, b):
    return np.hstack([np.ones((len(X), 1)), X]).dot(np.vstack([b, W]))


def _layer(m, n_in, n_out, seed):
    """Arrays dz (m, n_out), X (m, n_in), W (n_in, n_out), b (n_out,), rounded so that they can be read."""
    rng = np.random.default_rng(seed)
    shapes = ((m, n_out), (m, n_in), (n_in, n_out), (n_out,))
    return tuple(rng.integers(-9, 10, size=shape) / 4 + 0.125 for shape in shapes)


def four_images_three_to_two():
    return _layer(4, 3, 2, seed=1)[1:]


def one_image_two_to_five():
    return _layer(1, 2, 5, seed=2)[1:]


def as_many_images_as_neurons():
    return _layer(3, 3, 3, seed=3)[1:]


def _weights_transposed(X, W, b):
    return X @ W.T + b


def _weights_first(X, W, b):
    return W @ X + b


def _images_transposed(X, W, b):
    return X.T @ W + b


def _weights_and_images_transposed(X, W, b):
    return W.T @ X.T + b


def _transposed_as_in_other_books(X, W, b):
    return W.T @ X.T + b[:, None]


def _numbers_times_numbers(X, W, b):
    return X * W + b


def _bias_forgotten(X, W, b):
    return X @ W


def _one_bias_for_all(X, W, b):
    return X @ W + b.sum()


def _a_bias_for_each_image(X, W, b):
    return X @ W + b[:, None]


def _bent_already(X, W, b):
    return np.tanh(X @ W + b)


# tanh_backward


def tanh_backward(da, a):
    """Slopes of the loss by z, where a = tanh(z) and da holds its slopes by a; all of one shape."""
    return da * (1 - a**2)


def tanh_backward_multiplied_out(da, a):
    return da - da * a * a


def tanh_backward_by_factors(da, a):
    return np.multiply(da, (1 + a) * (1 - a))


def tanh_backward_from_the_scores(da, a):
    return da / np.cosh(np.arctanh(a)) ** 2


def tanh_backward_by_loops(da, a):
    dz = np.empty(a.shape)
    for place in np.ndindex(a.shape):
        dz[place] = (1 - a[place] ** 2) * da[place]
    return dz


def _activations(m, n, seed):
    rng = np.random.default_rng(seed)
    return rng.integers(-9, 10, size=(m, n)) / 4 + 0.125, rng.integers(-9, 10, size=(m, n)) / 10 + 0.05


def three_images_two_neurons():
    return _activations(3, 2, seed=4)


def as_many_neurons_as_images():
    return _activations(3, 3, seed=5)


def one_image_four_neurons():
    return _activations(1, 4, seed=6)


def _nothing_from_behind(da, a):
    return 1 - a**2


def _tanh_of_the_activation(da, a):
    return da * (1 - np.tanh(a) ** 2)


def _square_of_the_activation_forgotten(da, a):
    return da * (1 - a)


def _slope_of_the_sigmoid(da, a):
    return da * a * (1 - a)


def _slope_of_relu(da, a):
    return da * (a > 0)


def _brackets_forgotten(da, a):
    return da * 1 - a**2


def _squared_after_subtracting(da, a):
    return da * (1 - a) ** 2


def _passed_on_as_it_is(da, a):
    return da.copy()


def _sign_of_the_slope(da, a):
    return da * (a**2 - 1)


def _matrix_product(da, a):
    return da @ (1 - a**2)


def _matrix_product_transposed(da, a):
    return da.T @ (1 - a**2)


def _averaged_again(da, a):
    return da * (1 - a**2) / len(da)


def _hat_for_a_power_in_arrays(da, a):
    return da * (1 - (a ^ 2))


def _slope_into_the_argument(da, a):
    da *= 1 - a**2
    return da


# softmax_cross_entropy


def softmax_cross_entropy(z, y):
    """Mean cross-entropy of logits z (m, n) for labels y (m,), and its slopes dz (m, n): loss, dz."""
    m = len(y)
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dz = np.exp(log_p)
    dz[np.arange(m), y] -= 1
    return float(-log_p[np.arange(m), y].mean()), dz / m


def softmax_cross_entropy_by_one_hot(z, y):
    m, n = z.shape
    powers = np.exp(z - z.max(axis=1)[:, None])
    p = powers / powers.sum(axis=1)[:, None]
    log_sum = z.max(axis=1) + np.log(powers.sum(axis=1))
    one_hot = np.eye(n)[y]
    return np.mean(log_sum - (z * one_hot).sum(axis=1)), (p - one_hot) / m


def softmax_cross_entropy_by_scipy(z, y):
    from scipy.special import log_softmax

    log_p = log_softmax(z, axis=1)
    one_hot = np.eye(z.shape[1])[y]
    return -np.sum(log_p * one_hot) / len(y), (np.exp(log_p) - one_hot) / len(y)


def softmax_cross_entropy_of_lesson_02(z, y):
    from utils.exercises.lesson02_softmax import cross_entropy_from_logits, softmax_gradient

    return cross_entropy_from_logits(z, y), softmax_gradient(z, y)


def softmax_cross_entropy_by_loops(z, y):
    loss, dz = 0.0, np.zeros(z.shape)
    for i, label in enumerate(y):
        scores = z[i] - max(z[i])
        total = sum(np.exp(scores))
        loss += (np.log(total) - scores[label]) / len(y)
        for j in range(len(scores)):
            dz[i, j] = (np.exp(scores[j]) / total - (j == label)) / len(y)
    return loss, dz


# No case is square, and none has ten classes: neither a missing keepdims nor np.eye(10) may go through by luck.
def three_images_four_classes():
    return np.array([[2.0, 1.0, 0.0, -1.0], [0.5, 0.25, 3.0, 1.0], [1.0, 1.5, -2.0, 0.0]]), np.array([0, 1, 3])


def two_guesses():
    return np.zeros((2, 3)), np.array([2, 0])


def a_score_of_2000():
    return np.array([[2000.0, 0.0, 1000.0], [0.0, 1.0, 2.0]]), np.array([2, 1])


def _overflowing(z, y):
    m = len(y)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(m), y]).mean(), (p - np.eye(z.shape[1])[y]) / m


def _logarithm_of_zero(z, y):
    m = len(y)
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(m), y]).mean(), (p - np.eye(z.shape[1])[y]) / m


def _slopes_of_the_sum(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss, dz * len(y)


def _slopes_of_the_sum_overflowing(z, y):
    loss, dz = _overflowing(z, y)
    return loss, dz * len(y)


def _slopes_of_the_sum_of_a_lost_logarithm(z, y):
    loss, dz = _logarithm_of_zero(z, y)
    return loss, dz * len(y)


def _losses_added_up(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss * len(y), dz


def _all_added_up(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss * len(y), dz * len(y)


def _divided_by_all_numbers(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss, dz / z.shape[1]


def _label_minus_probability(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss, -dz


def _loss_below_zero(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return -loss, dz


def _probabilities_only(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss, dz + np.eye(z.shape[1])[y] / len(y)


def _only_the_label_learns(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss, dz * np.eye(z.shape[1])[y]


def _ten_classes_for_any(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss, (dz + np.eye(z.shape[1])[y] / len(y)) - np.eye(10)[y] / len(y)


def _softmax_down_the_columns(z, y):
    m = len(y)
    powers = np.exp(z - z.max(axis=0))
    p = powers / powers.sum(axis=0)
    return -np.log(p[np.arange(m), y]).mean(), (p - np.eye(z.shape[1])[y]) / m


def _maximum_down_the_columns(z, y):
    m = len(y)
    powers = np.exp(z - z.max(axis=0))
    p = powers / powers.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(m), y]).mean(), (p - np.eye(z.shape[1])[y]) / m


def _sum_down_the_columns(z, y):
    m = len(y)
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=0)
    return -np.log(p[np.arange(m), y]).mean(), (p - np.eye(z.shape[1])[y]) / m


def _sum_of_logits_down_the_columns(z, y):
    m = len(y)
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=0))
    return -log_p[np.arange(m), y].mean(), (np.exp(log_p) - np.eye(z.shape[1])[y]) / m


def _axes_forgotten_to_be_kept(z, y):
    shifted = z - z.max(axis=1)
    return shifted, shifted


def _one_maximum_for_all(z, y):
    m = len(y)
    shifted = z - z.max()
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_p[np.arange(m), y].mean(), (np.exp(log_p) - np.eye(z.shape[1])[y]) / m


def _one_maximum_for_all_probabilities(z, y):
    m = len(y)
    powers = np.exp(z - z.max())
    p = powers / powers.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(m), y]).mean(), (p - np.eye(z.shape[1])[y]) / m


def _floor(least):
    def floor_under_the_probability(z, y):
        m = len(y)
        _, dz = softmax_cross_entropy(z, y)
        p = dz * m + np.eye(z.shape[1])[y]
        return -np.log(p[np.arange(m), y] + least).mean(), dz

    return floor_under_the_probability


def _every_label_in_every_row(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    p = dz * len(y) + np.eye(z.shape[1])[y]
    p[:, y] -= 1
    return loss, p / len(y)


def _every_label_in_the_loss(z, y):
    log_p = z - np.logaddexp.reduce(z, axis=1)[:, None]
    return -log_p[:, y].mean(), softmax_cross_entropy(z, y)[1]


def _every_label_everywhere(z, y):
    return _every_label_in_the_loss(z, y)[0], _every_label_in_every_row(z, y)[1]


def _labels_counted_from_one(z, y):
    return softmax_cross_entropy(z, y - 1)


def _one_from_every_class(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss, dz + (np.eye(z.shape[1])[y] - 1) / len(y)


def _mean_of_the_batch(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss, dz.sum(axis=0)


def _slopes_first(z, y):
    return softmax_cross_entropy(z, y)[::-1]


def _loss_alone(z, y):
    return softmax_cross_entropy(z, y)[0]


# dense_backward


def dense_backward(dz, X, W):
    """The way back through z = X @ W + b, from dz (m, n_out): dX (m, n_in), dW (n_in, n_out), db (n_out,)."""
    dX = dz @ W.T
    dW = X.T @ dz
    db = dz.sum(axis=0)
    return dX, dW, db


def dense_backward_by_einsum(dz, X, W):
    return np.einsum("mo,io->mi", dz, W), np.einsum("mi,mo->io", X, dz), np.einsum("mo->o", dz)


def dense_backward_image_by_image(dz, X, W):
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for i in range(len(X)):
        dX[i] = W @ dz[i]
        dW += np.outer(X[i], dz[i])
        db += dz[i]
    return dX, dW, db


def dense_backward_by_transposing(dz, X, W):
    return (W @ dz.T).T, (dz.T @ X).T, np.ones(len(dz)) @ dz


def four_images_back():
    return _layer(4, 3, 2, seed=7)[:3]


def two_images_back_to_five():
    return _layer(2, 5, 3, seed=8)[:3]


def three_of_everything():
    return _layer(3, 3, 3, seed=9)[:3]


def _weights_not_transposed(dz, X, W):
    return dz @ W, X.T @ dz, dz.sum(axis=0)


def _slopes_of_the_weights_transposed(dz, X, W):
    return dz @ W.T, dz.T @ X, dz.sum(axis=0)


def _images_not_transposed(dz, X, W):
    return dz @ W.T, X @ dz, dz.sum(axis=0)


def _slopes_of_the_images_transposed(dz, X, W):
    return W @ dz.T, X.T @ dz, dz.sum(axis=0)


def _biases_not_summed(dz, X, W):
    return dz @ W.T, X.T @ dz, dz.copy()


def _biases_of_one_image(dz, X, W):
    return dz @ W.T, X.T @ dz, dz[0]


def _biases_summed_over_neurons(dz, X, W):
    return dz @ W.T, X.T @ dz, dz.sum(axis=1)


def _biases_in_one_number(dz, X, W):
    return dz @ W.T, X.T @ dz, dz.sum()


def _biases_as_a_row(dz, X, W):
    return dz @ W.T, X.T @ dz, dz.sum(axis=0, keepdims=True)


def _biases_averaged(dz, X, W):
    return dz @ W.T, X.T @ dz, dz.mean(axis=0)


def _divided_by_m_again(dz, X, W):
    return dz @ W.T, X.T @ dz / len(X), dz.sum(axis=0) / len(X)


def _weights_divided_by_m_again(dz, X, W):
    return dz @ W.T, X.T @ dz / len(X), dz.sum(axis=0)


def _all_divided_by_m_again(dz, X, W):
    return dz @ W.T / len(X), X.T @ dz / len(X), dz.sum(axis=0) / len(X)


def _weights_first_out(dz, X, W):
    return X.T @ dz, dz.sum(axis=0), dz @ W.T


def _input_and_weights_swapped(dz, X, W):
    return X.T @ dz, dz @ W.T, dz.sum(axis=0)


def _stars_for_both_products(dz, X, W):
    return dz * W.T, X.T * dz, dz.sum(axis=0)


def _star_for_the_input(dz, X, W):
    return dz * W.T, X.T @ dz, dz.sum(axis=0)


def _star_for_the_weights(dz, X, W):
    return dz @ W.T, X.T * dz, dz.sum(axis=0)


def _weights_and_biases_only(dz, X, W):
    return X.T @ dz, dz.sum(axis=0)


def _forward_once_more(dz, X, W):
    return dz @ W.T, X.T @ (X @ W), dz.sum(axis=0)


def _signs_turned(dz, X, W):
    return tuple(-slopes for slopes in dense_backward(dz, X, W))


# train_network


def train_network(X, y, rng):
    """Weights of a tanh network of one hidden layer for ten digits, trained: (W1, b1, W2, b2)."""
    n_in, hidden, batch = X.shape[1], 64, 50
    W1, b1 = rng.normal(size=(n_in, hidden)) / np.sqrt(n_in), np.zeros(hidden)
    W2, b2 = rng.normal(size=(hidden, 10)) / np.sqrt(hidden), np.zeros(10)
    for _ in range(500):
        picked = rng.choice(len(X), size=min(batch, len(X)), replace=False)
        hidden_out = np.tanh(dense_forward(X[picked], W1, b1))
        dz = softmax_cross_entropy(dense_forward(hidden_out, W2, b2), y[picked])[1]
        back, dW2, db2 = dense_backward(dz, hidden_out, W2)
        dW1, db1 = dense_backward(tanh_backward(back, hidden_out), X[picked], W1)[1:]
        W1, b1, W2, b2 = W1 - 0.3 * dW1, b1 - 0.3 * db1, W2 - 0.3 * dW2, b2 - 0.3 * db2
    return W1, b1, W2, b2


def train_network_on_full_batches(X, y, rng):
    parameters = _beginning(X, rng, hidden=30)
    for _ in range(400):
        for p, slopes in zip(parameters, _slopes(X, y, parameters), strict=True):
            p -= 0.5 * slopes
    return parameters


def train_network_with_momentum(X, y, rng):
    parameters = _beginning(X, rng, hidden=100)
    velocities = [np.zeros_like(p) for p in parameters]
    for _ in range(20):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 40):
            batch = order[start : start + 40]
            for p, v, slopes in zip(parameters, velocities, _slopes(X[batch], y[batch], parameters), strict=True):
                v *= 0.9
                v -= 0.05 * slopes
                p += v
    return tuple(parameters)


def _beginning(X, rng, hidden):
    n_in = X.shape[1]
    first, second = rng.normal(size=(n_in, hidden)), rng.normal(size=(hidden, 10))
    return [first / np.sqrt(n_in), np.zeros(hidden), second / np.sqrt(hidden), np.zeros(10)]


def _slopes(X, y, parameters):
    W1, b1, W2, b2 = parameters
    a = np.tanh(X @ W1 + b1)
    _, dz2 = softmax_cross_entropy(a @ W2 + b2, y)
    da, dW2, db2 = dense_backward(dz2, a, W2)
    _, dW1, db1 = dense_backward(da * (1 - a**2), X, W1)
    return dW1, db1, dW2, db2


def _patterns(rng, centers, count):
    """`count` noisy copies (count, PIXELS) of two patterns for each of ten classes, and their labels (count,)."""
    which = rng.integers(len(centers), size=count)
    return centers[which] + 0.15 * rng.normal(size=(count, PIXELS)), which % 10


def _centers(seed):
    """Two patterns for each of ten classes, of zeros and ones; pattern i belongs to class i % 10."""
    return np.random.default_rng(seed).integers(2, size=(20, PIXELS)).astype(float)


def _to_learn(seed):
    X, y = _patterns(np.random.default_rng(seed + 1), _centers(seed), count=300)
    return X, y, np.random.default_rng(seed + 2)


def patterns_to_learn():
    return _to_learn(SEEDS[0])


def other_patterns_to_learn():
    return _to_learn(SEEDS[1])


def learning_of_new_patterns(result, X, y, rng):
    """'learns' for trained weights that read new patterns of the same kind, else NotYet with what was seen.

    'X was changed' where the answer wrote into X, so that nobody knows any more of what the patterns were copies.
    """
    centers = _centers_of(X)
    if centers is None:
        return "X was changed"
    W1, b1, W2, b2 = _refuse_unless_a_network(result, X.shape[1])
    a = np.tanh(X @ W1 + b1)
    known = np.mean((a @ W2 + b2).argmax(axis=1) == y)
    if W1.shape[1] > 1 and known < LEAST_LEARNED and np.allclose(W1, W1[:, :1]):
        raise NotYet("All hidden neurons have the same weights, so they are one. With which numbers did they begin?")
    fresh, labels = _patterns(np.random.default_rng(99), centers, count=500)
    right = np.mean((np.tanh(fresh @ W1 + b1) @ W2 + b2).argmax(axis=1) == labels)
    if right < LEAST_LEARNED:
        raise NotYet(
            f"It gets {known:.0%} of the training patterns right and {right:.0%} of new ones; {LEAST_LEARNED:.0%} of "
            "the new ones are meant. Print the loss every few steps: does it fall, and is it done falling?"
            + (NO_STEP_ARRIVED if known < ABOUT_GUESSING else "")
        )
    return "learns"


def _centers_of(X):
    """The patterns of which these examples are copies; None where X is not as it was given."""
    seed = next((seed for seed in SEEDS if np.array_equal(_to_learn(seed)[0], X)), None)
    return None if seed is None else _centers(seed)


def _refuse_unless_a_network(result, n_in):
    """The four arrays as floats, if their shapes make a network of one hidden layer and no number is nan."""
    if not isinstance(result, tuple | list) or len(result) != 4:
        raise NotYet("Four arrays are meant: return W1, b1, W2, b2.")
    try:
        W1, b1, W2, b2 = (np.asarray(array, dtype=float) for array in result)
    except (TypeError, ValueError):
        raise NotYet("Four arrays of numbers are meant: return W1, b1, W2, b2.") from None
    hidden = W1.shape[-1] if W1.ndim == 2 else 0
    if (W1.shape, b1.shape, W2.shape, b2.shape) != ((n_in, hidden), (hidden,), (hidden, 10), (10,)) or not hidden:
        shapes = ", ".join(str(array.shape) for array in (W1, b1, W2, b2))
        raise NotYet(
            f"The shapes are {shapes}. With n_in = {n_in}, meant are (n_in, hidden), (hidden,), (hidden, 10) and (10,)."
            + (NOT_784 if W1.shape[:1] == (784,) else "")
        )
    if not all(np.isfinite(array).all() for array in (W1, b1, W2, b2)):
        raise NotYet("Some weights are nan or infinite: the steps were too large, or they led uphill.")
    return W1, b1, W2, b2


def _never_trained(X, y, rng):
    return tuple(_beginning(X, rng, hidden=30))


def _began_with_zeros(X, y, rng):
    parameters = [np.zeros_like(p) for p in _beginning(X, rng, hidden=30)]
    for _ in range(100):
        parameters = [p - 0.5 * slopes for p, slopes in zip(parameters, _slopes(X, y, parameters), strict=True)]
    return tuple(parameters)


def _began_with_ones(X, y, rng):
    parameters = [np.full_like(p, 0.1) for p in _beginning(X, rng, hidden=30)]
    for _ in range(100):
        parameters = [p - 0.5 * slopes for p, slopes in zip(parameters, _slopes(X, y, parameters), strict=True)]
    return tuple(parameters)


def _one_step(X, y, rng):
    parameters = _beginning(X, rng, hidden=30)
    return [p - 0.3 * slopes for p, slopes in zip(parameters, _slopes(X, y, parameters), strict=True)]


def _only_new_names(X, y, rng):
    parameters = _beginning(X, rng, hidden=30)
    for _ in range(100):
        for p, slopes in zip(parameters, _slopes(X, y, parameters), strict=True):
            p = p - 0.3 * slopes
    return tuple(parameters)


def _mean_taken_from_the_argument(X, y, rng):
    X -= X.mean(axis=0)
    return train_network(X, y, rng)


def _argument_halved(X, y, rng):
    X /= 2
    return train_network(X, y, rng)


def _argument_shuffled(X, y, rng):
    rng.shuffle(X)
    return train_network_on_full_batches(X, y, rng)


def _for_784_pixels(X, y, rng):
    W1, b1, W2, b2 = _beginning(np.zeros((1, 784)), rng, hidden=30)
    np.tanh(X @ W1 + b1)
    return W1, b1, W2, b2


def _weights_of_the_lesson(X, y, rng):
    return tuple(_beginning(np.zeros((1, 784)), rng, hidden=1000))


def _uphill(X, y, rng):
    parameters = _beginning(X, rng, hidden=30)
    for _ in range(100):
        parameters = [p + 0.3 * slopes for p, slopes in zip(parameters, _slopes(X, y, parameters), strict=True)]
    return parameters


def _not_a_number(X, y, rng):
    return tuple(p * np.nan for p in _beginning(X, rng, hidden=30))


def _weights_without_biases(X, y, rng):
    W1, _, W2, _ = train_network(X, y, rng)
    return W1, W2


def _two_outputs_too_few(X, y, rng):
    W1, b1, W2, b2 = _beginning(X, rng, hidden=30)
    return W1, b1, W2[:, :8], b2[:8]


def _weights_stored_transposed(X, y, rng):
    W1, b1, W2, b2 = _beginning(X, rng, hidden=30)
    return W1.T, b1, W2.T, b2


PROBABILITY_LOST = (
    "A label whose probability was rounded to 0 has an infinite loss. Lesson 02 goes from the logits to the loss "
    "without the probability: how?"
)
NO_MEAN = (
    "The loss is a mean over m images, but your slopes are those of the losses added up. What does each row of dz lack?"
)
AGAIN = "You divided by m. The mean's 1/m stands in {} already, so it arrives here by itself. What is left to do?"
HAT = "^ is not a power in Python; write **."
LEFT_IN_THE_NOTEBOOK = "That fits only the neuron of the text. Does your function use a value left in the notebook?"
A_STEP = "You took the step already. What is meant are the slopes themselves; the step and its rate come later."
BRACKETS = "Python multiplies before it adds or subtracts. Which of your factors needs brackets?"
STAR = "* multiplies number by number. In each product of the way back one size must vanish: which operator does that?"
WHICH_AXIS = "Each row is one image, and its probabilities add up to 1. Along which axis do max and sum have to go?"
EACH_ROW_ITS_OWN = (
    "You subtracted the largest score of the whole batch, and a row far below it lost all its powers. Whose maximum "
    "does each row need?"
)
FLOOR = (
    "The little number under the logarithm hides how wrong the network is: past it, the loss does not grow any more. "
    "Lesson 02 goes from the logits to the loss without the probability: how?"
)
ONE_LABEL_A_ROW = (
    "[:, y] takes every label's column in every row. Each row has one label: how do you name a row and its column "
    "together?"
)
WRITTEN_INTO_X = (
    "X is not what it was: -=, /= and shuffle write into the caller's array. X = X - ... makes a new one; but the new "
    "patterns come as they are, without your change."
)
NO_STEP_ARRIVED = (
    " That is about guessing: did any step reach the arrays that you return? p = p - ... only gives a new array the "
    "name p; p -= ... changes the old one."
)
NOT_784 = " The patterns have 16 numbers, not 784: take n_in from X.shape[1]."
NOT_TRANSPOSED = (
    "dX has shape (m, n_in) and dz has (m, n_out). Write down the shape of W: which way round must it stand?"
)
LOSS_AND_SLOPES = "Two things come back, in this order: the loss, one number, and dz, an array like z."

EXERCISES = (
    Exercise(
        reference=neuron_gradient,
        cases=(the_neuron_of_the_text, a_negative_input, a_target_below_zero),
        observe=two_slopes,
        also_right=(
            neuron_gradient_by_cosh,
            neuron_gradient_by_nudges,
            neuron_gradient_with_math,
            neuron_gradient_in_one_array,
        ),
        mistakes=(
            Mistake(
                _slope_at_z,
                "Your slope of tanh is 1 - z**2. Its formula squares what came out of the tanh: which letter is that?",
            ),
            Mistake(
                _slope_of_tanh_forgotten,
                "One factor of the chain is missing: on the way from a back to z, which slope do you pass?",
            ),
            Mistake(
                _error_forgotten,
                "The chain begins at the loss. How fast does (a - t)**2 / 2 change when a does?",
            ),
            Mistake(
                _input_forgotten,
                "db is right, and dw came out the same. If x were 10, how much would a nudge of w move z?",
            ),
            Mistake(
                _weight_for_the_input,
                "db is right. For dw you multiplied by w. In z = x * w + b, what does w stand beside?",
            ),
            Mistake(
                _bias_gets_the_input,
                "dw is right. In z = x * w + b, how much does a nudge of b move z, whatever b is?",
            ),
            Mistake(
                _downhill,
                "The numbers are right and the signs are not. With a below t, does a larger a raise the loss?",
            ),
            Mistake(_half_forgotten, "Twice too much. What becomes of the 2 of the square and of the / 2 beside it?"),
            Mistake(_half_kept, "Half of what is meant. The square's slope brings a factor of 2: where did it go?"),
            Mistake(_slopes_swapped, "Both numbers are right, in the wrong order: first dw, then db."),
            Mistake(_square_forgotten, "You used 1 - a as the slope of tanh. What does lesson 01 square?"),
            Mistake(_tanh_twice, "You took the tanh of a, which is a tanh already. What does the slope need of it?"),
            Mistake(
                _loss_times_slope,
                "You multiplied by the loss itself. The chain is made of slopes: what is the slope of the loss by a?",
            ),
            Mistake(_one_minus_a_squared_as_a_whole, "You squared 1 - a. What is to be squared, and what comes after?"),
            Mistake(_brackets_of_the_slope_forgotten, BRACKETS),
            Mistake(_brackets_of_the_error_forgotten, BRACKETS),
            Mistake(_bias_left_out, "Your z is x * w. What else belongs to it?"),
            Mistake(_dw_alone, "One number came back, and it is dw. Training needs the slope of b, too."),
            Mistake(_hat_for_a_power, HAT),
            Mistake(_hat_for_a_power_with_math, HAT),
            *(Mistake(_new_parameters(rate), A_STEP) for rate in (0.01, 0.1, 0.5, 1.0)),
            *(Mistake(_step_alone(rate), A_STEP) for rate in (0.01, 0.1, 0.5)),
            Mistake(_a_left_in_the_notebook, LEFT_IN_THE_NOTEBOOK),
            Mistake(_t_left_in_the_notebook, LEFT_IN_THE_NOTEBOOK),
            Mistake(_da_left_in_the_notebook, LEFT_IN_THE_NOTEBOOK),
            Mistake(_slope_left_in_the_notebook, LEFT_IN_THE_NOTEBOOK),
            Mistake(_dz_left_in_the_notebook, LEFT_IN_THE_NOTEBOOK),
            Mistake(_all_left_in_the_notebook, LEFT_IN_THE_NOTEBOOK),
        ),
        hints=(
            "First the way forward: z, then a. Then back, one factor at a time: da, then dz, then dw and db.",
            "da = a - t. To get dz, multiply da by the slope of tanh, which lesson 01 writes with a.",
            "w enters z multiplied by x, and b enters as it is. So dw is dz * x, and db is dz.",
        ),
    ),
    Exercise(
        reference=dense_forward,
        cases=(four_images_three_to_two, one_image_two_to_five, as_many_images_as_neurons),
        also_right=(dense_forward_by_loops, dense_forward_by_einsum, dense_forward_with_a_column_of_ones),
        mistakes=(
            Mistake(
                _weights_transposed,
                "You turned W around. X is (m, n_in) and W is (n_in, n_out): do they not fit as they are?",
            ),
            Mistake(
                _weights_first,
                "W stands before X. In a matrix product the inner sizes must agree: (m, n_in) and (n_in, n_out).",
            ),
            Mistake(
                _images_transposed,
                "You turned X around. One image is a row of X: which sizes must meet in the product?",
            ),
            Mistake(
                _weights_and_images_transposed,
                "You turned both around, as books do in which an image is a column. Here an image is a row.",
            ),
            Mistake(
                _transposed_as_in_other_books,
                "The answer lies on its side: an image became a column. Here each image is a row of z.",
            ),
            Mistake(
                _numbers_times_numbers,
                "* multiplies number by number. Each score is a sum over the inputs: which operator does that?",
            ),
            Mistake(_bias_forgotten, "Each score is off by the same amount for all images. What is b for?"),
            Mistake(_one_bias_for_all, "You added the sum of all biases. Neuron j has its own, b[j]."),
            Mistake(
                _a_bias_for_each_image,
                "Your b stands as a column, so it goes along the images. It belongs to the neurons: leave it as it is.",
            ),
            Mistake(_bent_already, "The tanh is in already. A dense layer ends at z; the bend is the next step."),
        ),
        hints=(
            "It is the layer of lesson 01: multiply, add up, add the bias.",
            "@ is the matrix product. X (m, n_in) times W (n_in, n_out) gives (m, n_out); b is added to every row.",
        ),
    ),
    Exercise(
        reference=tanh_backward,
        cases=(three_images_two_neurons, as_many_neurons_as_images, one_image_four_neurons),
        also_right=(
            tanh_backward_multiplied_out,
            tanh_backward_by_factors,
            tanh_backward_from_the_scores,
            tanh_backward_by_loops,
        ),
        mistakes=(
            Mistake(
                _nothing_from_behind,
                "That is the slope of tanh alone. The chain multiplies: by what that came from behind?",
            ),
            Mistake(
                _tanh_of_the_activation,
                "You took the tanh of a. The slope is 1 - tanh(z)**2, and a is tanh(z) already.",
            ),
            Mistake(_square_of_the_activation_forgotten, "You used 1 - a as the slope. What is squared in it?"),
            Mistake(_slope_of_the_sigmoid, "a * (1 - a) is the slope of the sigmoid. Which one belongs to tanh?"),
            Mistake(_slope_of_relu, "That is the slope of ReLU. The bend here is a tanh."),
            Mistake(_brackets_forgotten, "Python multiplies before it subtracts. Which two things belong in brackets?"),
            Mistake(_squared_after_subtracting, "You squared 1 - a. What is to be squared, and what comes after?"),
            Mistake(_passed_on_as_it_is, "da came back unchanged, as if tanh were a straight line of slope 1."),
            Mistake(_sign_of_the_slope, "tanh never falls, so its slope is never below zero. Yours is."),
            Mistake(
                _matrix_product,
                "@ mixes the neurons. Each neuron has its own tanh: which operator works number by number?",
            ),
            Mistake(
                _matrix_product_transposed,
                "You made a matrix product. Each neuron has its own tanh: which operator works number by number?",
            ),
            Mistake(_averaged_again, AGAIN.format("da")),
            Mistake(_hat_for_a_power_in_arrays, HAT),
            Mistake(
                _slope_into_the_argument,
                "The slopes are right, but da is not what it was: *= writes into the caller's array.",
            ),
        ),
        hints=(
            "One factor of the chain: what came from behind, times the slope of tanh at this place.",
            "With a = tanh(z), the slope of tanh is one minus the square of a. Multiply number by number.",
        ),
    ),
    Exercise(
        reference=dense_backward,
        cases=(four_images_back, two_images_back_to_five, three_of_everything),
        also_right=(dense_backward_by_einsum, dense_backward_image_by_image, dense_backward_by_transposing),
        mistakes=(
            Mistake(_weights_not_transposed, NOT_TRANSPOSED),
            Mistake(
                _slopes_of_the_weights_transposed,
                "dW lies on its side. It must have the shape of W, or the step cannot be taken: (n_in, n_out).",
            ),
            Mistake(
                _images_not_transposed,
                "X is (m, n_in) and dz is (m, n_out): the images must meet. Which of the two do you turn around?",
            ),
            Mistake(
                _slopes_of_the_images_transposed,
                "dX lies on its side. It must have the shape of X: one image a row.",
            ),
            Mistake(
                _biases_not_summed,
                "db is dz as it is, one row for each image. But all images share one b: what becomes of their slopes?",
            ),
            Mistake(_biases_of_one_image, "db holds the slopes of the first image only. All images share one b."),
            Mistake(
                _biases_summed_over_neurons,
                "You summed db along the wrong axis. One bias for each neuron: which axis holds the images?",
            ),
            Mistake(_biases_in_one_number, "db became one number for the whole layer. How many biases are there?"),
            Mistake(_biases_as_a_row, "db has shape (1, n_out), and b has (n_out,). Which argument keeps the extra 1?"),
            Mistake(_biases_averaged, AGAIN.format("dz")),
            Mistake(_divided_by_m_again, AGAIN.format("dz")),
            Mistake(_weights_divided_by_m_again, AGAIN.format("dz")),
            Mistake(_all_divided_by_m_again, AGAIN.format("dz")),
            Mistake(_weights_first_out, "The three are right, in another order: dX, then dW, then db."),
            Mistake(_input_and_weights_swapped, "The three are right, in another order: dX, then dW, then db."),
            Mistake(_stars_for_both_products, STAR),
            Mistake(_star_for_the_input, STAR),
            Mistake(_star_for_the_weights, STAR),
            Mistake(
                _weights_and_biases_only,
                "dW and db are there. What do you hand on to the layer in front? It comes first.",
            ),
            Mistake(
                _forward_once_more,
                "You used z, the scores, where their slopes dz belong. What comes from behind?",
            ),
            Mistake(_signs_turned, "All signs are turned. The slopes point uphill; the step turns the sign later."),
        ),
        hints=(
            "Each answer has the shape of the thing it belongs to: dX like X, dW like W, db like b. Put the shapes "
            "of dz, X and W on paper, and see which products fit.",
            "dW is X turned around times dz: (n_in, m) and (m, n_out). dX is dz times W turned around.",
            "All m images share b, so db adds up dz over the images: the sum over axis 0.",
        ),
    ),
    Exercise(
        reference=softmax_cross_entropy,
        cases=(three_images_four_classes, two_guesses, a_score_of_2000),
        also_right=(
            softmax_cross_entropy_by_one_hot,
            softmax_cross_entropy_by_scipy,
            softmax_cross_entropy_of_lesson_02,
            softmax_cross_entropy_by_loops,
        ),
        mistakes=(
            Mistake(
                _overflowing,
                "A score of 2000 became nan: e to that power is too large. What may you subtract from a row first?",
            ),
            Mistake(_logarithm_of_zero, PROBABILITY_LOST),
            Mistake(_slopes_of_the_sum, NO_MEAN),
            Mistake(_slopes_of_the_sum_overflowing, NO_MEAN),
            Mistake(_slopes_of_the_sum_of_a_lost_logarithm, NO_MEAN),
            Mistake(_losses_added_up, "The losses are added up, and the slopes are those of a mean. Which is meant?"),
            Mistake(_all_added_up, "You added up the losses of all images. A mean does not grow with the batch."),
            Mistake(
                _divided_by_all_numbers,
                "You divided the slopes by all numbers of z. The mean is over images: how many are there?",
            ),
            Mistake(
                _label_minus_probability,
                "The signs of dz are turned. If the label's score grows, the loss falls: its slope is below zero.",
            ),
            Mistake(_loss_below_zero, "The loss is below zero. Which sign has the logarithm of a probability?"),
            Mistake(
                _probabilities_only,
                "dz is p / m. Every slope is positive, as if all scores had to fall. Which one should rise?",
            ),
            Mistake(
                _only_the_label_learns,
                "dz is zero beside the label. The other scores raise the loss, too: what are their slopes?",
            ),
            Mistake(
                _ten_classes_for_any,
                "np.eye(10) makes ten places, but here are fewer classes. Where do you find n in z.shape?",
            ),
            Mistake(
                _softmax_down_the_columns,
                "The columns add up to 1, but the rows should: which axis is one image?",
            ),
            Mistake(_maximum_down_the_columns, WHICH_AXIS),
            Mistake(_sum_down_the_columns, WHICH_AXIS),
            Mistake(_sum_of_logits_down_the_columns, WHICH_AXIS),
            Mistake(
                _axes_forgotten_to_be_kept,
                "An array (m, n) met one of shape (m,). Did max or sum drop an axis, or do plain labels stand where "
                "one place in each row is meant?",
            ),
            Mistake(_one_maximum_for_all, EACH_ROW_ITS_OWN),
            Mistake(_one_maximum_for_all_probabilities, EACH_ROW_ITS_OWN),
            *(Mistake(_floor(least), FLOOR) for least in (1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20)),
            Mistake(_every_label_in_every_row, ONE_LABEL_A_ROW),
            Mistake(_every_label_in_the_loss, ONE_LABEL_A_ROW),
            Mistake(_every_label_everywhere, ONE_LABEL_A_ROW),
            Mistake(
                _labels_counted_from_one, "You took the place before the label's. Labels begin at 0, as places do."
            ),
            Mistake(_one_from_every_class, "You subtracted 1 from every class. Which one does the one-hot label hold?"),
            Mistake(
                _mean_of_the_batch,
                "dz has one row for the whole batch. Each image needs its own slopes on its way back.",
            ),
            Mistake(_slopes_first, LOSS_AND_SLOPES),
            Mistake(_loss_alone, LOSS_AND_SLOPES),
        ),
        hints=(
            "Both were exercises of lesson 02: the loss from logits, and its gradient (p - y) / m. Here they share "
            "the work.",
            "Subtract each row's maximum. The logarithm of each probability is then the shifted score minus the "
            "logarithm of the row's sum of powers.",
            "With these logarithms log_p: the loss is minus the mean of log_p[np.arange(m), y]. For dz, take "
            "np.exp(log_p), subtract 1 at the labels, and divide by m.",
        ),
    ),
    Exercise(
        reference=train_network,
        cases=(patterns_to_learn, other_patterns_to_learn),
        observe=learning_of_new_patterns,
        seconds=30.0,
        also_right=(train_network_on_full_batches, train_network_with_momentum),
        mistakes=(
            Mistake(_never_trained, "Print the loss every few steps: does it fall, and is it done falling?"),
            Mistake(_one_step, "Print the loss every few steps: does it fall, and is it done falling?"),
            Mistake(_began_with_zeros, "With which numbers did they begin?"),
            Mistake(_began_with_ones, "With which numbers did they begin?"),
            Mistake(_uphill, "Print the loss every few steps: does it fall, and is it done falling?"),
            Mistake(_not_a_number, "the steps were too large, or they led uphill."),
            Mistake(_only_new_names, "did any step reach the arrays that you return?"),
            Mistake(_mean_taken_from_the_argument, WRITTEN_INTO_X),
            Mistake(_argument_halved, WRITTEN_INTO_X),
            Mistake(_argument_shuffled, WRITTEN_INTO_X),
            Mistake(_for_784_pixels, "Two sizes do not fit." + NOT_784),
            Mistake(_weights_of_the_lesson, NOT_784),
            Mistake(_weights_without_biases, "Four arrays are meant"),
            Mistake(_two_outputs_too_few, "The shapes are (16, 30), (30,), (30, 8), (8,)."),
            Mistake(_weights_stored_transposed, "The shapes are (30, 16), (30,), (10, 30), (10,)."),
        ),
        hints=(
            "Take the loop of the lesson, and begin with small random weights: rng.normal(size=(n_in, hidden)) "
            "divided by the square root of n_in.",
            "One step: forward, loss and dz, back through both layers, and from each array subtract the rate times "
            "its slopes. A few hundred steps with batches of 50 and a rate of 0.3 are enough here.",
        ),
    ),
)
