import numpy as np

from utils.exercises.exercise import Exercise


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


exercise = Exercise(
    stop_early,
    hints=(
        "Go through the losses one by one. Remember two things: which epoch is the best so far, and how many "
        "epochs ago that was.",
        "A loss below the best so far: it is the new best, and the waiting is 0 again. Any other: the waiting "
        "grows by 1. When it reaches patience, stop.",
    ),
    equivalent={
        "the result has no sign": "the number of an epoch is not negative",
        "the result is cut off below": "the number of an epoch is not negative",
    },
)


@exercise.also_right
def stop_early_with_a_record(losses, patience):
    record, best = float("inf"), None
    for number, loss in enumerate(losses, start=1):
        if loss < record:
            record, best = loss, number
        if number - best >= patience:
            break
    return best, number


@exercise.also_right
def stop_early_by_slices(losses, patience):
    losses = np.asarray(losses)
    for last in range(1, len(losses) + 1):
        best = int(losses[:last].argmin()) + 1
        if last - best == patience:
            return best, last
    return int(losses.argmin()) + 1, len(losses)


@exercise.case
def a_dip_after_the_end():
    return [0.9, 0.5, 0.6, 0.55, 0.7, 0.4], 3


@exercise.case
def never_out_of_patience():
    return [0.9, 0.6, 0.7, 0.5, 0.55, 0.4, 0.45], 2


@exercise.case
def a_record_only_equaled():
    return [0.8, 0.5, 0.5, 0.5, 0.5, 0.3], 2


@exercise.case
def up_and_down():
    return [0.9, 0.7, 0.75, 0.72, 0.71, 0.8, 0.2], 3


@exercise.case
def worse_from_the_start():
    return [0.3, 0.4, 0.5], 1


@exercise.case
def one_epoch_better_now_and_then():
    return [0.9, 0.8, 0.85, 0.7, 0.75, 0.6, 0.65, 0.5, 0.6, 0.7, 0.4], 2


@exercise.case
def a_high_first_loss():
    return [2.3, 1.9, 1.7, 1.8, 1.75], 2


@exercise.case
def better_to_the_end():
    return [0.9, 0.6, 0.5], 2


@exercise.case
def out_of_patience_at_the_end():
    return [0.9, 0.5, 0.6, 0.7], 2


@exercise.case
def one_epoch():
    return [0.7], 3


@exercise.case
def a_little_better_each_time():
    return [0.0021, 0.00205, 0.00204, 0.00206, 0.00203], 1


@exercise.case
def a_loss_of_nothing():
    return [0.3, 0.0, 0.2, 0.1, 0.4], 2


@exercise.case
def losses_in_the_thousands():
    return [2500, 1400, 1300, 1350, 1300, 900], 2


@exercise.mistake("You looked at all losses. A training that has stopped never sees what would have come after.")
def lowest_of_all(losses, patience):
    return int(np.argmin(losses)) + 1, len(losses)


@exercise.mistake("You looked at all losses. A training that has stopped never sees what would have come after.")
def lowest_of_all_and_the_patience(losses, patience):
    best = int(np.argmin(losses)) + 1
    return best, min(best + patience, len(losses))


FIRST_RECORD = "The first epoch is always a record, however high its loss."


@exercise.mistake(FIRST_RECORD)
def record_begins_at_one(losses, patience):
    lowest, best, waited = 1.0, 0, 0
    for epoch, loss in enumerate(losses):
        if loss < lowest:
            lowest, best, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


@exercise.mistake(FIRST_RECORD)
def record_begins_at_one_and_epochs_too(losses, patience):
    lowest, best, waited = 1.0, 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < lowest:
            lowest, best, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best, epoch
    return best, len(losses)


@exercise.mistake(FIRST_RECORD)
def record_begins_at_one_and_patience_by_difference(losses, patience):
    lowest, best = 1.0, 0
    for epoch, loss in enumerate(losses):
        if loss < lowest:
            lowest, best = loss, epoch
        if epoch - best >= patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


@exercise.mistake("The two are swapped. The best epoch comes first.")
def last_before_best(losses, patience):
    return stop_early(losses, patience)[::-1]


@exercise.mistake("Your first number is a loss. It should be the number of an epoch.")
def loss_in_place_of_its_epoch(losses, patience):
    best, last = stop_early(losses, patience)
    return losses[best - 1], last


@exercise.mistake("You counted from 0. The first epoch is epoch 1.")
def counted_from_zero(losses, patience):
    best, last = stop_early(losses, patience)
    return best - 1, last - 1


@exercise.mistake("That is where it stopped. Which epoch was the best until then?")
def last_taken_for_best(losses, patience):
    best, last = stop_early(losses, patience)
    return last, last


@exercise.mistake("You waited one epoch too long. With patience 1, the first epoch without a record is the last.")
def one_epoch_too_patient(losses, patience):
    return stop_early(losses, patience + 1)


@exercise.mistake("After a new record, the waiting begins anew. Does yours?")
def never_starts_again(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        else:
            waited += 1
        if waited == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


@exercise.mistake("You compared each loss with the one before. A record is lower than all that came before.")
def compared_with_the_epoch_before(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        best = epoch if losses[epoch] < losses[best] else best
        waited = waited + 1 if losses[epoch] >= losses[epoch - 1] else 0
        if waited == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


@exercise.mistake("A loss that equals the best is no new record.")
def a_tie_is_a_record(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] <= losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


@exercise.mistake("Two numbers are meant: the best epoch, and the last one trained.")
def best_epoch_only(losses, patience):
    return stop_early(losses, patience)[0]


@exercise.mistake("Those are losses. The numbers of their epochs are meant.")
def the_losses_themselves(losses, patience):
    best, last = stop_early(losses, patience)
    return losses[best - 1], losses[last - 1]
