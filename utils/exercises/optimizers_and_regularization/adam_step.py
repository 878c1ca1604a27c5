import numpy as np

from utils.exercises.exercise import Exercise


def adam_step(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """Step number t, counted from 1, of Adam: the new w, m and v, arrays like w. Source: Kingma and Ba 2015."""
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


exercise = Exercise(
    adam_step,
    hints=(
        "Four lines: the new m, the new v, both corrected, then the step. Keep m and v as they are for the end.",
        "m is beta_1 * m + (1 - beta_1) * g, and v the same with beta_2 and g**2. To correct, divide m by "
        "1 - beta_1**t, and v by 1 - beta_2**t.",
        "The step is rate times the corrected m, divided by (the root of the corrected v, plus epsilon).",
    ),
)


@exercise.also_right
def adam_step_with_rate_and_epsilon_corrected(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = m + (1 - beta_1) * (g - m)
    v = v + (1 - beta_2) * (g * g - v)
    root = np.sqrt(1 - beta_2**t)
    return w - rate * root / (1 - beta_1**t) * m / (np.sqrt(v) + epsilon * root), m, v


@exercise.also_right
def adam_step_by_loops(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    new_w, new_m, new_v = np.zeros(w.shape), np.zeros(w.shape), np.zeros(w.shape)
    for i in range(len(w)):
        new_m[i] = beta_1 * m[i] + (1 - beta_1) * g[i]
        new_v[i] = beta_2 * v[i] + (1 - beta_2) * g[i] ** 2
        step = rate * (new_m[i] / (1 - beta_1**t)) / ((new_v[i] / (1 - beta_2**t)) ** 0.5 + epsilon)
        new_w[i] = w[i] - step
    return new_w, new_m, new_v


@exercise.also_right
def adam_step_on_copies(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    w, m, v = w.copy(), m.copy(), v.copy()
    m *= beta_1
    m += (1 - beta_1) * g
    v *= beta_2
    v += (1 - beta_2) * np.square(g)
    w -= rate / (1 - beta_1**t) * m / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
    return [w, m, v]


# The memories of a late step make the place of epsilon visible; a weight that never had a slope, whether it is there.
@exercise.case
def the_first_step():
    return np.array([1.0, -2.0, 3.0]), np.zeros(3), np.zeros(3), np.array([2.0, -0.5, 5.0]), 1, 0.1


@exercise.case
def the_third_step():
    return np.array([1.0, 2.0]), np.array([0.2, -0.1]), np.array([0.003, 0.004]), np.array([1.5, -3.0]), 3, 0.05


@exercise.case
def a_weight_without_slope():
    return np.array([0.5, -0.5]), np.zeros(2), np.zeros(2), np.array([0.0, 1.0]), 1, 0.01


@exercise.case
def small_slopes_late():
    m, v = np.array([2e-4, -1e-3]), np.array([1e-6, 4e-7])
    return np.array([0.01, 0.02]), m, v, np.array([5e-4, -2e-3]), 20_000, 0.1


@exercise.case
def other_settings():
    m, v = np.array([0.3, -0.2]), np.array([0.05, 0.2])
    return np.array([2.0, -1.0]), m, v, np.array([0.5, 1.5]), 2, 0.02, 0.8, 0.95, 1e-3


@exercise.case
def a_matrix_of_large_weights():
    w = np.array([[1000.0, -20.0, 0.0], [7.0, -300.0, 50.0]])
    m = np.array([[-50.0, 10.0, 0.0], [0.5, -8.0, 700.0]])
    v = np.array([[900.0, 400.0, 0.0], [0.25, 64.0, 40_000.0]])
    return w, m, v, np.array([[-200.0, 3.0, 0.0], [1.0, -5.0, 100.0]]), 4, 0.5


@exercise.case
def tiny_slopes_in_the_first_step():
    return np.array([0.5, -0.5]), np.zeros(2), np.zeros(2), np.array([2e-7, -1e-6]), 1, 0.1


@exercise.mistake("The bias correction is missing: m and v began at 0. What do you divide them by at step t?")
def without_correction(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (np.sqrt(v) + epsilon), m, v


@exercise.mistake("You corrected m and not v. v began at 0, too.")
def only_m_corrected(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (1 - beta_1**t) / (np.sqrt(v) + epsilon), m, v


@exercise.mistake(
    "Where slopes are tiny, your steps are too short. You corrected the rate instead of v, so epsilon stands beside a "
    "root that is not corrected: which root does the formula put it beside?"
)
def only_the_rate_corrected(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """The form at the end of the paper's section 2, which Keras and the engine use."""
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    rate = rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v


@exercise.mistake("You divided by 1 - beta, at every step. The correction fades as t grows: where does t stand?")
def correction_by_product(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (1 - beta_1) / (np.sqrt(v / (1 - beta_2)) + epsilon), m, v


@exercise.mistake("t is counted from 1 already. What is 1 - beta**0?")
def counted_from_zero(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    t = t - 1
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    one, two = np.float64(1 - beta_1**t), np.float64(1 - beta_2**t)
    return w - rate * m / one / (np.sqrt(v / two) + epsilon), m, v


@exercise.mistake("You handed on the corrected means. The next step continues from m and v as they are.")
def corrected_memories(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    new_w, m, v = adam_step(w, m, v, g, t, rate, beta_1, beta_2, epsilon)
    return new_w, m / (1 - beta_1**t), v / (1 - beta_2**t)


@exercise.mistake("epsilon stands under the root, where it counts for much more. In Adam it comes after the root.")
def epsilon_in_the_root(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (1 - beta_1**t) / np.sqrt(v / (1 - beta_2**t) + epsilon), m, v


@exercise.mistake(
    "A weight that never had a slope gave 0 / 0. Which small number keeps the divisor above 0, and do "
    "brackets hold the two together?"
)
def without_epsilon(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (1 - beta_1**t) / np.sqrt(v / (1 - beta_2**t)), m, v


@exercise.mistake("You divided by v itself. It is a mean of squares: what makes it a size again?")
def without_root(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (1 - beta_1**t) / (v / (1 - beta_2**t) + epsilon), m, v


@exercise.mistake("v is the mean of the squares of g. Yours can be negative, and has no root then.")
def not_squared(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g
    return w - rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon), m, v


@exercise.mistake("The gradient replaced its mean m: nothing is remembered. Where is beta_1 in your step?")
def gradient_for_its_mean(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * g / (np.sqrt(v / (1 - beta_2**t)) + epsilon), g, v


@exercise.mistake("The two betas have changed places: beta_1 belongs to m, beta_2 to v.")
def betas_swapped(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam_step(w, m, v, g, t, rate, beta_2, beta_1, epsilon)


@exercise.mistake("You added g in full. A mean keeps beta of the old and takes how much of the new?")
def gradient_added_in_full(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + g
    v = beta_2 * v + g**2
    return w - rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon), m, v


@exercise.mistake("This step leads uphill. What is the sign before the rate?")
def adam_uphill(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    new_w, m, v = adam_step(w, m, v, g, t, rate, beta_1, beta_2, epsilon)
    return 2 * w - new_w, m, v


@exercise.mistake("With other settings your numbers stay as they were. Which of the arguments did you not use?")
def usual_settings(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam_step(w, m, v, g, t, rate)


@exercise.mistake("Your step does not ask for rate: is a number of your own in its place?")
def usual_rate(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam_step(w, m, v, g, t, 0.001, beta_1, beta_2, epsilon)


@exercise.mistake("You corrected v and not m. m began at 0, too.")
def only_v_corrected(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (np.sqrt(v / (1 - beta_2**t)) + epsilon), m, v


@exercise.mistake("You multiplied beta by t. In the formula t stands above beta: what does that mean?")
def correction_by_t_times_beta(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (1 - beta_1 * t) / (np.sqrt(v / (1 - beta_2 * t)) + epsilon), m, v


@exercise.mistake("In Python, ^ is not a power. Which sign did the lesson use for a square?")
def caret_for_a_power(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return w - rate * g / (1 - beta_1 ^ t), m, v


@exercise.mistake("t is counted from 1 already, so no 1 is added to it.")
def counted_once_more(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m / (1 - beta_1 ** (t + 1)) / (np.sqrt(v / (1 - beta_2 ** (t + 1))) + epsilon), m, v


@exercise.mistake("m and v are too small at first, and yours got smaller. Divide or multiply?")
def corrected_the_wrong_way(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    return w - rate * m * (1 - beta_1**t) / (np.sqrt(v * (1 - beta_2**t)) + epsilon), m, v


@exercise.mistake("w is right, and m and v came back as they were: then nothing is remembered.")
def old_memories_handed_on(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam_step(w, m, v, g, t, rate, beta_1, beta_2, epsilon)[0], m, v


@exercise.mistake("Your step used the old m and v. First they take in g, then comes the step.")
def step_before_the_memories(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    new_w = w - rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
    return new_w, beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2


@exercise.mistake("All three are there, in another order. The new w is meant to come first.")
def memories_first(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    w, m, v = adam_step(w, m, v, g, t, rate, beta_1, beta_2, epsilon)
    return m, v, w


@exercise.mistake("This is the step alone. Where is w after it?")
def the_step_alone(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    new_w, m, v = adam_step(w, m, v, g, t, rate, beta_1, beta_2, epsilon)
    return w - new_w, m, v


@exercise.mistake("v is the mean of the squares of g, not of the squares of m.")
def square_of_the_mean(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * m**2
    return w - rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon), m, v


@exercise.mistake("v takes in the size of g. Its square is meant: a root is taken later.")
def size_in_place_of_the_square(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * np.abs(g)
    return w - rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon), m, v


@exercise.mistake("Your numbers are right, but *=, += or -= wrote into the caller's arrays. What makes new ones?")
def arguments_changed(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m *= beta_1
    m += (1 - beta_1) * g
    v *= beta_2
    v += (1 - beta_2) * g**2
    w -= rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
    return w, m, v


@exercise.mistake("Three arrays are meant: w, and the two memories that the next step needs.")
def w_alone(w, m, v, g, t, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam_step(w, m, v, g, t, rate, beta_1, beta_2, epsilon)[0]
