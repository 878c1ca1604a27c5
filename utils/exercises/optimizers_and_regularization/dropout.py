import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise
from utils.exercises.optimizers_and_regularization._shared import _array_of


def dropout(a, rate, training, rng):
    """Activations a (m, n), in training each set to 0 with probability rate and the others divided by 1 - rate."""
    if not training:
        return a
    kept = rng.random(a.shape) >= rate
    return a * kept / (1 - rate)


exercise = Exercise(
    dropout,
    hints=(
        "If training is False, a comes back as it is. Else draw one number between 0 and 1 for each number of a.",
        "rng.random(a.shape) < rate is True for those that go. Set them to 0, and divide the others by 1 - rate.",
    ),
    equivalent={"rng.random(a.shape) >= rate -> rng.random(a.shape) > rate": "no draw is exactly as large as rate"},
)


@exercise.observe
def share_and_factor(result, a, rate, training, rng):
    """What share became 0, to a tenth, and by what the others were multiplied, smallest and largest."""
    result = _array_of(result)
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
            raise NotYet("Each row or column lost exactly as many. If each number has a draw of its own, can that be?")
    kept = result[~gone] / a[~gone]
    factors = [float(kept.min()), float(kept.max())] if len(kept) else [0.0, 0.0]
    return {"share of zeros": round(float(gone.mean()), 1), "factor of the others, least and most": factors}


@exercise.call_again
def masks_come_from_rng(answer, result, a, rate, training, rng):
    """NotYet unless each call draws a new mask from the generator, and the same seed the same masks."""
    if not training:
        return
    one, same = np.random.default_rng(7), np.random.default_rng(7)
    masks = [np.asarray(answer(a.copy(), rate, True, generator)) == 0 for generator in (one, one, same)]
    if np.array_equal(masks[0], masks[1]) and 0 < masks[0].mean() < 1:
        raise NotYet("Two calls left out the same neurons. Do you use the rng that is given, or one of your own?")
    if 0 < masks[0].sum() == masks[1].sum() == round(rate * a.size) < a.size:
        raise NotYet("Two calls left out exactly as many. If each number has a draw of its own, can that be?")
    if not np.array_equal(masks[0], masks[2]):
        raise NotYet("The same seed gave two different masks. Does all chance come from rng?")


@exercise.also_right
def dropout_by_where(a, rate, training, rng):
    return np.where(rng.random(a.shape) < rate, 0.0, a / (1 - rate)) if training else a.copy()


@exercise.also_right
def dropout_by_binomial(a, rate, training, rng):
    if training:
        mask = rng.binomial(1, 1 - rate, size=a.shape) / (1 - rate)
        return a * mask
    return a


@exercise.also_right
def dropout_by_choice(a, rate, training, rng):
    out = a.copy()
    if training:
        out *= rng.choice([0.0, 1 / (1 - rate)], p=[rate, 1 - rate], size=a.shape)
    return out


@exercise.also_right
def dropout_row_by_row(a, rate, training, rng):
    if not training:
        return a
    rows = []
    for row in a:
        out = row / (1 - rate)
        out[rng.random(len(row)) < rate] = 0
        rows.append(out)
    return np.array(rows)


@exercise.also_right
def dropout_by_the_engine(a, rate, training, rng):
    from utils.scratch import Dropout

    layer = Dropout(rate)
    layer.rng = rng
    return layer.forward(a, training)


@exercise.also_right
def dropout_in_a_list_of_rows(a, rate, training, rng):
    return list(dropout(a, rate, training, rng))


def _positive_activations(seed):
    return np.random.default_rng(seed).integers(1, 9, size=(150, 200)) / 4


def _activations_of_both_signs(seed):
    """None of them is 0, so that each 0 of an answer was dropped."""
    rng = np.random.default_rng(seed)
    return rng.choice([-1, 1], size=(120, 250)) * rng.integers(1, 50, size=(120, 250)) / 4


@exercise.case
def a_fifth_in_training():
    return _positive_activations(1), 0.2, True, np.random.default_rng(3)


@exercise.case
def half_in_training():
    return _activations_of_both_signs(2), 0.5, True, np.random.default_rng(4)


@exercise.case
def in_evaluation():
    return _positive_activations(3)[:2, :4], 0.2, False, np.random.default_rng(5)


@exercise.case
def a_third_in_training():
    return _activations_of_both_signs(7)[:, :90], 0.33, True, np.random.default_rng(8)


@exercise.case
def a_rate_of_zero():
    return _activations_of_both_signs(4)[:3, :5], 0.0, True, np.random.default_rng(6)


@exercise.mistake(
    "Fewer numbers are left, and they are as small as before: the next layer's sums shrink. What makes up for it?"
)
def not_rescaled(a, rate, training, rng):
    return a * (rng.random(a.shape) >= rate) if training else a


@exercise.mistake("You drop in evaluation, too: ask twice, and the network answers twice. What does training say?")
def in_evaluation_too(a, rate, training, rng):
    return dropout(a, rate, True, rng)


@exercise.mistake("You drop in evaluation, too, and the sums shrink in training. Take these two one after the other.")
def in_evaluation_too_and_not_rescaled(a, rate, training, rng):
    return a * (rng.random(a.shape) >= rate)


