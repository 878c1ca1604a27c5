"""Lesson 05: batches, steps downhill, momentum, early stopping, and a training with a budget. No TensorFlow."""

from collections.abc import Iterator

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise, Mistake

BUDGET_EPOCHS = 10
LOW_ENOUGH = 0.2
FIRST_RECORD = "The first epoch is always a record, however high its loss."


def count_steps(m, batch_size):
    """How many steps an epoch over m images takes, and how many images the last step gets."""
    steps = -(-m // batch_size)
    return steps, m - (steps - 1) * batch_size


def count_steps_by_loop(m, batch_size):
    steps, left = 1, m
    while left > batch_size:
        steps, left = steps + 1, left - batch_size
    return steps, left


def count_steps_by_ceil(m, batch_size):
    return int(np.ceil(m / batch_size)), m % batch_size or batch_size


def ten_by_fours():
    return 10, 4


def the_classic_epoch():
    return 5000, 32


def nothing_left_over():
    return 96, 32


def one_batch_is_too_large():
    return 20, 32


def _whole_batches_only(m, batch_size):
    return m // batch_size, batch_size


def _always_one_more(m, batch_size):
    return m // batch_size + 1, m % batch_size


def _remainder_as_last(m, batch_size):
    return -(-m // batch_size), m % batch_size


def _last_is_full(m, batch_size):
    return -(-m // batch_size), batch_size


def _last_is_full_or_all(m, batch_size):
    return -(-m // batch_size), min(m, batch_size)


def _steps_as_float(m, batch_size):
    return np.ceil(m / batch_size), m % batch_size or batch_size


def _last_before_steps(m, batch_size):
    return count_steps(m, batch_size)[::-1]


def shuffled_batches(m, batch_size, rng):
    """A list with the indices of the images of each step of one epoch, in an order drawn by rng."""
    order = rng.permutation(m)
    return [order[i : i + batch_size] for i in range(0, m, batch_size)]


def shuffled_batches_by_shuffle(m, batch_size, rng):
    order = list(range(m))
    rng.shuffle(order)
    batches = []
    while order:
        batches.append(order[:batch_size])
        order = order[batch_size:]
    return batches


def shuffled_batches_by_split(m, batch_size, rng):
    order = rng.choice(m, size=m, replace=False)
    return np.split(order, range(batch_size, m, batch_size))


def shuffled_batches_by_sorting(m, batch_size, rng):
    order = np.argsort(rng.random(m))
    return tuple(order[i * batch_size : (i + 1) * batch_size] for i in range(int(np.ceil(m / batch_size))))


def ten_images():
    return 10, 4, np.random.default_rng(1)


def fifty_images():
    return 50, 16, np.random.default_rng(2)


def forty_images():
    return 40, 8, np.random.default_rng(3)


def _in_whole_numbers(batches):
    if isinstance(batches, np.ndarray) and batches.ndim == 1 and batches.dtype != object:
        raise NotYet("One row of numbers came back. A list is meant, with one array of indices for each step.")
    if isinstance(batches, Iterator):
        raise NotYet("A generator came back, and it can be used only once. A list is meant: list(...) makes one.")
    if not isinstance(batches, list | tuple | np.ndarray):
        raise NotYet("A list is meant, with one array of indices for each step.")
    return [np.asarray(batch).reshape(-1) for batch in batches]


def sizes_and_indices(result, m, batch_size, rng):
    """The sizes of the batches and the sorted indices in them; NotYet if chance had no say in their order."""
    batches = _in_whole_numbers(result)
    together = np.concatenate(batches) if batches else np.array([], dtype=int)
    if together.dtype.kind not in "iu":
        raise NotYet(f"The indices have dtype {together.dtype}. An index is a whole number.")
    sizes = [len(batch) for batch in batches]
    found = [sizes, np.sort(together)]
    if len(together) and (together.min() < 0 or together.max() >= m):
        raise NotYet(f"Yours run from {together.min()} to {together.max()}. The indices run from 0 to m - 1.")
    if len(together) < m or len(np.unique(together)) < m:
        missing = m - len(np.intersect1d(together, np.arange(m)))
        are = "is" if missing == 1 else "are"
        raise NotYet(f"{missing} of the {m} images {are} in no batch. In an epoch, each image has its turn once.")
    if sizes[-1] == 0:
        raise NotYet("The last batch is empty. Where should the cutting end?")
    if np.array_equal(together, np.arange(m)):
        raise NotYet("The images stand in their old order. What should rng do with them?")
    if all(np.all(np.diff(batch) == 1) for batch in batches):
        raise NotYet("Only the batches changed places: inside each, neighbors stayed neighbors. Shuffle the images.")
    if sizes[0] < sizes[-1] == batch_size:
        raise NotYet("The short batch comes last. Yours comes first.")
    if all(np.ptp(batch // batch_size) == 0 for batch in batches):
        raise NotYet(
            "Each batch still holds its old neighbors, only in another order. Shuffle all m indices first, then cut."
        )
    return found


def a_new_order_each_epoch(answer, result, m, batch_size, rng):
    """NotYet unless a second call with the same generator gives another order, and the same seed the same one."""
    epochs = []
    for _ in range(2):
        again = np.random.default_rng(9)
        epochs.append([np.concatenate(_in_whole_numbers(answer(m, batch_size, again))) for _ in range(2)])
    if np.array_equal(epochs[0][0], epochs[0][1]):
        raise NotYet("Two epochs got the same order. Do you use the rng that is given, or one of your own?")
    if not np.array_equal(epochs[0][0], epochs[1][0]):
        raise NotYet("The same seed gave two different orders. Does all chance come from rng?")


def _old_order(m, batch_size, rng):
    return [np.arange(m)[i : i + batch_size] for i in range(0, m, batch_size)]


def _last_batch_lost(m, batch_size, rng):
    order = rng.permutation(m)
    return [order[i * batch_size : (i + 1) * batch_size] for i in range(m // batch_size)]


def _with_replacement(m, batch_size, rng):
    return [rng.integers(0, m, size=len(batch)) for batch in _old_order(m, batch_size, rng)]


def _a_generator_of_its_own(m, batch_size, rng):
    return shuffled_batches(m, batch_size, np.random.default_rng(0))


def _a_generator_without_seed(m, batch_size, rng):
    return shuffled_batches(m, batch_size, np.random.default_rng())


def _only_batches_shuffled(m, batch_size, rng):
    batches = _old_order(m, batch_size, rng)
    return [batches[i] for i in np.random.default_rng(1).permutation(len(batches))[::-1]]


def _equal_parts(m, batch_size, rng):
    return np.array_split(rng.permutation(m), -(-m // batch_size))


def _size_taken_for_number(m, batch_size, rng):
    return np.array_split(rng.permutation(m), batch_size)


def _shuffled_inside_each_batch(m, batch_size, rng):
    return [rng.permutation(batch) for batch in _old_order(m, batch_size, rng)]


def _shuffled_inside_and_between(m, batch_size, rng):
    batches = _shuffled_inside_each_batch(m, batch_size, rng)
    rng.shuffle(full := batches[: m // batch_size])
    return full + batches[m // batch_size :]


def _indices_from_one(m, batch_size, rng):
    return [batch + 1 for batch in shuffled_batches(m, batch_size, rng)]


def _an_empty_batch_at_the_end(m, batch_size, rng):
    order = rng.permutation(m)
    return [order[i : i + batch_size] for i in range(0, m + batch_size, batch_size)]


def _short_batch_first(m, batch_size, rng):
    return shuffled_batches(m, batch_size, rng)[::-1]


def _shuffle_gives_nothing_back(m, batch_size, rng):
    order = rng.shuffle(np.arange(m))
    return [order[i : i + batch_size] for i in range(0, m, batch_size)]


def _a_generator_of_batches(m, batch_size, rng):
    order = rng.permutation(m)
    return (order[i : i + batch_size] for i in range(0, m, batch_size))


def _one_image_lost(m, batch_size, rng):
    order = rng.permutation(m)[:-1]
    return [order[i : i + batch_size] for i in range(0, m, batch_size)]


def _one_long_row(m, batch_size, rng):
    return rng.permutation(m)


def step_downhill(w, g, rate):
    """The place after one step of gradient descent from w, where the gradient is g."""
    return w - rate * g


def step_downhill_by_loop(w, g, rate):
    return np.array([w_i - rate * g_i for w_i, g_i in zip(w, g)])


def step_downhill_on_a_copy(w, g, rate):
    w = w.copy()
    w -= rate * g
    return w


def two_weights():
    return np.array([1.0, -2.0]), np.array([0.5, 4.0]), 0.1


def a_steeper_place():
    return np.array([0.0, 3.0, -1.0]), np.array([-20.0, 0.0, 8.0]), 0.25


def many_weights():
    rng = np.random.default_rng(5)
    return rng.normal(size=7), rng.normal(size=7), 0.03


def _uphill(w, g, rate):
    return w + rate * g


def _no_rate(w, g, rate):
    return w - g


def _change_only(w, g, rate):
    return -rate * g


def _in_place(w, g, rate):
    w -= rate * g
    return w


def _direction_only(w, g, rate):
    return w - rate * np.sign(g)


def _length_one(w, g, rate):
    return w - rate * g / np.linalg.norm(g)


def _weights_multiplied(w, g, rate):
    return w - rate * g * w


def _toward_the_gradient(w, g, rate):
    return rate * (w - g)


def step_with_momentum(w, v, g, rate, momentum):
    """The new place and the new velocity (w, v) after one step with momentum."""
    v = momentum * v - rate * g
    return w + v, v


def step_with_momentum_in_one_line(w, v, g, rate, momentum):
    return w + momentum * v - rate * g, momentum * v - rate * g


def step_with_momentum_by_loop(w, v, g, rate, momentum):
    new_w, new_v = w.copy(), v.copy()
    for i in range(len(w)):
        new_v[i] = momentum * v[i] - rate * g[i]
        new_w[i] = w[i] + new_v[i]
    return new_w, new_v


def rolling():
    return np.array([1.0, -2.0]), np.array([-0.5, 0.25]), np.array([0.5, 4.0]), 0.1, 0.9


def at_rest():
    return np.array([3.0, 0.0]), np.zeros(2), np.array([-1.0, 2.0]), 0.5, 0.9


def rolling_on_flat_ground():
    return np.array([0.0, 1.0, 2.0]), np.array([1.0, -1.0, 0.5]), np.zeros(3), 0.1, 0.5


def _old_velocity_used(w, v, g, rate, momentum):
    return w + v, momentum * v - rate * g


def _velocity_uphill(w, v, g, rate, momentum):
    v = momentum * v + rate * g
    return w + v, v


def _velocity_subtracted(w, v, g, rate, momentum):
    v = momentum * v - rate * g
    return w - v, v


def _forgets_the_velocity(w, v, g, rate, momentum):
    return w - rate * g, -rate * g


def _never_slows_down(w, v, g, rate, momentum):
    v = v - rate * g
    return w + v, v


def _weighted_mean(w, v, g, rate, momentum):
    v = momentum * v - (1 - momentum) * rate * g
    return w + v, v


def _rate_outside(w, v, g, rate, momentum):
    v = momentum * v + g
    return w - rate * v, v


def _momentum_fixed(w, v, g, rate, momentum):
    return step_with_momentum(w, v, g, rate, 0.9)


def _velocity_points_uphill(w, v, g, rate, momentum):
    v = momentum * v + rate * g
    return w - v, v


def _plain_step(w, v, g, rate, momentum):
    return w - rate * g, v


def _push_fades_too(w, v, g, rate, momentum):
    v = momentum * (v - rate * g)
    return w + v, v


def _velocity_first(w, v, g, rate, momentum):
    return step_with_momentum(w, v, g, rate, momentum)[::-1]


def _changes_its_arguments(w, v, g, rate, momentum):
    v *= momentum
    v -= rate * g
    w += v
    return w, v


def _velocity_not_returned(w, v, g, rate, momentum):
    return w + momentum * v - rate * g


def stop_early(losses, patience):
    """The best epoch and the last one trained, counted from 1, for validation losses in the order of epochs."""
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


def stop_early_with_a_record(losses, patience):
    record, best = float("inf"), None
    for number, loss in enumerate(losses, start=1):
        if loss < record:
            record, best = loss, number
        if number - best >= patience:
            break
    return best, number


def stop_early_by_slices(losses, patience):
    losses = np.asarray(losses)
    for last in range(1, len(losses) + 1):
        best = int(losses[:last].argmin()) + 1
        if last - best == patience:
            return best, last
    return int(losses.argmin()) + 1, len(losses)


def a_dip_after_the_end():
    return [0.9, 0.5, 0.6, 0.55, 0.7, 0.4], 3


def never_out_of_patience():
    return [0.9, 0.6, 0.7, 0.5, 0.55, 0.4, 0.45], 2


def a_record_only_equaled():
    return [0.8, 0.5, 0.5, 0.5, 0.5, 0.3], 2


def up_and_down():
    return [0.9, 0.7, 0.75, 0.72, 0.71, 0.8, 0.2], 3


def worse_from_the_start():
    return [0.3, 0.4, 0.5], 1


def one_epoch_better_now_and_then():
    return [0.9, 0.8, 0.85, 0.7, 0.75, 0.6, 0.65, 0.5, 0.6, 0.7, 0.4], 2


def a_high_first_loss():
    return [2.3, 1.9, 1.7, 1.8, 1.75], 2


def _lowest_of_all(losses, patience):
    return int(np.argmin(losses)) + 1, len(losses)


def _counted_from_zero(losses, patience):
    best, last = stop_early(losses, patience)
    return best - 1, last - 1


def _last_taken_for_best(losses, patience):
    best, last = stop_early(losses, patience)
    return last, last


def _one_epoch_too_patient(losses, patience):
    return stop_early(losses, patience + 1)


def _never_starts_again(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        else:
            waited += 1
        if waited == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


def _compared_with_the_epoch_before(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        best = epoch if losses[epoch] < losses[best] else best
        waited = waited + 1 if losses[epoch] >= losses[epoch - 1] else 0
        if waited == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


def _a_tie_is_a_record(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] <= losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


def _record_begins_at_one(losses, patience):
    lowest, best, waited = 1.0, 0, 0
    for epoch, loss in enumerate(losses):
        if loss < lowest:
            lowest, best, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


def _record_begins_at_one_and_epochs_too(losses, patience):
    lowest, best, waited = 1.0, 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < lowest:
            lowest, best, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best, epoch
    return best, len(losses)


def _record_begins_at_one_and_patience_by_difference(losses, patience):
    lowest, best = 1.0, 0
    for epoch, loss in enumerate(losses):
        if loss < lowest:
            lowest, best = loss, epoch
        if epoch - best >= patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


def _lowest_of_all_and_the_patience(losses, patience):
    best = int(np.argmin(losses)) + 1
    return best, min(best + patience, len(losses))


def _last_before_best(losses, patience):
    return stop_early(losses, patience)[::-1]


def _loss_in_place_of_its_epoch(losses, patience):
    best, last = stop_early(losses, patience)
    return losses[best - 1], last


def _best_epoch_only(losses, patience):
    return stop_early(losses, patience)[0]


def _the_losses_themselves(losses, patience):
    best, last = stop_early(losses, patience)
    return losses[best - 1], losses[last - 1]


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


def train_on_a_budget_by_chance(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget // 10):
        _, g = loss_and_gradient(w, rng.integers(0, m, size=10))
        w = w - 0.1 * g
    return w


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


def a_small_landscape():
    return _problem(0)


def another_small_landscape():
    return _problem(1)


def a_third_small_landscape():
    return _problem(2)


def low_enough_within_the_budget(result, w, loss_and_gradient, m, budget, rng):
    """'low enough' for a place whose loss on all images is low and that cost no more than the budget."""
    used = loss_and_gradient.images
    if isinstance(result, tuple | list):
        raise NotYet("Return the place alone: one array like w.")
    if np.shape(result) != w.shape:
        raise NotYet(f"A place of this landscape has shape {w.shape}; yours has {np.shape(result)}.")
    place, w_has_changed = result.copy(), not np.array_equal(w, loss_and_gradient.start)
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
            f"The loss went from {start:.2f} to {loss:.2f} with {used:,} of {budget:,} images; {LOW_ENOUGH} is asked "
            "for. Would smaller batches, another rate or momentum get farther?"
        )
    if w_has_changed:
        raise NotYet("The right kind of place, but your -= changed the w you were given. Use w = w - ... in its stead.")
    return "low enough"


def _full_batches(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget // m):
        w = w - 0.3 * loss_and_gradient(w)[1]
    return w


def _steps_too_small(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget // 32):
        w = w - 0.001 * loss_and_gradient(w, rng.integers(0, m, 32))[1]
    return w


def _steps_too_large(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget // 32):
        w = w - 1e6 * loss_and_gradient(w, rng.integers(0, m, 32))[1]
        w = w * 1e6
    return w


def _over_budget(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget // 16):
        w = w - 0.1 * loss_and_gradient(w, rng.integers(0, m, 32))[1]
    return w


def _budget_taken_for_steps(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget):
        w = w - 0.03 * loss_and_gradient(w, rng.integers(0, m, 8))[1]
    return w


def _never_moves(w, loss_and_gradient, m, budget, rng):
    loss_and_gradient(w)
    return w


def _no_image_used(w, loss_and_gradient, m, budget, rng):
    return w


def _good_but_in_place(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget // 10):
        w -= 0.1 * loss_and_gradient(w, rng.integers(0, m, size=10))[1]
    return w


def _uphill_on_a_budget(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget // 32):
        w = w + 0.03 * loss_and_gradient(w, rng.integers(0, m, 32))[1]
    return w


def _size_in_place_of_indices(w, loss_and_gradient, m, budget, rng):
    for _ in range(budget // 32):
        w = w - 0.1 * loss_and_gradient(w, 32)[1]
    return w


def _loss_returned(w, loss_and_gradient, m, budget, rng):
    return loss_and_gradient(w)[0]


def _with_its_loss(w, loss_and_gradient, m, budget, rng):
    return w, loss_and_gradient(w)[0]


EXERCISES = (
    Exercise(
        reference=count_steps,
        cases=(ten_by_fours, the_classic_epoch, nothing_left_over, one_batch_is_too_large),
        also_right=(count_steps_by_loop, count_steps_by_ceil),
        mistakes=(
            Mistake(
                _whole_batches_only, "You counted the full batches only. What becomes of the images that are left?"
            ),
            Mistake(
                _always_one_more,
                "You always add a step for the rest. What if nothing is left over, as with 96 images at 32?",
            ),
            Mistake(
                _remainder_as_last,
                "The steps are right. But 96 images at 32 leave no rest: how many images does the last step get then?",
            ),
            Mistake(_last_is_full, "The steps are right. How many images are left when all but the last are done?"),
            Mistake(
                _last_is_full_or_all,
                "The steps are right. How many images are left when all but the last are done?",
            ),
            Mistake(_steps_as_float, "np.ceil gives a float. A number of steps is whole: int(...) makes it so."),
            Mistake(_last_before_steps, "The two are in the other order. The number of steps comes first."),
        ),
        hints=(
            "With 10 images and a batch size of 4, write the batches down: 4, 4, and then?",
            "The number of steps is m / batch_size, rounded up. The last step gets what the steps before it leave.",
        ),
    ),
    Exercise(
        reference=shuffled_batches,
        cases=(ten_images, fifty_images, forty_images),
        observe=sizes_and_indices,
        call_again=a_new_order_each_epoch,
        also_right=(shuffled_batches_by_shuffle, shuffled_batches_by_split, shuffled_batches_by_sorting),
        mistakes=(
            Mistake(_old_order, "The images stand in their old order. What should rng do with them?"),
            Mistake(_last_batch_lost, "images are in no batch. In an epoch, each image has its turn once."),
            Mistake(_with_replacement, "in no batch. In an epoch, each image has its turn once."),
            Mistake(
                _a_generator_of_its_own,
                "Two epochs got the same order. Do you use the rng that is given, or one of your own?",
            ),
            Mistake(
                _a_generator_without_seed, "The same seed gave two different orders. Does all chance come from rng?"
            ),
            Mistake(_only_batches_shuffled, "Only the batches changed places"),
            Mistake(
                _equal_parts, "You made the batches equally large. All but the last should have batch_size images."
            ),
            Mistake(
                _size_taken_for_number, "You took batch_size for the number of batches. It is the images of one batch."
            ),
            Mistake(_shuffled_inside_each_batch, "Each batch still holds its old neighbors, only in another order."),
            Mistake(_shuffled_inside_and_between, "Each batch still holds its old neighbors, only in another order."),
            Mistake(_indices_from_one, "The indices run from 0 to m - 1."),
            Mistake(_an_empty_batch_at_the_end, "The last batch is empty."),
            Mistake(_short_batch_first, "The short batch comes last."),
            Mistake(
                _shuffle_gives_nothing_back,
                "rng.shuffle changes the array in place and returns None; rng.permutation returns a new one.",
            ),
            Mistake(_a_generator_of_batches, "A generator came back, and it can be used only once."),
            Mistake(_one_image_lost, "1 of the 10 images is in no batch."),
            Mistake(_one_long_row, "One row of numbers came back. A list is meant"),
        ),
        hints=(
            "Two steps: first all indices 0 to m-1 in a new order, then cut this row into pieces.",
            "rng.permutation(m) gives the indices in a new order. order[i : i + batch_size] is one piece; a slice that "
            "reaches over the end stops there.",
        ),
    ),
    Exercise(
        reference=step_downhill,
        cases=(two_weights, a_steeper_place, many_weights),
        also_right=(step_downhill_by_loop, step_downhill_on_a_copy),
        mistakes=(
            Mistake(_uphill, "That step goes uphill: the gradient points to where the loss grows."),
            Mistake(_no_rate, "You went by the whole gradient. What makes the step shorter or longer?"),
            Mistake(_change_only, "That is the change. Where does one stand after it?"),
            Mistake(_in_place, "The right place, but w itself was changed. Make a new array: w = ... in place of -=."),
            Mistake(
                _direction_only,
                "Every weight moved equally far. Where the slope is steeper, the step should be longer.",
            ),
            Mistake(_length_one, "Your step has a length of its own. It should be rate times the gradient, as it is."),
            Mistake(_weights_multiplied, "The gradient says how far to go. Why multiply it by the weight?"),
            Mistake(_toward_the_gradient, "rate belongs to the gradient alone. Which part of the formula stays whole?"),
        ),
        hints=(
            "Which way is downhill, if g points uphill?",
            "Take the formula as it stands: the new w is the old w, less rate times g.",
        ),
    ),
    Exercise(
        reference=step_with_momentum,
        cases=(rolling, at_rest, rolling_on_flat_ground),
        also_right=(step_with_momentum_in_one_line, step_with_momentum_by_loop),
        mistakes=(
            Mistake(_old_velocity_used, "w moved by the old velocity. In which order do the two lines come?"),
            Mistake(_velocity_uphill, "The gradient pushes your velocity uphill. Which sign turns it around?"),
            Mistake(_velocity_subtracted, "The velocity is right, but you went against it. Which sign moves along it?"),
            Mistake(_forgets_the_velocity, "Nothing is left of the old velocity. What does momentum multiply?"),
            Mistake(_never_slows_down, "The old velocity stays as it was, for ever. What should make it fade?"),
            Mistake(
                _weighted_mean,
                "You weighted the gradient by 1 - momentum. Some books do; the formula above takes it whole.",
            ),
            Mistake(
                _rate_outside,
                "You keep the rate out of v. Some libraries do; in the formula above, v is the step itself.",
            ),
            Mistake(_momentum_fixed, "Does 0.9 stand where momentum should?"),
            Mistake(
                _velocity_points_uphill,
                "w is right with your sign, but your v points uphill; in the formula above, v is the step itself.",
            ),
            Mistake(_plain_step, "The velocity plays no part. What does the old one bring, and what is the new one?"),
            Mistake(_push_fades_too, "Only the old velocity fades, not the new push. What does momentum multiply?"),
            Mistake(_velocity_first, "The two are in the other order. The place w comes first."),
            Mistake(_changes_its_arguments, "The right values, but w and v themselves were changed. Make new arrays."),
            Mistake(_velocity_not_returned, "Where is the velocity? The next step needs it: return both."),
        ),
        hints=(
            "Two lines, in this order: first the new velocity, then the new place.",
            "The new v is momentum times the old one, less rate times g. The new w is w plus the new v.",
        ),
    ),
    Exercise(
        reference=stop_early,
        cases=(
            a_dip_after_the_end,
            never_out_of_patience,
            a_record_only_equaled,
            up_and_down,
            worse_from_the_start,
            one_epoch_better_now_and_then,
            a_high_first_loss,
        ),
        also_right=(stop_early_with_a_record, stop_early_by_slices),
        mistakes=(
            Mistake(
                _lowest_of_all,
                "You looked at all losses. A training that has stopped never sees what would have come after.",
            ),
            Mistake(
                _lowest_of_all_and_the_patience,
                "You looked at all losses. A training that has stopped never sees what would have come after.",
            ),
            Mistake(_record_begins_at_one, FIRST_RECORD),
            Mistake(_record_begins_at_one_and_epochs_too, FIRST_RECORD),
            Mistake(_record_begins_at_one_and_patience_by_difference, FIRST_RECORD),
            Mistake(_last_before_best, "The two are in the other order. The best epoch comes first."),
            Mistake(_loss_in_place_of_its_epoch, "Your first number is the loss; the epoch is asked for."),
            Mistake(_counted_from_zero, "You counted from 0. The first epoch is epoch 1."),
            Mistake(_last_taken_for_best, "That is where it stopped. Which epoch was the best until then?"),
            Mistake(
                _one_epoch_too_patient,
                "You waited one epoch too long. With patience 1, the first epoch without a record is the last.",
            ),
            Mistake(_never_starts_again, "After a new record, the waiting begins anew. Does yours?"),
            Mistake(
                _compared_with_the_epoch_before,
                "You compared each loss with the one before. A record is lower than all that came before.",
            ),
            Mistake(_a_tie_is_a_record, "A loss that equals the best is no new record."),
            Mistake(_best_epoch_only, "Two numbers are meant: the best epoch, and the last one trained."),
            Mistake(_the_losses_themselves, "Those are losses. The numbers of their epochs are meant."),
        ),
        hints=(
            "Go through the losses one by one. Remember two things: which epoch is the best so far, and how many "
            "epochs ago that was.",
            "A loss below the best so far: it is the new best, and the waiting is 0 again. Any other: the waiting "
            "grows by 1. When it reaches patience, stop.",
        ),
    ),
    Exercise(
        reference=train_on_a_budget,
        cases=(a_small_landscape, another_small_landscape, a_third_small_landscape),
        observe=low_enough_within_the_budget,
        also_right=(train_on_a_budget_by_chance, train_on_a_budget_by_adam),
        mistakes=(
            Mistake(_full_batches, "Would smaller batches, another rate or momentum get farther?"),
            Mistake(_steps_too_small, "Would smaller batches, another rate or momentum get farther?"),
            Mistake(_steps_too_large, "the walk diverged. What made it leave the valley?"),
            Mistake(_over_budget, "the budget is 4,000. Every call costs len(batch) images."),
            Mistake(_budget_taken_for_steps, "the budget is 4,000. Every call costs len(batch) images."),
            Mistake(_never_moves, "Would smaller batches, another rate or momentum get farther?"),
            Mistake(_no_image_used, "You used no image: call loss_and_gradient and step."),
            Mistake(_good_but_in_place, "The right kind of place, but your -= changed the w you were given."),
            Mistake(_uphill_on_a_budget, "It ended higher than it began: is the sign right, or the rate too large?"),
            Mistake(
                _size_in_place_of_indices,
                "The second argument is the batch itself: a row of indices, and not their number.",
            ),
            Mistake(_loss_returned, "A place of this landscape has shape"),
            Mistake(_with_its_loss, "Return the place alone: one array like w."),
        ),
        hints=(
            "Begin with shuffled_batches for each epoch and step_downhill for each batch. Count the images.",
            "How many steps do full batches give you for the budget, and how many do batches of 16?",
            "A velocity (step_with_momentum), and a rate that gets smaller toward the end, both get you farther.",
        ),
        seconds=30,
    ),
)
