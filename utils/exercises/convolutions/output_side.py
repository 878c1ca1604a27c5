import math

from utils.exercises.exercise import Exercise


def output_side(n, k, padding, stride):
    """How many places a kernel of k pixels has along a side of n pixels, with padding at each end."""
    return (n + 2 * padding - k) // stride + 1


exercise = Exercise(
    output_side,
    hints=(
        "How long is the side with its padding? The first place is taken. How many pixels are left to move?",
        "There are n + 2 * padding - k pixels left to move. Each step takes stride of them, and a rest is too "
        "short for one more.",
        "The places are the first one, and one more for each step: ... // stride + 1.",
    ),
    equivalent={
        "the result has no sign": "a number of places is never below 0",
        "the result is cut off below": "a number of places is never below 0",
    },
)


@exercise.also_right
def output_side_by_counting(n, k, padding, stride):
    places, first = 0, -padding
    while first + k <= n + padding:
        places += 1
        first += stride
    return places


@exercise.also_right
def output_side_by_range(n, k, padding, stride):
    return len(range(0, n + 2 * padding - k + 1, stride))


@exercise.also_right
def output_side_by_floor(n, k, padding, stride):
    return math.floor((n - k + 2 * padding) / stride + 1)


@exercise.also_right
def output_side_by_ceil(n, k, padding, stride):
    return math.ceil((n + 2 * padding - k + 1) / stride)


@exercise.case
def a_kernel_on_a_digit():
    return 28, 3, 0, 1


@exercise.case
def a_rim_of_two():
    return 28, 5, 2, 1


@exercise.case
def every_second_pixel():
    return 28, 3, 1, 2


@exercise.case
def side_by_side():
    return 28, 4, 0, 4


@exercise.case
def steps_that_do_not_fit():
    return 10, 4, 0, 4


@exercise.case
def steps_that_nearly_fit():
    return 12, 3, 0, 5


@exercise.case
def one_place_only():
    return 6, 6, 0, 3


@exercise.case
def a_rim_and_long_steps():
    return 7, 2, 1, 3


@exercise.case
def a_kernel_larger_than_the_image():
    return 3, 5, 2, 1


@exercise.case
def a_rim_that_is_too_narrow_for_the_same_size():
    return 1000, 7, 1, 2


@exercise.case
def a_rim_that_makes_the_map_larger_than_the_image():
    return 5, 2, 2, 1


@exercise.mistake("You added the padding once. How many ends does a side have?")
def padding_at_one_end(n, k, padding, stride):
    return (n + padding - k) // stride + 1


@exercise.mistake("Your side has no padding. How long is it with zeros at both ends?")
def padding_forgotten(n, k, padding, stride):
    return (n - k) // stride + 1


@exercise.mistake("You counted the steps. A kernel that cannot move at all: how many places are there for it?")
def steps_counted(n, k, padding, stride):
    return (n + 2 * padding - k) // stride


@exercise.mistake("/ makes a float, even where nothing is left over. Which division drops the rest?")
def true_division(n, k, padding, stride):
    return (n + 2 * padding - k) / stride + 1


@exercise.mistake("You rounded up. What becomes of a last step that would stick out?")
def rounded_up(n, k, padding, stride):
    return math.ceil((n + 2 * padding - k) / stride) + 1


@exercise.mistake("You rounded to the nearest. What becomes of a last step that would stick out?")
def rounded(n, k, padding, stride):
    return round((n + 2 * padding - k) / stride) + 1


@exercise.mistake("This is right for steps of 1. Where does stride come in?")
def stride_forgotten(n, k, padding, stride):
    return n + 2 * padding - k + 1


@exercise.mistake("You added 1 before you divided. Is it one more pixel, or one more place?")
def one_added_too_early(n, k, padding, stride):
    return (n + 2 * padding - k + 1) // stride


@exercise.mistake("You let the kernel begin at every pixel. Where does it stick out at the end?")
def kernel_forgotten(n, k, padding, stride):
    return (n + 2 * padding) // stride


@exercise.mistake("Where is the length of the kernel? It must not stick out at the end.")
def kernel_forgotten_plus_one(n, k, padding, stride):
    return (n + 2 * padding) // stride + 1


@exercise.mistake("Python divides before it adds and subtracts. Which part should be divided?")
def only_the_pixels_divided(n, k, padding, stride):
    return n + 2 * padding - k // stride + 1


@exercise.mistake("Your side becomes shorter by the padding. Does a rim add pixels or take them?")
def padding_taken_away(n, k, padding, stride):
    return (n - 2 * padding - k) // stride + 1


@exercise.mistake("You laid kernels side by side. By how much does one move?")
def divided_by_the_kernel(n, k, padding, stride):
    return (n + 2 * padding) // k


@exercise.mistake("This is the number of places on a whole map. Along one side, how many?")
def all_places_of_the_map(n, k, padding, stride):
    return output_side(n, k, padding, stride) ** 2
