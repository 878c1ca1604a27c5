import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise

BUDGET_EPOCHS = 10
LOW_ENOUGH = 0.2


def train_on_a_budget(w, loss_and_gradient, m, budget, rng):
    """A place with a low loss, found from w by looking at no more than `budget` images in all."""
    v, images = np.zeros_like(w), 0
    while images < budget:
        order = rng.permutation(m)
        for i in range(0, m, 16):
            batch = order[i : i + 16][: budget - images]
            if len(batch) == 0:
                break
            rate = 0.03 * (1 - images / budget)
            _, g = loss_and_gradient(w, batch)
            v = 0.9 * v - rate * g
            w = w + v
            images += len(batch)
    return w


exercise = Exercise(
    train_on_a_budget,
    hints=(
        "Begin with shuffled_batches for each epoch and step_downhill for each batch. Count the images.",
        "How many steps do full batches give you for the budget, and how many do batches of 16?",
        "A velocity (step_with_momentum), and a rate that gets smaller toward the end, both get you farther.",
    ),
    seconds=30,
    open_ended=True,
)


@exercise.observe
def low_enough_within_the_budget(result, w, loss_and_gradient, m, budget, rng):
    """'low enough' for a place whose loss on all images is low and that cost no more than the budget."""
    used = loss_and_gradient.images
    if isinstance(result, tuple | list) and len(result) != len(w):
        raise NotYet("Return the place alone: one array like w.")
    if np.shape(result) != w.shape:
        raise NotYet(f"A place of this landscape has shape {w.shape}; yours has {np.shape(result)}.")
    place, w_has_changed = np.array(result), not np.array_equal(w, loss_and_gradient.start)
    w[:] = loss_and_gradient.start  # put back, so that the learner reads the sentences below
    if used == 0:
        raise NotYet("You used no image: call loss_and_gradient and step.")
    if used > budget:
        raise NotYet(f"You looked at {used:,} images; the budget is {budget:,}. Every call costs len(batch) images.")
    if not np.isfinite(place).all():
        raise NotYet("Your place holds nan or infinity: the walk diverged. What made it leave the valley?")
    start, loss = (loss_and_gradient(point)[0] for point in (w, place))
    if loss > start:
        raise NotYet(
            f"The loss went from {start:.2f} to {loss:.2f}. It ended higher than it began: is the sign right, or the "
            "rate too large?"
        )
    if not loss <= LOW_ENOUGH:
        raise NotYet(
            f"The loss went from {start:.2f} to {loss:.2f} with {used:,} of {budget:,} images; {LOW_ENOUGH} or "
            "less is asked for. Would smaller batches, another rate or momentum get farther?"
        )
    if w_has_changed:
        raise NotYet("The right kind of place, but your -= changed the w you were given. Write w = w - ... instead.")
    return "low enough"


@exercise.also_right
def train_on_a_budget_by_chance(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget // 10):
        _, g = loss_and_gradient(w, rng.integers(0, m, size=10))
        w = w - 0.1 * g
    return w


@exercise.also_right
def train_on_a_budget_by_adam(w, loss_and_gradient, m, budget, rng):
    first, second = np.zeros_like(w), np.zeros_like(w)
    for t in range(1, budget // 20 + 1):
        _, g = loss_and_gradient(w, rng.choice(m, 20, replace=False))
        first, second = 0.9 * first + 0.1 * g, 0.999 * second + 0.001 * g**2
        w = w - 0.01 * (first / (1 - 0.9**t)) / (np.sqrt(second / (1 - 0.999**t)) + 1e-7)
    return w


def _problem(seed):
    """Start, loss, number of images, budget and generator: 400 noisy patterns of 10 kinds for a 49-16-10 network."""
    from utils.landscape import LossAndGradient
    from utils.scratch import Dense, Network, ReLU

    rng = np.random.default_rng(seed)
    y = np.arange(400) % 10
    x = rng.uniform(size=(10, 49))[y] + 0.3 * rng.normal(size=(400, 49))
    network = Network([Dense(49, 16), ReLU(), Dense(16, 10)], seed=seed)
    loss_and_gradient = LossAndGradient(network, x, y)
    return network.parameters.copy(), loss_and_gradient, 400, BUDGET_EPOCHS * 400, np.random.default_rng(seed + 100)


@exercise.case
def a_small_landscape():
    return _problem(0)


@exercise.case
def another_small_landscape():
    return _problem(1)


@exercise.case
def a_third_small_landscape():
    return _problem(2)


@exercise.mistake("The second argument is the batch itself: a row of indices, and not their number.")
def size_in_place_of_indices(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget // 32):
        w = w - 0.1 * loss_and_gradient(w, 32)[1]
    return w


@exercise.refused("Would smaller batches, another rate or momentum get farther?")
def full_batches(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget // m):
        w = w - 0.3 * loss_and_gradient(w)[1]
    return w


@exercise.refused("Would smaller batches, another rate or momentum get farther?")
def steps_too_small(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget // 32):
        w = w - 0.001 * loss_and_gradient(w, rng.integers(0, m, 32))[1]
    return w


@exercise.refused("the walk diverged. What made it leave the valley?")
def steps_too_large(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget // 32):
        w = w - 1e6 * loss_and_gradient(w, rng.integers(0, m, 32))[1]
        w = w * 1e6
    return w


@exercise.refused("the budget is 4,000. Every call costs len(batch) images.")
def over_budget(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget // 16):
        w = w - 0.1 * loss_and_gradient(w, rng.integers(0, m, 32))[1]
    return w


@exercise.refused("the budget is 4,000. Every call costs len(batch) images.")
def budget_taken_for_steps(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget):
        w = w - 0.03 * loss_and_gradient(w, rng.integers(0, m, 8))[1]
    return w


@exercise.refused("Would smaller batches, another rate or momentum get farther?")
def never_moves(w, loss_and_gradient, m, budget, rng):
    loss_and_gradient(w)
    return w


@exercise.refused("You used no image: call loss_and_gradient and step.")
def no_image_used(w, loss_and_gradient, m, budget, rng):
    return w


@exercise.refused("The right kind of place, but your -= changed the w you were given.")
def good_but_in_place(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget // 10):
        w -= 0.1 * loss_and_gradient(w, rng.integers(0, m, size=10))[1]
    return w


@exercise.refused("It ended higher than it began: is the sign right, or the rate too large?")
def uphill_on_a_budget(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget // 32):
        w = w + 0.03 * loss_and_gradient(w, rng.integers(0, m, 32))[1]
    return w


@exercise.refused("A place of this landscape has shape")
def loss_returned(w, loss_and_gradient, m, budget, rng):
    return loss_and_gradient(w)[0]


@exercise.refused("Return the place alone: one array like w.")
def with_its_loss(w, loss_and_gradient, m, budget, rng):
    return w, loss_and_gradient(w)[0]
