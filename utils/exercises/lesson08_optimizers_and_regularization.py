"""Lesson 08: where weights start, momentum, Adam, penalties, dropout; then a training of one's own. No TensorFlow."""

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise, Mistake

LEAST_LEARNED = 0.9
GUESS = 0.3
PIXELS = 64  # of the patterns that train_my_network must learn


# initial_weights


def initial_weights(n_in, n_out, bend, rng):
    """Random weights W (n_in, n_out) for a layer: He's spread before a "relu", Glorot's before a "tanh"."""
    variance = 2 / n_in if bend == "relu" else 2 / (n_in + n_out)
    return rng.normal(0, np.sqrt(variance), size=(n_in, n_out))


def initial_weights_scaled(n_in, n_out, bend, rng):
    if bend == "relu":
        return rng.standard_normal((n_in, n_out)) * (2 / n_in) ** 0.5
    return rng.standard_normal((n_in, n_out), dtype=np.float32) / np.sqrt((n_in + n_out) / 2).astype(np.float32)


def initial_weights_uniform(n_in, n_out, bend, rng):
    limit = np.sqrt(6 / n_in) if bend == "relu" else np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-limit, limit, (n_in, n_out))


def initial_weights_of_the_engine(n_in, n_out, bend, rng):
    from utils.scratch import INITIALIZERS

    return INITIALIZERS["he_normal" if bend == "relu" else "glorot_normal"]((n_in, n_out), rng)


def initial_weights_column_by_column(n_in, n_out, bend, rng):
    sigma = {"relu": np.sqrt(2 / n_in), "tanh": np.sqrt(2 / (n_in + n_out))}[bend]
    return np.column_stack([sigma * rng.standard_normal(n_in) for _ in range(n_out)])


def the_first_layer_before_relu():
    return 784, 300, "relu", np.random.default_rng(1)


def a_wide_layer_before_tanh():
    return 300, 700, "tanh", np.random.default_rng(2)


def a_narrowing_layer_before_tanh():
    return 1000, 200, "tanh", np.random.default_rng(3)


def _array_is_meant(result):
    if isinstance(result, list | tuple):
        raise NotYet(f"A {type(result).__name__} came back where a NumPy array is meant. np.array(...) makes one.")
    if np.ndim(result) == 0:
        raise NotYet("A single number came back where an array is meant. Which size did you ask the generator for?")
    if not isinstance(result, np.ndarray):
        raise NotYet(f"A {type(result).__name__} came back where a NumPy array is meant. np.asarray(...) makes one.")


def spread_of_the_weights(W, n_in, n_out, bend, rng):
    """The standard deviation of W; NotYet if it is no array (n_in, n_out) of different numbers with mean 0."""
    _array_is_meant(W)
    if W.dtype.kind not in "iuf":
        raise NotYet(f"The dtype is {W.dtype}. Numbers are meant, in an array of shape (n_in, n_out).")
    if W.shape == (n_out, n_in):
        raise NotYet("W lies on its side. X (m, n_in) times W: which shape must W have?")
    if W.shape != (n_in, n_out):
        raise NotYet(f"The shape is {W.shape}. There is one weight from each of n_in to each of n_out: {n_in, n_out}.")
    if not np.isfinite(W).all():
        raise NotYet("Some weights are nan or infinite.")
    if not W.any():
        raise NotYet("All weights are 0. Then all neurons of the layer compute the same, and learn the same: for ever.")
    if np.ptp(W) == 0:
        raise NotYet("All weights are the same number. Which argument of rng.normal is the mean, and which the spread?")
    if (W[:, :1] == W).all() or (W[:1] == W).all():
        raise NotYet("Whole rows or columns of W are equal. Each weight has a draw of its own: which size is that?")
    spread = float(W.std())
    if abs(W.mean()) > 0.1 * spread > 0:
        raise NotYet(
            f"The mean of all weights is {W.mean():.3f}. Half of them should be negative: which draw does that?"
        )
    return {"standard deviation of the weights": spread}


def chance_comes_from_rng(answer, W, n_in, n_out, bend, rng):
    """NotYet unless the generator decides: another seed gives other weights, the same seed the same."""
    first, other, again = (answer(n_in, n_out, bend, np.random.default_rng(seed)) for seed in (5, 6, 5))
    if np.array_equal(first, other):
        raise NotYet("Two generators gave the same weights. Do you use the rng that is given, or one of your own?")
    if not np.array_equal(first, again):
        raise NotYet("The same seed gave two different sets of weights. Does all chance come from rng?")


def _he_without_the_two(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt(1 / n_in if bend == "relu" else 2 / (n_in + n_out)), (n_in, n_out))


def _both_without_the_two(n_in, n_out, bend, rng):
    return initial_weights(n_in, n_out, bend, rng) / np.sqrt(2)


def _variance_as_deviation(n_in, n_out, bend, rng):
    return rng.normal(0, 2 / n_in if bend == "relu" else 2 / (n_in + n_out), (n_in, n_out))


def _he_for_all(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))


def _glorot_for_all(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), (n_in, n_out))


def _he_and_glorot_swapped(n_in, n_out, bend, rng):
    return initial_weights(n_in, n_out, "tanh" if bend == "relu" else "relu", rng)


def _he_by_outputs(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt(2 / (n_out if bend == "relu" else n_in + n_out)), (n_in, n_out))


def _outputs_first(n_in, n_out, bend, rng):
    return initial_weights(n_in, n_out, bend, rng).reshape(n_out, n_in)


def _all_zero(n_in, n_out, bend, rng):
    return np.zeros((n_in, n_out))


def _deviation_as_limit(n_in, n_out, bend, rng):
    limit = np.sqrt(2 / n_in if bend == "relu" else 2 / (n_in + n_out))
    return rng.uniform(-limit, limit, (n_in, n_out))


def _not_scaled(n_in, n_out, bend, rng):
    return rng.normal(size=(n_in, n_out))


def _single_number(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt(2 / n_in if bend == "relu" else 2 / (n_in + n_out)))


def _one_row(n_in, n_out, bend, rng):
    return initial_weights(n_in, n_out, bend, rng)[:, 0]


def _one_column_for_all(n_in, n_out, bend, rng):
    return np.repeat(initial_weights(n_in, n_out, bend, rng)[:, :1], n_out, axis=1)


def _mean_and_spread_swapped(n_in, n_out, bend, rng):
    return rng.normal(np.sqrt(2 / n_in if bend == "relu" else 2 / (n_in + n_out)), 0, (n_in, n_out))


def _brackets_forgotten(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt(2 / n_in if bend == "relu" else 2 / n_in + n_out), (n_in, n_out))


def _root_of_two_alone(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt(2) / (n_in if bend == "relu" else n_in + n_out), (n_in, n_out))


def _no_bend_for_tanh(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt((2 if bend == "relu" else 1) / n_in), (n_in, n_out))


def _glorot_without_the_two(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt(2 / n_in if bend == "relu" else 1 / (n_in + n_out)), (n_in, n_out))


