import math

import numpy as np

from utils.exercises.exercise import Exercise


def one_cycle_rate(step, steps, peak, warmup):
    """The learning rate at a step: in a straight line from 0 up to peak, then down to 0 by half a cosine wave.

    The peak is reached at step `warmup`, and 0 at step `steps`.
    """
    if step < warmup:
        return peak * step / warmup
    share = (step - warmup) / (steps - warmup)
    return peak * (1 + np.cos(np.pi * share)) / 2


exercise = Exercise(
    one_cycle_rate,
    hints=(
        "There are two parts. Before step warmup: which share of the warm-up is done? After it: which share of "
        "the way down?",
        "The way up is peak times step / warmup. The way down is peak * (1 + cos(pi * share)) / 2.",
        "The way down has steps - warmup steps, of which step - warmup are done.",
    ),
    equivalent={
        "the result has no sign": "a rate is never below 0",
        "the result is cut off below": "a rate is never below 0",
    },
)


@exercise.also_right
def one_cycle_rate_by_where(step, steps, peak, warmup):
    rising = step / max(warmup, 1)
    falling = 0.5 + 0.5 * np.cos(np.pi * (step - warmup) / (steps - warmup))
    return np.where(step < warmup, rising, falling) * peak


@exercise.also_right
def one_cycle_rate_by_sine(step, steps, peak, warmup):
    if step <= warmup and warmup > 0:
        return step * (peak / warmup)
    return peak * math.sin(math.pi / 2 * (steps - step) / (steps - warmup)) ** 2


@exercise.also_right
def one_cycle_rate_by_the_engine(step, steps, peak, warmup):
    from utils.scratch import cosine

    return peak * step / warmup if step < warmup else peak * cosine((step - warmup) / (steps - warmup))


@exercise.case
def the_first_step():
    return 0, 100, 0.01, 20


@exercise.case
def on_the_way_up():
    return 5, 100, 0.01, 20


@exercise.case
def at_the_peak():
    return 20, 100, 0.01, 20


@exercise.case
def a_quarter_of_the_way_down():
    return 40, 100, 0.01, 20


@exercise.case
def three_quarters_of_the_way_down():
    return 80, 100, 0.01, 20


@exercise.case
def the_very_end():
    return 100, 100, 0.01, 20


@exercise.case
def no_warmup_at_all():
    return 0, 60, 0.004, 0


@exercise.case
def another_training():
    return 1000, 2345, 0.005, 500


@exercise.case
def on_the_way_down_without_a_warmup():
    return 30, 90, 0.004, 0


@exercise.case
def a_very_high_peak():
    return 3, 7, 25.0, 2


@exercise.case
def a_very_low_peak():
    return 1, 7, 0.0003, 3


@exercise.mistake("After the warm-up your rate jumps. The way down begins at step warmup: what is its share there?")
def share_of_all_steps(step, steps, peak, warmup):
    return peak * step / warmup if step < warmup else peak * (1 + np.cos(np.pi * step / steps)) / 2


@exercise.mistake("Your way down starts at the peak, and ends above 0. How many steps long is the way down?")
def divided_by_all_steps(step, steps, peak, warmup):
    return peak * step / warmup if step < warmup else peak * (1 + np.cos(np.pi * (step - warmup) / steps)) / 2


@exercise.mistake("The rate becomes negative. A cosine runs from 1 to -1: what moves it to 1 and 0?")
def below_zero(step, steps, peak, warmup):
    return peak * step / warmup if step < warmup else peak * np.cos(np.pi * (step - warmup) / (steps - warmup))


@exercise.mistake("Your way down starts at twice the peak. What is 1 + cos(0)?")
def not_halved(step, steps, peak, warmup):
    return peak * step / warmup if step < warmup else peak * (1 + np.cos(np.pi * (step - warmup) / (steps - warmup)))


@exercise.mistake("This is a quarter of a wave, steepest at the end. Half a wave ends flat.")
def quarter_wave(step, steps, peak, warmup):
    share = (step - warmup) / (steps - warmup)
    return peak * step / warmup if step < warmup else peak * np.cos(np.pi / 2 * share)


@exercise.mistake("The way down is a straight line. A cosine is meant.")
def straight_down(step, steps, peak, warmup):
    return peak * step / warmup if step < warmup else peak * (steps - step) / (steps - warmup)


@exercise.mistake("The rate stays at the peak. What brings it down?")
def stays_at_the_peak(step, steps, peak, warmup):
    return peak * step / warmup if step < warmup else peak


@exercise.mistake("The rate is at its highest in the first step. Where is the warm-up?")
def only_down(step, steps, peak, warmup):
    return peak * (1 + np.cos(np.pi * step / steps)) / 2


@exercise.mistake("You multiplied the rise and the fall, so the peak is never reached. One comes after the other.")
def rise_and_fall_multiplied(step, steps, peak, warmup):
    rising = min(1.0, step / warmup) if warmup else 1.0
    return peak * rising * (1 + np.cos(np.pi * step / steps)) / 2


@exercise.mistake("np.cos takes an angle in radians. What is half a turn there?")
def in_degrees(step, steps, peak, warmup):
    return peak * step / warmup if step < warmup else peak * (1 + np.cos(180 * (step - warmup) / (steps - warmup))) / 2


@exercise.mistake("The way down is right. The way up is a straight line.")
def rises_by_a_cosine(step, steps, peak, warmup):
    return (
        peak * (1 - np.cos(np.pi * step / warmup)) / 2 if step < warmup else one_cycle_rate(step, steps, peak, warmup)
    )


@exercise.mistake("This is the factor between 0 and 1. Where does peak come in?")
def factor_only(step, steps, peak, warmup):
    return one_cycle_rate(step, steps, 1.0, warmup)


@exercise.mistake("You rise too slowly: the peak is reached after warmup steps.")
def rises_over_all_steps(step, steps, peak, warmup):
    return peak * step / steps if step < warmup else one_cycle_rate(step, steps, peak, warmup)


@exercise.mistake("Your rates come one step early. The first step has number 0.")
def counted_from_one(step, steps, peak, warmup):
    return one_cycle_rate(step + 1, steps, peak, warmup)


@exercise.mistake("Without a warm-up you divide by 0. Ask first whether there is one.")
def always_divides_by_warmup(step, steps, peak, warmup):
    rising = step / warmup
    return peak * rising if rising < 1 else peak * (1 + np.cos(np.pi * (step - warmup) / (steps - warmup))) / 2
