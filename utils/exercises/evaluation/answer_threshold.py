import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise


def answer_threshold(confidence, right, wanted):
    """Smallest confidence t so that, of the answers with confidence >= t, at least the share `wanted` is right."""
    enough = [t for t in confidence if right[confidence >= t].mean() >= wanted]
    return float(min(enough))


exercise = Exercise(
    answer_threshold,
    hints=(
        "Only the confidences themselves can matter as thresholds. Try them one after the other: from which end?",
        "For one t: given = confidence >= t, and right[given].mean() is the share of right ones among the given.",
    ),
    equivalent={
        "the result is cut off above": "no confidence is above 1",
        "the result is cut off below": "no confidence is negative",
        "the result has no sign": "no confidence is negative",
    },
)


@exercise.observe
def what_the_threshold_answers(result, confidence, right, wanted):
    """The threshold as it is; NotYet for one that stands between two confidences and gives the answers meant."""
    if isinstance(result, list | tuple) or np.ndim(result) > 0 or np.asarray(result).dtype.kind not in "iuf":
        return result
    meant = answer_threshold(confidence, right, wanted)
    same_answers = np.array_equal(confidence >= result, confidence >= meant)
    if same_answers and not np.isclose(result, meant, rtol=1e-5):
        raise NotYet("It gives the same answers, but one of the confidences is meant. Which is the next above it?")
    return result


@exercise.also_right
def answer_threshold_by_sum(confidence, right, wanted):
    order = np.argsort(confidence)[::-1]
    sure = confidence[order]
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    last_of_its_kind = np.append(sure[1:] < sure[:-1], True)
    return sure[np.flatnonzero((share >= wanted) & last_of_its_kind)[-1]]


@exercise.also_right
def answer_threshold_by_loop(confidence, right, wanted):
    for t in sorted(confidence):
        if np.mean(right[confidence >= t]) >= wanted:
            return t
    return 1.0


@exercise.case
def six_sure_answers():
    return np.array([0.6, 0.99, 0.77, 0.9, 0.8, 0.95]), np.array([False, True, False, True, True, False]), 0.75


def _answers_by_confidence(seed, wanted):
    """100 answers, the surer the more often right; no two alike in confidence, and the surest of all is wrong once."""
    rng = np.random.default_rng(seed)
    confidence = rng.permutation(np.linspace(0.3, 0.995, 100))
    right = rng.random(100) < confidence
    right[np.argsort(confidence)[-3]] = False
    return confidence, right, wanted


@exercise.case
def a_hundred_answers():
    return _answers_by_confidence(0, 0.9)


@exercise.case
def a_hundred_more_answers():
    return _answers_by_confidence(4, 0.85)


@exercise.case
def four_alike():
    return np.array([0.7, 0.8, 0.8, 0.9, 0.8, 0.8]), np.array([0, 1, 0, 1, 0, 1]) == 1, 0.75


@exercise.case
def all_may_be_answered():
    return np.array([0.6, 0.45, 0.97, 0.5]), np.array([0, 1, 1, 0]) == 1, 0.4


@exercise.case
def no_mistake_allowed():
    return np.array([0.55, 0.95, 0.85, 0.7, 0.75], dtype="float32"), np.array([1, 1, 1, 0, 1]) == 1, 1


@exercise.case
def the_least_sure_one_is_wrong():
    """And may be answered all the same."""
    return np.array([0.6, 0.9, 0.8, 0.7]), np.array([0, 1, 1, 1]) == 1, 0.75


@exercise.case
def one_answer():
    return np.array([0.35]), np.array([True]), 0.98


@exercise.case
def nearly_alike():
    """Rounded to three digits, the two in the middle would be one."""
    return np.array([0.9991, 0.9997, 0.9993, 0.9999]), np.array([0, 1, 1, 1]) == 1, 0.98