def _chance_of_its_own(n_in, n_out, bend, rng):
    return initial_weights(n_in, n_out, bend, np.random)


def _nested_lists(n_in, n_out, bend, rng):
    return initial_weights(n_in, n_out, bend, rng).tolist()


def _positive_only(n_in, n_out, bend, rng):
    return np.abs(initial_weights(n_in, n_out, bend, rng))


def _generator_of_its_own(n_in, n_out, bend, rng):
    return initial_weights(n_in, n_out, bend, np.random.default_rng(0))


# momentum_path


def momentum_path(slope, w, rate, momentum, steps):
    """The way (steps + 1, n) of momentum from w (n,), the start first; slope(w) is the gradient (n,) at w."""
    v = np.zeros(w.shape)
    path = [w]
    for _ in range(steps):
        v = momentum * v - rate * slope(w)
        w = w + v
        path.append(w)
    return np.array(path)


def momentum_path_with_the_rate_outside(slope, w, rate, momentum, steps):
    path, v = np.empty((steps + 1, len(w))), 0.0
    path[0] = w
    for step in range(steps):
        v = momentum * v + slope(path[step])
        path[step + 1] = path[step] - rate * v
    return path


def momentum_path_by_the_engine(slope, w, rate, momentum, steps):
    from utils.scratch import Momentum

    rolling, place = Momentum(rate, momentum), w.astype(float)
    path = [place.copy()]
    for _ in range(steps):
        rolling.update(place, slope(place))
        path.append(place.copy())
    return np.stack(path)


def momentum_path_from_the_last_two_places(slope, w, rate, momentum, steps):
    path = [w, w]
    for _ in range(steps):
        path.append(path[-1] - rate * slope(path[-1]) + momentum * (path[-1] - path[-2]))
    return np.array(path[1:])


def momentum_path_that_moves_first(slope, w, rate, momentum, steps):
    path, v = [w], -rate * slope(w)
    for _ in range(steps):
        w = w + v
        v = momentum * v - rate * slope(w)
        path.append(w)
    return np.vstack(path)


class Valley:
    """The slope of (c_1 w_1**2 + ...) / 2 at w, with curvatures c."""

    def __init__(self, *curvatures):
        self.curvatures = np.array(curvatures)

    def __call__(self, w):
        return self.curvatures * w

    def __repr__(self):
        return f"the slope of a valley with curvatures {self.curvatures.tolist()}"


def a_narrow_valley():
    return Valley(1.0, 30.0), np.array([-4.0, 1.0]), 0.03, 0.9, 6


def three_weights():
    return Valley(2.0, 0.5, 1.0), np.array([1.0, -2.0, 3.0]), 0.1, 0.5, 4


def no_step_at_all():
    return Valley(1.0, 2.0), np.array([0.5, 1.5]), 0.1, 0.8, 0


def _velocity_replaced(slope, w, rate, momentum, steps):
    path = [w]
    for _ in range(steps):
        v = -rate * slope(w)
        w = w + v
        path.append(w)
    return np.array(path)


def _shortened_step(slope, w, rate, momentum, steps):
    return _velocity_replaced(slope, w, rate * momentum, momentum, steps)


def _averaged(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate * (1 - momentum), momentum, steps)


def _uphill(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, -rate, momentum, steps)


def _slope_of_the_start(slope, w, rate, momentum, steps):
    g = slope(w)
    return momentum_path(lambda place: g, w, rate, momentum, steps)


def _start_left_out(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate, momentum, steps)[1:]


def _only_the_end(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate, momentum, steps)[-1]


def _one_array_many_times(slope, w, rate, momentum, steps):
    w, v = w.copy(), np.zeros(len(w))
    path = [w]
    for _ in range(steps):
        v = momentum * v - rate * slope(w)
        w += v
        path.append(w)
    return np.array(path)


def _start_changed(slope, w, rate, momentum, steps):
    v, path = np.zeros(len(w)), [w.copy()]
    for _ in range(steps):
        v = momentum * v - rate * slope(w)
        w += v
        path.append(w.copy())
    return np.array(path)


def _start_changed_and_all_rows_equal(slope, w, rate, momentum, steps):
    v, path = np.zeros(len(w)), [w]
    for _ in range(steps):
        v = momentum * v - rate * slope(w)
        w += v
        path.append(w)
    return np.array(path)


def _one_step_too_many(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate, momentum, steps + 1)


def _one_step_too_few(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate, momentum, max(steps - 1, 0))


def _start_overwritten(slope, w, rate, momentum, steps):
    path = np.zeros((steps + 1, len(w)))
    path[:steps] = momentum_path(slope, w, rate, momentum, steps)[1:]
    return path


def _lying_on_its_side(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate, momentum, steps).T


def _in_one_row(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate, momentum, steps).ravel()


def _returned_after_one_step(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate, momentum, min(steps, 1))


def _rate_times_the_velocity_too(slope, w, rate, momentum, steps):
    v, path = np.zeros(len(w)), [w]
    for _ in range(steps):
        v = rate * (momentum * v - slope(w))
        w = w + v
        path.append(w)
    return np.array(path)


def _momentum_times_the_push_too(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate * momentum, momentum, steps)


def _slope_ahead(slope, w, rate, momentum, steps):
    v, path = np.zeros(len(w)), [w]
    for _ in range(steps):
        v = momentum * v - rate * slope(w + momentum * v)
        w = w + v
        path.append(w)
    return np.array(path)


def _moves_before_it_pushes(slope, w, rate, momentum, steps):
    v, path = np.zeros(len(w)), [w]
    for _ in range(steps):
        g = slope(w)
        w = w + v
        v = momentum * v - rate * g
        path.append(w)
    return np.array(path)


def _nothing_fades(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate, 1.0, steps)


def _velocities(slope, w, rate, momentum, steps):
    path = momentum_path(slope, w, rate, momentum, steps)
    return np.diff(path, axis=0, prepend=path[:1])


# adam_step


