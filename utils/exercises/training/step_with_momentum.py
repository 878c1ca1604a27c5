import numpy as np

from utils.exercises.exercise import Exercise


def step_with_momentum(w, v, g, rate, momentum):
    """The new place and the new velocity (w, v) after one step with momentum."""
    v = momentum * v - rate * g
    return w + v, v


exercise = Exercise(
    step_with_momentum,
    hints=(
        "Two lines, in this order: first the new velocity, then the new place.",
        "The new v is momentum times the old one, less rate times g. The new w is w plus the new v.",
    ),
)


@exercise.also_right
def step_with_momentum_in_one_line(w, v, g, rate, momentum):
    return w + momentum * v - rate * g, momentum * v - rate * g


@exercise.also_right
def step_with_momentum_by_loop(w, v, g, rate, momentum):
    new_w, new_v = w.copy(), v.copy()
    for i in range(len(w)):
        new_v[i] = momentum * v[i] - rate * g[i]
        new_w[i] = w[i] + new_v[i]
    return new_w, new_v


@exercise.case
def rolling():
    return np.array([1.0, -2.0]), np.array([-0.5, 0.25]), np.array([0.5, 4.0]), 0.1, 0.9


@exercise.case
def at_rest():
    return np.array([3.0, 0.0]), np.zeros(2), np.array([-1.0, 2.0]), 0.5, 0.9


@exercise.case
def rolling_on_flat_ground():
    return np.array([0.0, 1.0, 2.0]), np.array([1.0, -1.0, 0.5]), np.zeros(3), 0.1, 0.5


@exercise.case
def a_long_way():
    return np.array([300.0, -4000.0]), np.array([-20.0, 150.0]), np.array([-50.0, 1000.0]), 2, 0.5


@exercise.case
def without_momentum():
    return np.array([1.0, -2.0]), np.array([-0.5, 0.25]), np.array([0.5, 4.0]), 0.1, 0


@exercise.case
def a_matrix_of_weights():
    rng = np.random.default_rng(7)
    w, v, g = (rng.normal(size=(3, 2)).astype("float32") for _ in range(3))
    return w, v, g, 0.03, 0.95


@exercise.mistake("w moved by the old velocity. In which order do the two lines come?")
def old_velocity_used(w, v, g, rate, momentum):
    return w + v, momentum * v - rate * g


@exercise.mistake("The gradient pushes your velocity uphill. Which sign turns it around?")
def velocity_uphill(w, v, g, rate, momentum):
    v = momentum * v + rate * g
    return w + v, v


@exercise.mistake("The velocity is right, but you went against it. Which sign moves along it?")
def velocity_subtracted(w, v, g, rate, momentum):
    v = momentum * v - rate * g
    return w - v, v


@exercise.mistake("Nothing is left of the old velocity. What does momentum multiply?")
def forgets_the_velocity(w, v, g, rate, momentum):
    return w - rate * g, -rate * g


@exercise.mistake("The old velocity stays as it was, forever. What should make it fade?")
def never_slows_down(w, v, g, rate, momentum):
    v = v - rate * g
    return w + v, v


@exercise.mistake("You weighted the gradient by 1 - momentum. Some books do; the formula above takes it whole.")
def weighted_mean(w, v, g, rate, momentum):
    v = momentum * v - (1 - momentum) * rate * g
    return w + v, v


@exercise.mistake("You keep the rate out of v. Some libraries do; in the formula above, v is the step itself.")
def rate_outside(w, v, g, rate, momentum):
    v = momentum * v + g
    return w - rate * v, v


@exercise.mistake("Does 0.9 stand where momentum should?")
def momentum_fixed(w, v, g, rate, momentum):
    return step_with_momentum(w, v, g, rate, 0.9)


@exercise.mistake("w is right with your sign, but your v points uphill; in the formula above, v is the step itself.")
def velocity_points_uphill(w, v, g, rate, momentum):
    v = momentum * v + rate * g
    return w - v, v


@exercise.mistake("The velocity plays no part. What does the old one bring, and what is the new one?")
def plain_step(w, v, g, rate, momentum):
    return w - rate * g, v


@exercise.mistake("Only the old velocity fades, not the new push. What does momentum multiply?")
def push_fades_too(w, v, g, rate, momentum):
    v = momentum * (v - rate * g)
    return w + v, v


@exercise.mistake("The two are swapped. The place w comes first.")
def velocity_first(w, v, g, rate, momentum):
    return step_with_momentum(w, v, g, rate, momentum)[::-1]


@exercise.mistake("The right values, but w and v themselves were changed. Make new arrays.")
def changes_its_arguments(w, v, g, rate, momentum):
    v *= momentum
    v -= rate * g
    w += v
    return w, v


@exercise.mistake("Where is the velocity? The next step needs it: return both.")
def velocity_not_returned(w, v, g, rate, momentum):
    return w + momentum * v - rate * g
