"""The temperature that makes the cross-entropy smallest."""

from numbers import Real

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise
from utils.exercises.softmax.cross_entropy_from_logits import cross_entropy_from_logits

COLDEST, HOTTEST = 0.05, 20.0
NEAR_ENOUGH = 0.001  # nats, as all losses
NOT_FAR_OFF = 0.1  # nats


def best_temperature(z, y):
    """The temperature T between 0.05 and 20 that makes the mean cross-entropy of z / T smallest."""
    from utils.exercises.softmax.cross_entropy_from_logits import cross_entropy_from_logits

    candidates = np.geomspace(0.05, 20, num=300)
    losses = [cross_entropy_from_logits(z / T, y) for T in candidates]
    return float(candidates[np.argmin(losses)])


exercise = Exercise(
    best_temperature,
    hints=(
        "How would you find the best temperature by hand? Try one, look at the loss, try another.",
        "Take many candidates, np.geomspace(0.05, 20, 200), and compute the cross-entropy of z / T for each.",
        "np.argmin(losses) says at which place the smallest loss stands. The candidate at that place is the answer.",
    ),
    open_ended=True,
)


@exercise.observe
def near_the_best_temperature(result, z, y):
    """That the loss at the learner's temperature is within NEAR_ENOUGH of the lowest, or NotYet."""
    number = result.item() if isinstance(result, np.ndarray) and result.ndim == 0 else result
    if isinstance(number, bool) or not isinstance(number, Real):
        raise NotYet("One number is meant: the temperature.")
    temperature = float(number)
    if not COLDEST <= temperature <= HOTTEST:
        raise NotYet(f"Your temperature is {temperature:.3g}; look for it between {COLDEST:g} and {HOTTEST:g}.")
    loss = cross_entropy_from_logits(z / temperature, y)
    best = best_temperature_by_minimize(z, y)
    lowest = cross_entropy_from_logits(z / best, y)
    if loss <= lowest + NEAR_ENOUGH:
        return "close enough"
    if abs(temperature - lowest) <= 0.01:
        raise NotYet("You returned the loss. Return the T that gave it.")
    if cross_entropy_from_logits(z * temperature, y) <= lowest + NEAR_ENOUGH:
        raise NotYet("One over your temperature would be right. Are the scores multiplied by T, or divided by it?")
    found = f"At your temperature of {temperature:.3g} the loss is {loss:.4f} nats; {lowest:.4f} can be reached."
    if loss <= lowest + NOT_FAR_OFF:
        raise NotYet(
            f"{found} Your search does not come close enough here. Does it go all the way from {COLDEST:g} to "
            f"{HOTTEST:g}, in steps that are finest at small T?"
        )
    sure, other = ("sure", "larger") if temperature < best else ("timid", "smaller")
    raise NotYet(
        f"{found} The probabilities are still too {sure}. Does your search try {other} temperatures, close "
        "together, and compare their losses?"
    )


@exercise.also_right
def best_temperature_by_minimize(z, y):
    from scipy.optimize import minimize_scalar

    def loss(log_temperature):
        return cross_entropy_from_logits(z / np.exp(log_temperature), y)

    return float(np.exp(minimize_scalar(loss, bounds=np.log([COLDEST, HOTTEST]), method="bounded").x))


@exercise.also_right
def best_temperature_by_thirds(z, y):
    low, high = COLDEST, HOTTEST
    while high / low > 1.001:
        left, right = low * (high / low) ** (1 / 3), low * (high / low) ** (2 / 3)
        if cross_entropy_from_logits(z / left, y) < cross_entropy_from_logits(z / right, y):
            high = right
        else:
            low = left
    return low


def _scores_off_by(factor, seed, size=(400, 10), wrong_labels=0):
    """Scores of images whose labels follow softmax(z), multiplied by a factor; the first labels may be wrong."""
    generator = np.random.default_rng(seed)
    z = generator.normal(scale=2.0, size=size)
    y = (z + generator.gumbel(size=z.shape)).argmax(axis=1)  # draws from softmax(z)
    y[:wrong_labels] = z[:wrong_labels].argmin(axis=1)
    return factor * z, y


@exercise.case
def scores_too_timid():
    return _scores_off_by(0.25, seed=2)


@exercise.case
def scores_too_sure():
    return _scores_off_by(4.0, seed=1)


@exercise.case
def scores_about_right():
    return _scores_off_by(1.0, seed=3)


@exercise.case
def scores_much_too_timid():
    return _scores_off_by(0.08, seed=4)


@exercise.case
def scores_much_too_sure():
    return _scores_off_by(15.0, seed=5)


@exercise.case
def a_few_wrong_labels():
    return _scores_off_by(3.0, seed=6, size=(300, 7), wrong_labels=10)


@exercise.case
def every_answer_right():
    """The colder, the better, so the search ends at its limit."""
    return np.array([[3.0, 0.0, 1.0], [0.0, 2.0, 1.0]]), np.array([0, 1])


@exercise.refused("Does your search try smaller temperatures")
def left_as_it_is(z, y):
    return 1.0


@exercise.refused("One over your temperature would be right.")
def multiplied(z, y):
    return 1 / best_temperature(z, y)


@exercise.refused("The probabilities are still too sure.")
def coldest_of_all(z, y):
    return COLDEST


@exercise.refused("The probabilities are still too sure.")
def worst_of_all(z, y):
    candidates = np.geomspace(COLDEST, HOTTEST, num=100)
    return float(candidates[np.argmax([cross_entropy_from_logits(z / T, y) for T in candidates])])


@exercise.refused("The probabilities are still too sure.")
def by_accuracy(z, y):
    candidates = np.geomspace(COLDEST, HOTTEST, num=20)
    return float(candidates[np.argmax([np.mean((z / T).argmax(axis=1) == y) for T in candidates])])


@exercise.refused("look for it between 0.05 and 20")
def place_of_the_best(z, y):
    candidates = np.geomspace(COLDEST, HOTTEST, num=300)
    return int(np.argmin([cross_entropy_from_logits(z / T, y) for T in candidates]))


@exercise.refused("You returned the loss. Return the T that gave it.")
def lowest_loss(z, y):
    return min(cross_entropy_from_logits(z / T, y) for T in np.geomspace(COLDEST, HOTTEST, num=100))


@exercise.refused("Your search does not come close enough here.")
def coarse_search(z, y):
    candidates = np.geomspace(COLDEST, HOTTEST, num=60)
    return float(candidates[np.argmin([cross_entropy_from_logits(z / T, y) for T in candidates])])


@exercise.refused("Your search does not come close enough here.")
def coarse_equal_steps(z, y):
    candidates = np.linspace(COLDEST, HOTTEST, num=60)
    return float(candidates[np.argmin([cross_entropy_from_logits(z / T, y) for T in candidates])])


@exercise.refused("One number is meant: the temperature.")
def list_of_losses(z, y):
    return [cross_entropy_from_logits(z / T, y) for T in (0.5, 1.0, 2.0)]