@exercise.mistake(
    "You make up for it in evaluation, as the first paper did. Here training does it, so that evaluation need not."
)
def rescaled_in_evaluation(a, rate, training, rng):
    return a * (rng.random(a.shape) >= rate) if training else a * (1 - rate)


@exercise.mistake("In evaluation nothing is missing, so there is nothing to make up for.")
def rescaled_always(a, rate, training, rng):
    return dropout(a, rate, True, rng) if training else a / (1 - rate)


@exercise.mistake("You drop in evaluation only. Which way round is training?")
def training_and_evaluation_swapped(a, rate, training, rng):
    return dropout(a, rate, not training, rng)


@exercise.mistake("You kept the share that should go. Which draws are smaller than rate?")
def rate_kept(a, rate, training, rng):
    return a * (rng.random(a.shape) < rate) / (1 - rate) if training else a


@exercise.mistake("rate is the share that goes, not the one that stays. Yours is the other way round.")
def rate_kept_and_divided_by_it(a, rate, training, rng):
    return dropout(a, 1 - rate, training, rng)


@exercise.mistake("You divided by rate. The sums shrank to 1 - rate of what they were.")
def divided_by_the_rate(a, rate, training, rng):
    return a * (rng.random(a.shape) >= rate) / rate if training else a


@exercise.mistake("You multiplied by 1 - rate, so the sums shrink twice. Which way makes up for it?")
def multiplied(a, rate, training, rng):
    return a * (rng.random(a.shape) >= rate) * (1 - rate) if training else a


@exercise.mistake("Nothing became 0 in training. Which numbers should go?")
def never_dropped(a, rate, training, rng):
    return a


@exercise.mistake("One draw decided for all. How many does rng.random() give, and how many do you need?")
def one_draw_for_all(a, rate, training, rng):
    return a * (rng.random() >= rate) / (1 - rate) if training else a


@exercise.mistake("What came back does not depend on the size of a: is it the mask? What is done with it?")
def mask_alone(a, rate, training, rng):
    return (rng.random(a.shape) >= rate) / (1 - rate) if training else a


@exercise.mistake("Draws from a bell lie below rate more often than that. Which draw is spread evenly between 0 and 1?")
def bell_for_even_draws(a, rate, training, rng):
    return a * (rng.normal(size=a.shape) >= rate) / (1 - rate) if training else a


@exercise.mistake("You toss a fair coin: half are gone, whatever rate is.")
def fair_coin(a, rate, training, rng):
    return a * rng.integers(0, 2, size=a.shape) / (1 - rate) if training else a


@exercise.mistake("/ 1 - rate divides by 1, and then subtracts rate. What holds 1 - rate together?")
def brackets_left_out(a, rate, training, rng):
    return a * (rng.random(a.shape) >= rate) / 1 - rate if training else a


@exercise.mistake("You compared the activations with rate. Chance decides who goes, not size.")
def small_ones_dropped(a, rate, training, rng):
    return np.where(a < rate, 0, a) / (1 - rate) if training else a


@exercise.mistake("You multiplied by 1 + rate. That is close, and too small: which share is left?")
def one_plus_rate(a, rate, training, rng):
    return a * (rng.random(a.shape) >= rate) * (1 + rate) if training else a


@exercise.mistake(
    "You divided by the share that happened to stay. Here it is the expected share, the same in each step."
)
def divided_by_the_share_that_stayed(a, rate, training, rng):
    kept = rng.random(a.shape) >= rate
    return a * kept / kept.mean() if training else a


@exercise.mistake("You wrote zeros into the caller's a. Evaluation would need it whole: what makes a new array?")
def activations_changed(a, rate, training, rng):
    if not training:
        return a
    a[rng.random(a.shape) < rate] = 0
    return a / (1 - rate)


@exercise.refused("All images lost the same neurons. Each number has a draw of its own: which shape needs a mask?")
def one_mask_for_all_images(a, rate, training, rng):
    return a * (rng.random(a.shape[1]) >= rate) / (1 - rate) if training else a


@exercise.refused("Whole images went dark. Each number has a draw of its own: which shape needs a mask?")
def whole_images(a, rate, training, rng):
    return a * (rng.random((len(a), 1)) >= rate) / (1 - rate) if training else a


@exercise.refused("Two calls left out the same neurons. Do you use the rng that is given, or one of your own?")
def always_the_same_mask(a, rate, training, rng):
    return dropout(a, rate, training, np.random.default_rng(0))


@exercise.refused("Each row or column lost exactly as many.")
def exactly_the_share(a, rate, training, rng):
    out = a / (1 - rate) if training else a.copy()
    for row in out if training else ():
        row[rng.choice(len(row), size=round(rate * len(row)), replace=False)] = 0
    return out


@exercise.refused("Two calls left out exactly as many.")
def exactly_the_share_of_all(a, rate, training, rng):
    if not training:
        return a
    kept = np.arange(a.size) >= rate * a.size
    return a * rng.permutation(kept).reshape(a.shape) / (1 - rate)


@exercise.refused("The rows that came back are not all of one length.")
def without_the_dropped_ones(a, rate, training, rng):
    return [row[rng.random(len(row)) >= rate] / (1 - rate) for row in a] if training else a
