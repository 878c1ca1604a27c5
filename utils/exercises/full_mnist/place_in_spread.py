import math

import numpy as np

from utils.exercises.exercise import Exercise


def place_in_spread(values, reported):
    """The share of the values that reach the reported one, and how many standard deviations it lies above the mean."""
    share = np.mean(values >= reported)
    distance = (reported - np.mean(values)) / np.std(values, ddof=1)
    return float(share), float(distance)


exercise = Exercise(
    place_in_spread,
    hints=(
        "values >= reported is an array of True and False. What is its mean?",
        "The distance is reported minus the mean, divided by np.std(values, ddof=1).",
    ),
)


@exercise.also_right
def place_in_spread_by_loops(values, reported):
    n = len(values)
    mean = sum(values) / n
    variance = sum((value - mean) ** 2 for value in values) / (n - 1)
    return sum(1 for value in values if value >= reported) / n, (reported - mean) / math.sqrt(variance)


@exercise.also_right
def place_in_spread_by_statistics(values, reported):
    import statistics

    values = values.tolist()
    distance = (reported - statistics.mean(values)) / statistics.stdev(values)
    return 1 - sum(value < reported for value in values) / len(values), distance


@exercise.also_right
def place_in_spread_by_pandas(values, reported):
    import pandas as pd

    values = pd.Series(values)
    return values.ge(reported).mean(), (reported - values.mean()) / values.std()


@exercise.case
def ten_networks():
    accuracies = [0.972, 0.978, 0.974, 0.977, 0.975, 0.976, 0.979, 0.973, 0.976, 0.974]
    return np.array(accuracies), 0.976


@exercise.case
def four_networks_and_a_proud_report():
    return np.array([0.91, 0.93, 0.94, 0.92]), 0.97


@exercise.case
def five_networks_and_a_modest_report():
    return np.array([0.955, 0.961, 0.958, 0.964, 0.957]), 0.956


@exercise.case
def seven_networks_some_of_them_equal():
    return np.array([0.93, 0.95, 0.91, 0.95, 0.94, 0.91, 0.95]), 0.95


@exercise.case
def percentages_in_whole_numbers():
    return np.array([98, 96, 99, 98, 97]), 97


@exercise.case
def networks_that_differ_in_the_fourth_digit():
    return np.array([0.97662, 0.97668, 0.97655, 0.97671]), 0.97664


@exercise.case
def a_report_far_above_all():
    return np.array([0.501, 0.5, 0.502]), 0.9


@exercise.case
def a_report_far_below_all():
    return np.array([0.902, 0.9, 0.901, 0.904]), 0.1


@exercise.mistake(
    "Your standard deviation is a little too small: NumPy divides by n unless told otherwise. What does ddof do?"
)
def divided_by_n(values, reported):
    return np.mean(values >= reported), (reported - values.mean()) / values.std()


@exercise.mistake(
    "You measured in standard errors, the doubt of the mean. Here one report is compared with single runs."
)
def standard_errors(values, reported):
    return np.mean(values >= reported), (reported - values.mean()) / (values.std(ddof=1) / np.sqrt(len(values)))


@exercise.mistake("The sign is the other way round: a report above the mean is positive.")
def seen_from_the_report(values, reported):
    return np.mean(values >= reported), (values.mean() - reported) / values.std(ddof=1)


@exercise.mistake("A report below the mean has a negative distance. What does abs do to it?")
def never_below(values, reported):
    return np.mean(values >= reported), abs(reported - values.mean()) / values.std(ddof=1)


@exercise.mistake("This is the share at or below the report. How many got at least as far?")
def share_below(values, reported):
    return np.mean(values <= reported), place_in_spread(values, reported)[1]


@exercise.mistake("A network with exactly the reported accuracy reaches it, too.")
def without_equals(values, reported):
    return np.mean(values > reported), place_in_spread(values, reported)[1]


@exercise.mistake("This is a count. What share of all is it?")
def counted(values, reported):
    return int(np.sum(values >= reported)), place_in_spread(values, reported)[1]


@exercise.mistake("This is a percentage. A share lies between 0 and 1.")
def in_percent(values, reported):
    share, distance = place_in_spread(values, reported)
    return 100 * share, distance


@exercise.mistake("You divided by the variance. What makes a standard deviation of it?")
def in_variances(values, reported):
    return np.mean(values >= reported), (reported - values.mean()) / values.var(ddof=1)


@exercise.mistake("This is the distance in accuracy. How many standard deviations is that?")
def in_accuracy(values, reported):
    return np.mean(values >= reported), reported - values.mean()


@exercise.mistake("You measured from the median. The mean is meant.")
def above_the_median(values, reported):
    return np.mean(values >= reported), (reported - np.median(values)) / np.std(values, ddof=1)


@exercise.mistake("Both numbers are right, in the wrong order: the share comes first.")
def distance_first(values, reported):
    return place_in_spread(values, reported)[::-1]


@exercise.mistake("Python divides before it subtracts. What holds the difference together?")
def brackets_left_out(values, reported):
    return np.mean(values >= reported), reported - np.mean(values) / np.std(values, ddof=1)