@exercise.mistake("That threshold is high enough, and leaves almost everything unanswered. Is there a smaller one?")
def largest_threshold(confidence, right, wanted):
    return float(max(t for t in confidence if right[confidence >= t].mean() >= wanted))


@exercise.mistake("You stopped where the share first fell too low. It may rise again at a smaller threshold.")
def stops_at_the_first_dip(confidence, right, wanted):
    order = np.argsort(-confidence)
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = share >= wanted
    last = np.argmin(enough) if not enough.all() else len(enough)
    return float(confidence[order][max(last - 1, 0)])


@exercise.mistake("You took the wanted share as the threshold. A network that is too sure needs a higher one: count.")
def the_share_itself(confidence, right, wanted):
    return float(wanted)


@exercise.mistake("You kept that share of the right answers. Of the answers that are given, how many are right?")
def share_of_right_ones_kept(confidence, right, wanted):
    order = np.sort(confidence[right])[::-1]
    return float(order[int(np.ceil(wanted * len(order))) - 1])


@exercise.mistake("You chose how many images are answered, and did not look at which answers are right.")
def counts_the_unanswered_too(confidence, right, wanted):
    return float(np.quantile(confidence, 1 - wanted, method="lower"))


@exercise.mistake("That is the first threshold you came across that is high enough. Is it the smallest?")
def first_in_the_order_given(confidence, right, wanted):
    return float(next(t for t in confidence if right[confidence >= t].mean() >= wanted))


@exercise.mistake("That is the share of images answered. The threshold itself is meant.")
def coverage(confidence, right, wanted):
    return float(np.mean(confidence >= answer_threshold(confidence, right, wanted)))


@exercise.mistake("You judged the answers below the threshold. Which answers are given?")
def below_the_threshold(confidence, right, wanted):
    shares = [(t, right[confidence <= t].mean()) for t in np.sort(confidence)]
    return float(next((t for t, share in shares if share >= wanted), np.nan))


@exercise.mistake("At least t: does an answer with confidence t itself count?")
def more_than_t(confidence, right, wanted):
    return float(min(t for t in confidence if np.mean(right[confidence > t]) >= wanted))


@exercise.mistake("A share of exactly `wanted` is enough.")
def more_than_wanted(confidence, right, wanted):
    enough = [t for t in confidence if right[confidence >= t].mean() > wanted]
    return float(min(enough)) if enough else np.nan


POSITION = "That is a position or a number of answers. Return the confidence itself."


@exercise.mistake(POSITION)
def place_in_the_order_given(confidence, right, wanted):
    return int(np.argmax(confidence == answer_threshold(confidence, right, wanted)))


@exercise.mistake(POSITION)
def place_among_the_sorted(confidence, right, wanted):
    return int(np.argmax(np.sort(confidence) == answer_threshold(confidence, right, wanted)))


@exercise.mistake(POSITION)
def how_many_are_answered(confidence, right, wanted):
    return int(np.sum(confidence >= answer_threshold(confidence, right, wanted)))


@exercise.mistake("That is the share of right answers. Return the confidence that reaches it.")
def share_of_right_ones(confidence, right, wanted):
    return float(right[confidence >= answer_threshold(confidence, right, wanted)].mean())


@exercise.mistake(
    "You counted answers of the same confidence one by one. A threshold gives all of them or none: look at the share "
    "after the last of them."
)
def alike_one_by_one(confidence, right, wanted):
    order = np.argsort(confidence)[::-1]
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    return float(confidence[order][np.flatnonzero(share >= wanted)[-1]])


@exercise.mistake("You never try the smallest confidence. When little is wanted, everything may be answered.")
def never_the_smallest(confidence, right, wanted):
    return float(next(t for t in np.unique(confidence)[1:] if right[confidence >= t].mean() >= wanted))


@exercise.refused("It gives the same answers, but one of the confidences is meant.")
def on_a_grid(confidence, right, wanted):
    grid = np.linspace(0, 1, 10001)
    return float(next(t for t in grid if right[confidence >= t].mean() >= wanted))