def adam_step(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """Step number t, counted from 1, of Adam: the new w, m and v, arrays like w. Source: Kingma and Ba 2015."""
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_step_with_the_rate_corrected(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """The form at the end of the paper's section 2, which Keras and the engine use."""
    m = m + (1 - beta_1) * (g - m)
    v = v + (1 - beta_2) * (g * g - v)
    rate = rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v


def adam_step_by_loops(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    new_w, new_m, new_v = np.zeros(w.shape), np.zeros(w.shape), np.zeros(w.shape)
    for i in range(len(w)):
        new_m[i] = beta_1 * m[i] + (1 - beta_1) * g[i]
        new_v[i] = beta_2 * v[i] + (1 - beta_2) * g[i] ** 2
        step = rate * (new_m[i] / (1 - beta_1**t)) / ((new_v[i] / (1 - beta_2**t)) ** 0.5 + epsilon)
        new_w[i] = w[i] - step
    return new_w, new_m, new_v


def adam_step_on_copies(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    w, m, v = w.copy(), m.copy(), v.copy()
    m *= beta_1
    m += (1 - beta_1) * g
    v *= beta_2
    v += (1 - beta_2) * np.square(g)
    w -= rate / (1 - beta_1**t) * m / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
    return [w, m, v]


# The memories of a late step make the place of epsilon visible; a weight that never had a slope, whether it is there.
def the_first_step():
    return np.array([1.0, -2.0, 3.0]), np.zeros(3), np.zeros(3), np.array([2.0, -0.5, 5.0]), 1, 0.1


def the_third_step():
    return np.array([1.0, 2.0]), np.array([0.2, -0.1]), np.array([0.003, 0.004]), np.array([1.5, -3.0]), 3, 0.05


def a_weight_without_slope():
    return np.array([0.5, -0.5]), np.zeros(2), np.zeros(2), np.array([0.0, 1.0]), 1, 0.01


def small_slopes_late():
    m, v = np.array([2e-4, -1e-3]), np.array([1e-6, 4e-7])
    return np.array([0.01, 0.02]), m, v, np.array([5e-4, -2e-3]), 20_000, 0.1


def other_settings():
    m, v = np.array([0.3, -0.2]), np.array([0.05, 0.2])
    return np.array([2.0, -1.0]), m, v, np.array([0.5, 1.5]), 2, 0.02, 0.8, 0.95, 1e-8


def _without_correction(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (np.sqrt(v) + epsilon), m, v


def _only_m_corrected(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (1 - beta_1**t) / (np.sqrt(v) + epsilon), m, v


def _correction_by_product(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (1 - beta_1) / (np.sqrt(v / (1 - beta_2)) + epsilon), m, v


def _counted_from_zero(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = t - 1
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    one, two = np.float64(1 - beta_1**t), np.float64(1 - beta_2**t)
    return w - rate * m / one / (np.sqrt(v / two) + epsilon), m, v


def _corrected_memories(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    new_w, m, v = adam_step(w, m, v, g, t, rate, beta_1, beta_2, epsilon)
    return new_w, m / (1 - beta_1**t), v / (1 - beta_2**t)


def _epsilon_in_the_root(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (1 - beta_1**t) / np.sqrt(v / (1 - beta_2**t) + epsilon), m, v


def _without_epsilon(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (1 - beta_1**t) / np.sqrt(v / (1 - beta_2**t)), m, v


def _without_root(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (1 - beta_1**t) / (v / (1 - beta_2**t) + epsilon), m, v


def _not_squared(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g
    return w - rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon), m, v


def _gradient_for_its_mean(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * g / (np.sqrt(v / (1 - beta_2**t)) + epsilon), g, v


def _betas_swapped(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam_step(w, m, v, g, t, rate, beta_2, beta_1, epsilon)


def _gradient_added_in_full(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + g
    v = beta_2 * v + g**2
    return w - rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon), m, v


def _adam_uphill(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    new_w, m, v = adam_step(w, m, v, g, t, rate, beta_1, beta_2, epsilon)
    return 2 * w - new_w, m, v


def _w_alone(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam_step(w, m, v, g, t, rate, beta_1, beta_2, epsilon)[0]


def _usual_settings(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam_step(w, m, v, g, t, rate)


def _usual_rate(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam_step(w, m, v, g, t, 0.001, beta_1, beta_2, epsilon)


def _only_v_corrected(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (np.sqrt(v / (1 - beta_2**t)) + epsilon), m, v


def _correction_by_t_times_beta(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (1 - beta_1 * t) / (np.sqrt(v / (1 - beta_2 * t)) + epsilon), m, v


def _caret_for_a_power(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return w - rate * g / (1 - beta_1 ^ t), m, v


def _counted_once_more(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (1 - beta_1 ** (t + 1)) / (np.sqrt(v / (1 - beta_2 ** (t + 1))) + epsilon), m, v


def _corrected_the_wrong_way(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m * (1 - beta_1**t) / (np.sqrt(v * (1 - beta_2**t)) + epsilon), m, v


def _old_memories_handed_on(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam_step(w, m, v, g, t, rate, beta_1, beta_2, epsilon)[0], m, v


def _step_before_the_memories(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    new_w = w - rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
    return new_w, beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2


def _memories_first(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    w, m, v = adam_step(w, m, v, g, t, rate, beta_1, beta_2, epsilon)
    return m, v, w


def _the_step_alone(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    new_w, m, v = adam_step(w, m, v, g, t, rate, beta_1, beta_2, epsilon)
    return w - new_w, m, v


def _square_of_the_mean(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * m**2
    return w - rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon), m, v


def _size_in_place_of_the_square(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * np.abs(g)
    return w - rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon), m, v


def _arguments_changed(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m *= beta_1
    m += (1 - beta_1) * g
    v *= beta_2
    v += (1 - beta_2) * g**2
    w -= rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
    return w, m, v


# add_penalty


def add_penalty(W, b, dW, db, l1, l2):
    """What the weights cost, l1 * sum(|W|) + l2 * sum(W**2), and the slopes dW and db with this cost added."""
    cost = l1 * np.abs(W).sum() + l2 * (W**2).sum()
    return cost, dW + l1 * np.sign(W) + 2 * l2 * W, db


def add_penalty_by_loops(W, b, dW, db, l1, l2):
    cost, slopes = 0.0, dW.copy()
    for place in np.ndindex(W.shape):
        cost += l1 * abs(W[place]) + l2 * W[place] ** 2
        slopes[place] += (l1 if W[place] > 0 else -l1) + 2 * l2 * W[place]
    return cost, slopes, db


def add_penalty_by_the_engine(W, b, dW, db, l1, l2):
    from utils.scratch import penalty

    cost, slopes = penalty(W, l1, l2)
    return cost, dW + slopes, db.copy()


def add_penalty_by_norms(W, b, dW, db, l1, l2):
    cost = l1 * np.linalg.norm(W.ravel(), 1) + l2 * np.linalg.norm(W) ** 2
    return float(cost), dW + l1 * W / np.abs(W) + l2 * (W + W), db


def _layer_with_slopes(seed):
    rng = np.random.default_rng(seed)
    shapes = ((3, 2), (2,), (3, 2), (2,))
    return tuple(rng.integers(-9, 10, size=shape) / 4 + 0.125 for shape in shapes)


def both_penalties():
    return *_layer_with_slopes(1), 0.1, 0.03


def l1_alone():
    return *_layer_with_slopes(2), 0.2, 0.0


def l2_alone():
    return *_layer_with_slopes(3), 0.0, 0.05


def _biases_too(W, b, dW, db, l1, l2):
    cost, slopes, _ = add_penalty(W, b, dW, db, l1, l2)
    more, bias_slopes, _ = add_penalty(b, b, db, db, l1, l2)
    return cost + more, slopes, bias_slopes


def _bias_slopes_too(W, b, dW, db, l1, l2):
    cost, slopes, _ = add_penalty(W, b, dW, db, l1, l2)
    return cost, slopes, add_penalty(b, b, db, db, l1, l2)[1]


def _two_forgotten(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + l1 * np.sign(W) + l2 * W, db


def _half_of_l2(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 / 2 * (W**2).sum(), dW + l1 * np.sign(W) + l2 * W, db


def _l1_pulls_one_way(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + l1 + 2 * l2 * W, db


def _l1_in_proportion(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + l1 * np.abs(W) + 2 * l2 * W, db


def _l1_without_bars(W, b, dW, db, l1, l2):
    return l1 * W.sum() + l2 * (W**2).sum(), dW + l1 * np.sign(W) + 2 * l2 * W, db


def _subtracted(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW - l1 * np.sign(W) - 2 * l2 * W, db


def _means(W, b, dW, db, l1, l2):
    cost, slopes, _ = add_penalty(W, b, 0 * dW, db, l1, l2)
    return cost / W.size, dW + slopes / W.size, db


def _cost_mean_slopes_sum(W, b, dW, db, l1, l2):
    cost, slopes, _ = add_penalty(W, b, dW, db, l1, l2)
    return cost / W.size, slopes, db


def _cost_only(W, b, dW, db, l1, l2):
    return add_penalty(W, b, dW, db, l1, l2)[0], dW, db


def _slopes_of_the_penalty_only(W, b, dW, db, l1, l2):
    cost, slopes, _ = add_penalty(W, b, 0 * dW, db, l1, l2)
    return cost, slopes, db


def _l1_and_l2_swapped(W, b, dW, db, l1, l2):
    return add_penalty(W, b, dW, db, l2, l1)


def _slopes_changed_in_place(W, b, dW, db, l1, l2):
    dW += l1 * np.sign(W) + 2 * l2 * W
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW, db


def _square_of_the_sum(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * W.sum() ** 2, dW + l1 * np.sign(W) + 2 * l2 * W, db


def _size_of_the_sum(W, b, dW, db, l1, l2):
    return l1 * np.abs(W.sum()) + l2 * (W**2).sum(), dW + l1 * np.sign(W) + 2 * l2 * W, db


def _slopes_without_strength(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + np.sign(W) + 2 * W, db


def _slopes_of_the_slopes(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + l1 * np.sign(dW) + 2 * l2 * dW, db


def _slopes_summed(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + (l1 * np.sign(W) + 2 * l2 * W).sum(), db


def _cost_added_to_the_slopes(W, b, dW, db, l1, l2):
    cost = l1 * np.abs(W).sum() + l2 * (W**2).sum()
    return cost, dW + cost, db


def _biases_in_the_cost(W, b, dW, db, l1, l2):
    cost, slopes, _ = add_penalty(W, b, dW, db, l1, l2)
    return cost + l1 * np.abs(b).sum() + l2 * (b**2).sum(), slopes, db


def _either_l1_or_l2(W, b, dW, db, l1, l2):
    return add_penalty(W, b, dW, db, l1, 0.0) if l1 else add_penalty(W, b, dW, db, 0.0, l2)


def _l1_costs_but_does_not_pull(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + 2 * l2 * W, db


def _not_summed(W, b, dW, db, l1, l2):
    return l1 * np.abs(W) + l2 * W**2, dW + l1 * np.sign(W) + 2 * l2 * W, db


def _cost_last(W, b, dW, db, l1, l2):
    cost, slopes, db = add_penalty(W, b, dW, db, l1, l2)
    return slopes, db, cost


def _root_of_the_squares(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * np.linalg.norm(W), dW + l1 * np.sign(W) + 2 * l2 * W, db


# dropout


def dropout(a, rate, training, rng):
    """Activations a (m, n), in training each set to 0 with probability rate and the others divided by 1 - rate."""
    if not training:
        return a
    kept = rng.random(a.shape) >= rate
    return a * kept / (1 - rate)


def dropout_by_where(a, rate, training, rng):
    return np.where(rng.random(a.shape) < rate, 0.0, a / (1 - rate)) if training else a.copy()


def dropout_by_binomial(a, rate, training, rng):
    if training:
        mask = rng.binomial(1, 1 - rate, size=a.shape) / (1 - rate)
        return a * mask
    return a


def dropout_by_choice(a, rate, training, rng):
    out = a.copy()
    if training:
        out *= rng.choice([0.0, 1 / (1 - rate)], p=[rate, 1 - rate], size=a.shape)
    return out


def dropout_row_by_row(a, rate, training, rng):
    if not training:
        return a
    rows = []
    for row in a:
        out = row / (1 - rate)
        out[rng.random(len(row)) < rate] = 0
        rows.append(out)
    return np.array(rows)


def dropout_by_the_engine(a, rate, training, rng):
    from utils.scratch import Dropout

    layer = Dropout(rate)
    layer.rng = rng
    return layer.forward(a, training)


def _positive_activations(seed):
    return np.random.default_rng(seed).integers(1, 9, size=(150, 200)) / 4


def a_fifth_in_training():
    return _positive_activations(1), 0.2, True, np.random.default_rng(3)


def half_in_training():
    return _positive_activations(2), 0.5, True, np.random.default_rng(4)


def in_evaluation():
    return _positive_activations(3)[:2, :4], 0.2, False, np.random.default_rng(5)


def share_and_factor(result, a, rate, training, rng):
    """What share became 0, to a tenth, and by what the others were multiplied, smallest and largest."""
    _array_is_meant(result)
    if result.shape != a.shape:
        raise NotYet(f"The shape is {result.shape}, but the shape of a is meant, {a.shape}.")
    if result.dtype.kind not in "iuf" or not np.isfinite(result).all():
        raise NotYet(f"The result, of dtype {result.dtype}, does not hold finite numbers only.")
    gone = result == 0
    if training and 0 < gone.mean() < 1:
        if (gone == gone[0]).all():
            raise NotYet(
                "All images lost the same neurons. Each number has a draw of its own: which shape needs a mask?"
            )
        if (gone == gone[:, :1]).all():
            raise NotYet("Whole images went dark. Each number has a draw of its own: which shape needs a mask?")
        if np.ptp(gone.sum(axis=0)) == 0 or np.ptp(gone.sum(axis=1)) == 0:
            raise NotYet(
                "From each row or column exactly as many went. If each number has a draw of its own, can that be?"
            )
    kept = result[~gone] / a[~gone]
    factors = [float(kept.min()), float(kept.max())] if len(kept) else [0.0, 0.0]
    return {"share of zeros": round(float(gone.mean()), 1), "factor of the others, least and most": factors}


def masks_come_from_rng(answer, result, a, rate, training, rng):
    """NotYet unless each call draws a new mask from the generator, and the same seed the same masks."""
    if not training:
        return
    one, same = np.random.default_rng(7), np.random.default_rng(7)
    masks = [np.asarray(answer(a.copy(), rate, True, generator)) == 0 for generator in (one, one, same)]
    if np.array_equal(masks[0], masks[1]) and 0 < masks[0].mean() < 1:
        raise NotYet("Two calls left out the same neurons. Do you use the rng that is given, or one of your own?")
    if not np.array_equal(masks[0], masks[2]):
        raise NotYet("The same seed gave two different masks. Does all chance come from rng?")


def _not_rescaled(a, rate, training, rng):
    return a * (rng.random(a.shape) >= rate) if training else a


def _in_evaluation_too(a, rate, training, rng):
    return dropout(a, rate, True, rng)


def _in_evaluation_too_and_not_rescaled(a, rate, training, rng):
    return a * (rng.random(a.shape) >= rate)


def _rescaled_in_evaluation(a, rate, training, rng):
    return a * (rng.random(a.shape) >= rate) if training else a * (1 - rate)


def _rescaled_always(a, rate, training, rng):
    return dropout(a, rate, True, rng) if training else a / (1 - rate)


def _training_and_evaluation_swapped(a, rate, training, rng):
    return dropout(a, rate, not training, rng)


def _rate_kept(a, rate, training, rng):
    return a * (rng.random(a.shape) < rate) / (1 - rate) if training else a


def _rate_kept_and_divided_by_it(a, rate, training, rng):
    return dropout(a, 1 - rate, training, rng)


def _divided_by_the_rate(a, rate, training, rng):
    return a * (rng.random(a.shape) >= rate) / rate if training else a


def _multiplied(a, rate, training, rng):
    return a * (rng.random(a.shape) >= rate) * (1 - rate) if training else a


def _one_mask_for_all_images(a, rate, training, rng):
    return a * (rng.random(a.shape[1]) >= rate) / (1 - rate) if training else a


def _whole_images(a, rate, training, rng):
    return a * (rng.random((len(a), 1)) >= rate) / (1 - rate) if training else a


def _always_the_same_mask(a, rate, training, rng):
    return dropout(a, rate, training, np.random.default_rng(0))


def _never_dropped(a, rate, training, rng):
    return a


def _one_draw_for_all(a, rate, training, rng):
    return a * (rng.random() >= rate) / (1 - rate) if training else a


def _exactly_the_share(a, rate, training, rng):
    out = a / (1 - rate) if training else a.copy()
    for row in out if training else ():
        row[rng.choice(len(row), size=round(rate * len(row)), replace=False)] = 0
    return out


def _mask_alone(a, rate, training, rng):
    return (rng.random(a.shape) >= rate) / (1 - rate) if training else a


def _bell_for_even_draws(a, rate, training, rng):
    return a * (rng.normal(size=a.shape) >= rate) / (1 - rate) if training else a


def _fair_coin(a, rate, training, rng):
    return a * rng.integers(0, 2, size=a.shape) / (1 - rate) if training else a


def _brackets_left_out(a, rate, training, rng):
    return a * (rng.random(a.shape) >= rate) / 1 - rate if training else a


def _small_ones_dropped(a, rate, training, rng):
    return np.where(a < rate, 0, a) / (1 - rate) if training else a


def _one_plus_rate(a, rate, training, rng):
    return a * (rng.random(a.shape) >= rate) * (1 + rate) if training else a


def _divided_by_the_share_that_stayed(a, rate, training, rng):
    kept = rng.random(a.shape) >= rate
    return a * kept / kept.mean() if training else a


def _rows_in_a_list(a, rate, training, rng):
    return list(dropout(a, rate, training, rng))


def _activations_changed(a, rate, training, rng):
    if not training:
        return a
    a[rng.random(a.shape) < rate] = 0
    return a / (1 - rate)


# train_my_network


def train_my_network(x, y, validation, seed):
    """A network of utils.scratch for ten digits, trained on x (m, n) with labels y (m,): any layers, any settings.

    validation is a pair of images and labels to choose by, never to train on.
    """
    from utils.scratch import Adam, Dense, Dropout, Network, ReLU, cosine

    layers = [Dense(x.shape[1], 128, "he_normal"), ReLU(), Dropout(0.2), Dense(128, 10)]
    network = Network(layers, seed=seed)
    network.fit(
        x,
        y,
        epochs=8,
        batch_size=64,
        optimizer=Adam(0.003),
        schedule=cosine,
        validation=validation,
        seed=seed,
        progress=False,
    )
    return network


def train_my_network_by_momentum(x, y, validation, seed):
    from utils.scratch import Dense, Momentum, Network, Tanh

    network = Network([Dense(x.shape[1], 100, "glorot_normal"), Tanh(), Dense(100, 10)], seed=seed)
    settings = {"epochs": 30, "batch_size": 50, "optimizer": Momentum(0.05), "l2": 1e-4, "patience": 5}
    network.fit(x, y, validation=validation, seed=seed, progress=False, **settings)
    return network


def train_my_network_step_by_step(x, y, validation, seed):
    from utils.scratch import Dense, Network, ReLU

    network = Network([Dense(x.shape[1], 60, "he_uniform"), ReLU(), Dense(60, 10)], seed=seed)
    rng = np.random.default_rng(seed)
    m, v = np.zeros_like(network.parameters), np.zeros_like(network.parameters)
    for t in range(1, 301):
        batch = rng.choice(len(y), size=50, replace=False)
        _, g = network.loss_and_gradients(x[batch], y[batch])
        network.parameters[...], m, v = adam_step(network.parameters, m, v, g, t, rate=0.005)
    return network


def _patterns(rng, centers, count):
    """Noisy copies (count, PIXELS) of the centers, three for each of ten classes, and their labels (count,)."""
    which = rng.integers(len(centers), size=count)
    noisy = np.clip(centers[which] + 0.25 * rng.standard_normal((count, PIXELS)), 0, 1)
    return noisy.astype(np.float32), which % 10


def _three_parts(seed):
    rng = np.random.default_rng(seed)
    centers = (rng.random((30, PIXELS)) < 0.4).astype(float)
    return [_patterns(rng, centers, count) for count in (1000, 200, 500)]


def _a_task(seed):
    training, validation, _ = _three_parts(seed)
    return *training, validation, seed


def patterns_to_read():
    return _a_task(80)


def other_patterns_to_read():
    return _a_task(81)


def reads_new_patterns(network, x, y, validation, seed):
    """'reads new patterns', or NotYet with what is wrong with the network."""
    from utils.scratch import Dense, Network

    if not isinstance(network, Network):
        raise NotYet("A Network of utils.scratch is meant, the one that you trained. fit changes it in place.")
    if network.n_in != x.shape[1]:
        raise NotYet(
            f"The network takes {network.n_in} values, and here an image has {x.shape[1]}: x.shape[1] fits any images."
        )
    if network.n_out != 10:
        raise NotYet(f"The network gives {network.n_out} scores. There are 10 digits: how wide is the last layer?")
    if not np.isfinite(network.parameters).all():
        raise NotYet("Some weights are nan or infinite: the steps were too large, or they led uphill.")
    new_x, new_y = _three_parts(seed)[2]
    accuracy = network.evaluate(new_x, new_y)["accuracy"]
    if accuracy >= LEAST_LEARNED:
        return "reads new patterns"
    first = next(layer for layer in network.layers if isinstance(layer, Dense))
    read = f"It reads {accuracy:.0%} of new patterns; {LEAST_LEARNED:.0%} are meant."
    if first.outputs > 1 and (first.W[:, :1] == first.W).all():
        raise NotYet(f"{read} All neurons of its first layer are equal. With which weights did they begin?")
    if accuracy < GUESS:
        raise NotYet(
            f"{read} That is hardly more than a guess: was it trained, on the right labels, with a rate that is not "
            "too high?"
        )
    raise NotYet(f"{read} Look at the history: does the validation loss still fall, or does it jump?")


def _network_of(x, seed, initializer="he_normal"):
    from utils.scratch import Dense, Network, ReLU

    return Network([Dense(x.shape[1], 64, initializer), ReLU(), Dense(64, 10, initializer)], seed=seed)


def _not_trained(x, y, validation, seed):
    return _network_of(x, seed)


def _began_with_zeros(x, y, validation, seed):
    network = _network_of(x, seed, "zeros")
    network.fit(x, y, epochs=2, seed=seed, progress=False)
    return network


def _one_epoch_of_plain_descent(x, y, validation, seed):
    from utils.scratch import GradientDescent

    network = _network_of(x, seed)
    network.fit(x, y, epochs=2, optimizer=GradientDescent(0.03), seed=seed, progress=False)
    return network


def _history_returned(x, y, validation, seed):
    return _network_of(x, seed).fit(x, y, epochs=1, seed=seed, progress=False)


def _784_for_any_image(x, y, validation, seed):
    return _network_of(np.zeros((1, 784)), seed)


def _eleven_digits(x, y, validation, seed):
    from utils.scratch import Dense, Network

    return Network([Dense(x.shape[1], 11)], seed=seed)


def _rate_far_too_high(x, y, validation, seed):
    from utils.scratch import GradientDescent

    network = _network_of(x, seed)
    network.fit(x, y, epochs=2, optimizer=GradientDescent(50.0), seed=seed, progress=False)
    return network


def _labels_shuffled(x, y, validation, seed):
    network, rng = _network_of(x, seed), np.random.default_rng(seed)
    network.fit(rng.permutation(x), y, epochs=2, seed=seed, progress=False)
    return network


NO_BETTER_THAN_A_GUESS = (
    "hardly more than a guess: was it trained, on the right labels, with a rate that is not too high?"
)

EXERCISES = (
    Exercise(
        reference=initial_weights,
        cases=(the_first_layer_before_relu, a_wide_layer_before_tanh, a_narrowing_layer_before_tanh),
        observe=spread_of_the_weights,
        call_again=chance_comes_from_rng,
        tolerance=0.02,
        also_right=(
            initial_weights_scaled,
            initial_weights_uniform,
            initial_weights_of_the_engine,
            initial_weights_column_by_column,
        ),
        mistakes=(
            Mistake(
                _he_without_the_two,
                "Before the ReLU you took 1 / n_in. A ReLU sets half of the scores to 0: what makes up for that?",
            ),
            Mistake(_both_without_the_two, "Both variances are half of what is meant. What stands above the line?"),
            Mistake(
                _variance_as_deviation,
                "The generator asks for the standard deviation, and you gave it the variance. What lies between them?",
            ),
            Mistake(_he_for_all, "You took He's spread for tanh, too. Glorot's also asks how many neurons come after."),
            Mistake(_glorot_for_all, "You took Glorot's spread before the ReLU, too. What does bend decide?"),
            Mistake(_he_and_glorot_swapped, "The two have changed places: whose spread belongs before a ReLU?"),
            Mistake(_he_by_outputs, "He counts what is added up in a score. Is that n_in or n_out?"),
            Mistake(_outputs_first, "W lies on its side. X (m, n_in) times W: which shape must W have?"),
            Mistake(
                _all_zero,
                "All weights are 0. Then all neurons of the layer compute the same, and learn the same: for ever.",
            ),
            Mistake(
                _deviation_as_limit,
                "Uniform between -s and s spreads less than s. Its standard deviation is only s / sqrt(3): what now?",
            ),
            Mistake(_not_scaled, "All spreads are 1, whatever the layer's size. Which numbers did you not use?"),
            Mistake(_single_number, "Which size did you ask the generator for?"),
            Mistake(_one_row, "There is one weight from each of n_in to each of n_out"),
            Mistake(_one_column_for_all, "Each weight has a draw of its own: which size is that?"),
            Mistake(_mean_and_spread_swapped, "Which argument of rng.normal is the mean, and which the spread?"),
            Mistake(_brackets_forgotten, "Python divides before it adds: what belongs together below the line?"),
            Mistake(_root_of_two_alone, "Your root covers the 2 alone. The whole variance belongs under it."),
            Mistake(_no_bend_for_tanh, "For tanh you took 1 / n_in. Glorot also asks how many neurons come after."),
            Mistake(
                _glorot_without_the_two, "For tanh your variance is half of what is meant. What is above the line?"
            ),
            Mistake(
                _chance_of_its_own, "The same seed gave two different sets of weights. Does all chance come from rng?"
            ),
            Mistake(_nested_lists, "A list came back where a NumPy array is meant."),
            Mistake(_positive_only, "Half of them should be negative: which draw does that?"),
            Mistake(
                _generator_of_its_own,
                "Two generators gave the same weights. Do you use the rng that is given, or one of your own?",
            ),
        ),
        hints=(
            'First the variance: 2 / n_in if bend is "relu", and 2 / (n_in + n_out) if it is "tanh".',
            "rng.normal(0, s, size=(n_in, n_out)) draws with standard deviation s: the root of the variance.",
        ),
    ),
    Exercise(
        reference=momentum_path,
        cases=(a_narrow_valley, three_weights, no_step_at_all),
        also_right=(
            momentum_path_with_the_rate_outside,
            momentum_path_by_the_engine,
            momentum_path_from_the_last_two_places,
            momentum_path_that_moves_first,
        ),
        mistakes=(
            Mistake(
                _velocity_replaced,
                "The new push replaced the velocity, and the old one is lost: this is plain gradient descent. "
                "What becomes of v?",
            ),
            Mistake(
                _shortened_step,
                "momentum shortens your steps, and nothing is kept from one to the next. What should it multiply?",
            ),
            Mistake(
                _averaged,
                "You weighted the new push by 1 - momentum. In this formula it counts in full.",
            ),
            Mistake(_uphill, "This way leads uphill. Which sign stands before the rate?"),
            Mistake(_slope_of_the_start, "You asked for the slope once, at the start. The ground changes as you go."),
            Mistake(_start_left_out, "The start is missing: a path of so many steps has one more place."),
            Mistake(_only_the_end, "Only the last place came back. All are meant, one a row, the start first."),
            Mistake(
                _one_array_many_times,
                "All rows are equal: += changes the one array that the list holds many times. What makes a new one?",
            ),
            Mistake(_start_changed, "Your path is right, but w, which the caller gave you, was changed: += does that."),
            Mistake(
                _start_changed_and_all_rows_equal,
                "+= changes the one array that w is: the caller's, and every row of your list. What makes a new one?",
            ),
            Mistake(
                _one_step_too_many, "You took one step too many. The start is no step: how often should the loop run?"
            ),
            Mistake(_one_step_too_few, "You took one step too few. How many numbers are in your range(...)?"),
            Mistake(_start_overwritten, "Row 0 is for the start. In which row does the first step end?"),
            Mistake(
                _lying_on_its_side, "The numbers are right, and lie on their side. One place is meant to be one row."
            ),
            Mistake(_in_one_row, "All places stand in one long row. Which function makes a row of each?"),
            Mistake(_returned_after_one_step, "You stopped after one step. Does your return stand inside the loop?"),
            Mistake(
                _rate_times_the_velocity_too,
                "The rate multiplies your old velocity, too. It belongs to the slope alone.",
            ),
            Mistake(
                _momentum_times_the_push_too,
                "momentum multiplies the new push, too. It belongs to the old velocity alone.",
            ),
            Mistake(
                _slope_ahead,
                "You asked for the slope ahead, at w + momentum * v. That is Nesterov's rule; here ask at w.",
            ),
            Mistake(
                _moves_before_it_pushes,
                "You moved with the old velocity. First the push changes v, then v moves w.",
            ),
            Mistake(_nothing_fades, "Your velocity never fades. Where does momentum enter?"),
            Mistake(_velocities, "These are the velocities. The places are meant: where does each step lead?"),
        ),
        hints=(
            "Begin with v = 0 and a list that holds w. In each step: the new v, the new w, and w into the list.",
            "v = momentum * v - rate * slope(w), then w = w + v. At the end np.array(...) of the list.",
        ),
    ),
    Exercise(
        reference=adam_step,
        cases=(the_first_step, the_third_step, a_weight_without_slope, small_slopes_late, other_settings),
        also_right=(adam_step_with_the_rate_corrected, adam_step_by_loops, adam_step_on_copies),
        mistakes=(
            Mistake(
                _without_correction,
                "The bias correction is missing: m and v began at 0. By what do you divide them at step t?",
            ),
            Mistake(_only_m_corrected, "You corrected m and not v. v began at 0, too."),
            Mistake(
                _correction_by_product,
                "You divided by 1 - beta, at every step. The correction fades as t grows: where does t stand?",
            ),
            Mistake(_counted_from_zero, "t is counted from 1 already. What is 1 - beta**0?"),
            Mistake(
                _corrected_memories,
                "You handed on the corrected means. The next step goes on from m and v as they are.",
            ),
            Mistake(
                _epsilon_in_the_root,
                "epsilon stands under the root, where it counts for much more. In Adam it comes after the root.",
            ),
            Mistake(
                _without_epsilon,
                "A weight that never had a slope gave 0 / 0. Which small number keeps the divisor above 0, and do "
                "brackets hold the two together?",
            ),
            Mistake(_without_root, "You divided by v itself. It is a mean of squares: what makes it a size again?"),
            Mistake(_not_squared, "v is the mean of the squares of g. Yours can be negative, and has no root then."),
            Mistake(
                _gradient_for_its_mean,
                "The gradient replaced its mean m: nothing is remembered. Where is beta_1 in your step?",
            ),
            Mistake(_betas_swapped, "The two betas have changed places: beta_1 belongs to m, beta_2 to v."),
            Mistake(
                _gradient_added_in_full,
                "You added g in full. A mean keeps beta of the old and takes how much of the new?",
            ),
            Mistake(_adam_uphill, "This step leads uphill. What is the sign before the rate?"),
            Mistake(
                _usual_settings,
                "With other settings your numbers stay as they were. Which of the arguments did you not use?",
            ),
            Mistake(_usual_rate, "Your step does not ask for rate: is a number of your own in its place?"),
            Mistake(_only_v_corrected, "You corrected v and not m. m began at 0, too."),
            Mistake(
                _correction_by_t_times_beta,
                "You multiplied beta by t. In the formula t stands above beta: what does that mean?",
            ),
            Mistake(_caret_for_a_power, "In Python ^ is no power. Which sign did the lesson use for a square?"),
            Mistake(_counted_once_more, "t is counted from 1 already, so no 1 is added to it."),
            Mistake(
                _corrected_the_wrong_way, "m and v are too small at first, and yours got smaller. Divide or multiply?"
            ),
            Mistake(
                _old_memories_handed_on, "w is right, and m and v came back as they were: then nothing is remembered."
            ),
            Mistake(
                _step_before_the_memories,
                "Your step used the old m and v. First they take in g, then comes the step.",
            ),
            Mistake(_memories_first, "All three are there, in another order. The new w is meant to come first."),
            Mistake(_the_step_alone, "This is the step alone. Where is w after it?"),
            Mistake(_square_of_the_mean, "v is the mean of the squares of g, not of the squares of m."),
            Mistake(
                _size_in_place_of_the_square, "v takes in the size of g. Its square is meant: a root is taken later."
            ),
            Mistake(
                _arguments_changed,
                "Your numbers are right, but *=, += or -= wrote into the caller's arrays. What makes new ones?",
            ),
            Mistake(_w_alone, "Three arrays are meant: w, and the two memories that the next step needs."),
        ),
        hints=(
            "Four lines: the new m, the new v, both corrected, then the step. Keep m and v as they are for the end.",
            "m is beta_1 * m + (1 - beta_1) * g, and v the same with beta_2 and g**2. To correct, divide m by "
            "1 - beta_1**t, and v by 1 - beta_2**t.",
            "The step is rate times the corrected m, divided by (the root of the corrected v, plus epsilon).",
        ),
    ),
    Exercise(
        reference=add_penalty,
        cases=(both_penalties, l1_alone, l2_alone),
        also_right=(add_penalty_by_loops, add_penalty_by_the_engine, add_penalty_by_norms),
        mistakes=(
            Mistake(_biases_too, "The biases pay, too. A bias only moves a function: who should pay?"),
            Mistake(_bias_slopes_too, "db changed, so the biases shrink as well. The penalty is for weights alone."),
            Mistake(_two_forgotten, "The slope of w**2 is not w. What does the square bring down?"),
            Mistake(_half_of_l2, "You used l2 / 2 * sum(W**2), as some books do. Here it is l2 * sum(W**2)."),
            Mistake(
                _l1_pulls_one_way,
                "Your L1 pushes all weights down, also the negative ones. What is the slope of |w| left of 0?",
            ),
            Mistake(
                _l1_in_proportion,
                "You added l1 * |W| to the slopes, which is the cost itself. How steep is |w|?",
            ),
            Mistake(_l1_without_bars, "Negative weights lower your cost. What do the bars in |w| do?"),
            Mistake(
                _subtracted, "You subtracted the penalty's slopes, so the weights grow. The loss grows by the cost."
            ),
            Mistake(_means, "You took means over the weights. Both penalties are sums."),
            Mistake(_cost_mean_slopes_sum, "The cost is a mean, and the slopes are those of a sum. A sum is meant."),
            Mistake(_cost_only, "The cost is there, but dW does not know of it: then no weight ever shrinks."),
            Mistake(
                _slopes_of_the_penalty_only,
                "The slopes of the loss are gone. The penalty's are added to them, and do not replace them.",
            ),
            Mistake(_l1_and_l2_swapped, "l1 and l2 have changed places: which belongs to the squares?"),
            Mistake(_slopes_changed_in_place, "The numbers are right, but += wrote into the caller's dW."),
            Mistake(
                _square_of_the_sum, "You squared the sum. Each weight is squared on its own, then they are added up."
            ),
            Mistake(_size_of_the_sum, "You took the size of the sum. Each weight has bars of its own."),
            Mistake(
                _slopes_without_strength, "Your cost knows l1 and l2, and your slopes do not. What stands before them?"
            ),
            Mistake(_slopes_of_the_slopes, "You took the sign and the double of dW. Whose size is it that costs?"),
            Mistake(_slopes_summed, "You added one sum to all of dW. Each weight has a slope of its own."),
            Mistake(
                _cost_added_to_the_slopes, "You added the cost itself to dW. How fast does it grow with each weight?"
            ),
            Mistake(_biases_in_the_cost, "The slopes are right, but the biases are in your cost. Who should pay?"),
            Mistake(_either_l1_or_l2, "You took one of the penalties. When both are given, both count."),
            Mistake(_l1_costs_but_does_not_pull, "L1 is in your cost, and not in your slopes. How steep is |w|?"),
            Mistake(_not_summed, "Your cost has one number for each weight. What makes one of them?"),
            Mistake(_cost_last, "All three are there, in another order. The cost is meant to come first."),
            Mistake(_root_of_the_squares, "You took a root of the sum of squares. The cost is the sum itself."),
        ),
        hints=(
            "The cost has two parts, l1 * np.abs(W).sum() and l2 * (W**2).sum(). db comes back as it was.",
            "The slope of w**2 is 2w. The slope of |w| is +1 or -1, the sign of w: np.sign(W).",
        ),
    ),
    Exercise(
        reference=dropout,
        cases=(a_fifth_in_training, half_in_training, in_evaluation),
        observe=share_and_factor,
        call_again=masks_come_from_rng,
        also_right=(
            dropout_by_where,
            dropout_by_binomial,
            dropout_by_choice,
            dropout_row_by_row,
            dropout_by_the_engine,
        ),
        mistakes=(
            Mistake(
                _not_rescaled,
                "Fewer numbers are left, and they are as small as before: the next layer's sums shrink. What makes "
                "up for it?",
            ),
            Mistake(
                _in_evaluation_too,
                "You drop in evaluation, too: ask twice, and the network answers twice. What does training say?",
            ),
            Mistake(
                _in_evaluation_too_and_not_rescaled,
                "You drop in evaluation, too, and the sums shrink in training. Take these two one after the other.",
            ),
            Mistake(
                _rescaled_in_evaluation,
                "You make up for it in evaluation, as the first paper did. Here training does it, so that evaluation "
                "need not.",
            ),
            Mistake(_rescaled_always, "In evaluation nothing is missing, so there is nothing to make up for."),
            Mistake(_training_and_evaluation_swapped, "You drop in evaluation only. Which way round is training?"),
            Mistake(_rate_kept, "You kept the share that should go. Which draws are smaller than rate?"),
            Mistake(
                _rate_kept_and_divided_by_it,
                "rate is the share that goes, not the one that stays. Yours is the other way round.",
            ),
            Mistake(_divided_by_the_rate, "You divided by rate. The sums shrank to 1 - rate of what they were."),
            Mistake(_multiplied, "You multiplied by 1 - rate, so the sums shrink twice. Which way makes up for it?"),
            Mistake(
                _one_mask_for_all_images,
                "All images lost the same neurons. Each number has a draw of its own: which shape needs a mask?",
            ),
            Mistake(
                _whole_images,
                "Whole images went dark. Each number has a draw of its own: which shape needs a mask?",
            ),
            Mistake(
                _always_the_same_mask,
                "Two calls left out the same neurons. Do you use the rng that is given, or one of your own?",
            ),
            Mistake(_never_dropped, "Nothing became 0 in training. Which numbers should go?"),
            Mistake(
                _one_draw_for_all,
                "One draw decided for all. How many does rng.random() give, and how many do you need?",
            ),
            Mistake(_exactly_the_share, "From each row or column exactly as many went."),
            Mistake(
                _mask_alone,
                "What came back does not depend on the size of a: is it the mask? What is done with it?",
            ),
            Mistake(
                _bell_for_even_draws,
                "Draws from a bell lie below rate more often than that. Which draw is even between 0 and 1?",
            ),
            Mistake(_fair_coin, "You toss a fair coin: half are gone, whatever rate is."),
            Mistake(
                _brackets_left_out, "/ 1 - rate divides by 1, and then subtracts rate. What holds 1 - rate together?"
            ),
            Mistake(_small_ones_dropped, "You compared the activations with rate. Chance decides who goes, not size."),
            Mistake(_one_plus_rate, "You multiplied by 1 + rate. That is near, and too small: which share is left?"),
            Mistake(
                _divided_by_the_share_that_stayed,
                "You divided by the share that happened to stay. Here it is the expected share, the same in each step.",
            ),
            Mistake(_rows_in_a_list, "A list came back where a NumPy array is meant."),
            Mistake(
                _activations_changed,
                "You wrote zeros into the caller's a. Evaluation would need it whole: what makes a new array?",
            ),
        ),
        hints=(
            "If training is False, a comes back as it is. Else draw one number between 0 and 1 for each number of a.",
            "rng.random(a.shape) < rate is True for those that go. Set them to 0, and divide the others by 1 - rate.",
        ),
    ),
    Exercise(
        reference=train_my_network,
        cases=(patterns_to_read, other_patterns_to_read),
        observe=reads_new_patterns,
        seconds=60.0,
        also_right=(train_my_network_by_momentum, train_my_network_step_by_step),
        mistakes=(
            Mistake(_not_trained, NO_BETTER_THAN_A_GUESS),
            Mistake(_rate_far_too_high, NO_BETTER_THAN_A_GUESS),
            Mistake(_labels_shuffled, NO_BETTER_THAN_A_GUESS),
            Mistake(_began_with_zeros, "With which weights did they begin?"),
            Mistake(_one_epoch_of_plain_descent, "does the validation loss still fall, or does it jump?"),
            Mistake(_history_returned, "A Network of utils.scratch is meant, the one that you trained."),
            Mistake(_eleven_digits, "There are 10 digits: how wide is the last layer?"),
            Mistake(_784_for_any_image, "x.shape[1] fits any images."),
        ),
        hints=(
            "Take the lesson's last network. Its first layer is Dense(x.shape[1], ...), and its last ends in 10.",
            "Make a Network, call its fit with x, y, validation=validation and seed=seed, and return the network. "
            "Adam(0.003) and 5 to 10 epochs are enough for the check.",
        ),
    ),
)
