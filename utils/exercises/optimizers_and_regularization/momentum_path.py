import numpy as np

from utils.exercises.exercise import Exercise


def momentum_path(slope, w, rate, momentum, steps):
    """The way (steps + 1, n) of momentum from w (n,), the start first; slope(w) is the gradient (n,) at w."""
    v = np.zeros(w.shape)
    path = [w]
    for _ in range(steps):
        v = momentum * v - rate * slope(w)
        w = w + v
        path.append(w)
    return np.array(path)


exercise = Exercise(
    momentum_path,
    hints=(
        "Begin with v = 0 and a list that holds w. In each step: the new v, the new w, and w into the list.",
        "v = momentum * v - rate * slope(w), then w = w + v. At the end np.array(...) of the list.",
    ),
)


@exercise.also_right
def momentum_path_with_the_rate_outside(slope, w, rate, momentum, steps):
    path, v = np.empty((steps + 1, len(w))), 0.0
    path[0] = w
    for step in range(steps):
        v = momentum * v + slope(path[step])
        path[step + 1] = path[step] - rate * v
    return path


@exercise.also_right
def momentum_path_by_the_engine(slope, w, rate, momentum, steps):
    from utils.scratch import Momentum

    rolling, place = Momentum(rate, momentum), w.astype(float)
    path = [place.copy()]
    for _ in range(steps):
        rolling.update(place, slope(place))
        path.append(place.copy())
    return np.stack(path)


@exercise.also_right
def momentum_path_from_the_last_two_places(slope, w, rate, momentum, steps):
    path = [w, w]
    for _ in range(steps):
        path.append(path[-1] - rate * slope(path[-1]) + momentum * (path[-1] - path[-2]))
    return np.array(path[1:])


@exercise.also_right
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


@exercise.case
def a_narrow_valley():
    return Valley(1.0, 30.0), np.array([-4.0, 1.0]), 0.03, 0.9, 6


@exercise.case
def three_weights():
    return Valley(2.0, 0.5, 1.0), np.array([1.0, -2.0, 3.0]), 0.1, 0.5, 4


@exercise.case
def no_step_at_all():
    return Valley(1.0, 2.0), np.array([0.5, 1.5]), 0.1, 0.8, 0


@exercise.case
def one_weight_from_far_away():
    return Valley(0.5), np.array([-80.0]), 1.0, 0.9, 5


@exercise.case
def without_momentum():
    return Valley(1.0, 0.0, 3.0, 2.0), np.array([0.001, 5.0, -0.02, 0.0]), 0.1, 0.0, 3


@exercise.mistake(
    "The new push replaced the velocity, and the old one is lost: this is plain gradient descent. What becomes of v?"
)
def velocity_replaced(slope, w, rate, momentum, steps):
    path = [w]
    for _ in range(steps):
        v = -rate * slope(w)
        w = w + v
        path.append(w)
    return np.array(path)


@exercise.mistake("momentum shortens your steps, and nothing is kept from one to the next. What should it multiply?")
def shortened_step(slope, w, rate, momentum, steps):
    return velocity_replaced(slope, w, rate * momentum, momentum, steps)


@exercise.mistake("You weighted the new push by 1 - momentum. In this formula it counts in full.")
def averaged(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate * (1 - momentum), momentum, steps)


@exercise.mistake("This way leads uphill. What is the sign before the rate?")
def uphill(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, -rate, momentum, steps)


@exercise.mistake("You asked for the slope once, at the start. The ground changes as you go.")
def slope_of_the_start(slope, w, rate, momentum, steps):
    g = slope(w)
    return momentum_path(lambda place: g, w, rate, momentum, steps)


@exercise.mistake("The start is missing: a path of so many steps has one more place.")
def start_left_out(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate, momentum, steps)[1:]


@exercise.mistake("Only the last place came back. All of them are meant, one in each row, the start first.")
def only_the_end(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate, momentum, steps)[-1]


@exercise.mistake("All rows are equal: += changes the one array that the list holds many times. What makes a new one?")
def one_array_many_times(slope, w, rate, momentum, steps):
    w, v = w.copy(), np.zeros(len(w))
    path = [w]
    for _ in range(steps):
        v = momentum * v - rate * slope(w)
        w += v
        path.append(w)
    return np.array(path)


@exercise.mistake("Your path is right, but w, which the caller gave you, was changed: += does that.")
def start_changed(slope, w, rate, momentum, steps):
    v, path = np.zeros(len(w)), [w.copy()]
    for _ in range(steps):
        v = momentum * v - rate * slope(w)
        w += v
        path.append(w.copy())
    return np.array(path)


@exercise.mistake("+= changes the one array that w is: the caller's, and every row of your list. What makes a new one?")
def start_changed_and_all_rows_equal(slope, w, rate, momentum, steps):
    v, path = np.zeros(len(w)), [w]
    for _ in range(steps):
        v = momentum * v - rate * slope(w)
        w += v
        path.append(w)
    return np.array(path)


@exercise.mistake("You took one step too many. The start is no step: how many times should the loop run?")
def one_step_too_many(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate, momentum, steps + 1)


@exercise.mistake("You took one step too few. How many numbers are in your range(...)?")
def one_step_too_few(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate, momentum, max(steps - 1, 0))


@exercise.mistake("Row 0 is for the start. In which row does the first step end?")
def start_overwritten(slope, w, rate, momentum, steps):
    path = np.zeros((steps + 1, len(w)))
    path[:steps] = momentum_path(slope, w, rate, momentum, steps)[1:]
    return path


@exercise.mistake("The numbers are right, and lie on their side. One place is meant to be one row.")
def lying_on_its_side(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate, momentum, steps).T


@exercise.mistake("All places are in one long row. Which function makes a row of each?")
def in_one_row(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate, momentum, steps).ravel()


@exercise.mistake("You stopped after one step. Does your return stand inside the loop?")
def returned_after_one_step(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate, momentum, min(steps, 1))


@exercise.mistake("The rate multiplies your old velocity, too. It belongs to the slope alone.")
def rate_times_the_velocity_too(slope, w, rate, momentum, steps):
    v, path = np.zeros(len(w)), [w]
    for _ in range(steps):
        v = rate * (momentum * v - slope(w))
        w = w + v
        path.append(w)
    return np.array(path)


@exercise.mistake("momentum multiplies the new push, too. It belongs to the old velocity alone.")
def momentum_times_the_push_too(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate * momentum, momentum, steps)


@exercise.mistake("You asked for the slope ahead, at w + momentum * v. That is Nesterov's rule; here ask at w.")
def slope_ahead(slope, w, rate, momentum, steps):
    v, path = np.zeros(len(w)), [w]
    for _ in range(steps):
        v = momentum * v - rate * slope(w + momentum * v)
        w = w + v
        path.append(w)
    return np.array(path)


@exercise.mistake("You moved with the old velocity. First the push changes v, then v moves w.")
def moves_before_it_pushes(slope, w, rate, momentum, steps):
    v, path = np.zeros(len(w)), [w]
    for _ in range(steps):
        g = slope(w)
        w = w + v
        v = momentum * v - rate * g
        path.append(w)
    return np.array(path)


@exercise.mistake("Your velocity never fades. Where does momentum enter?")
def nothing_fades(slope, w, rate, momentum, steps):
    return momentum_path(slope, w, rate, 1.0, steps)


@exercise.mistake("These are the velocities. The places are meant: where does each step lead?")
def velocities(slope, w, rate, momentum, steps):
    path = momentum_path(slope, w, rate, momentum, steps)
    return np.diff(path, axis=0, prepend=path[:1])
