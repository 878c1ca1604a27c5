"""`python main.py`: trainings, breaks, and refusals in a sentence."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.special import log_softmax

from utils import training
from utils.cli import data_sets, in_keras, options, outputs, train
from utils.models import NETWORKS

pytestmark = pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")  # from Keras itself, while saving
PROJECT = Path(train.__file__).parents[2]
EPOCHS = 30  # long enough to be interrupted


def run(capsys, *arguments):
    """Exit status, standard output and standard error of the command, run here."""
    try:
        status = train.main([str(argument) for argument in arguments])
    except SystemExit as end:
        status = end.code
    return status, *capsys.readouterr()


def row(output, name):
    return re.search(rf"^{name} +(.*)$", output, re.MULTILINE)[1]


def mean_cross_entropy(z, y):
    return -log_softmax(z.astype(float), axis=1)[np.arange(len(y)), y].mean()


@pytest.fixture
def press_ctrl_c(monkeypatch):
    """A function that lets Ctrl-C be pressed so many times in an epoch, before the epoch is over."""
    from utils.training import ProgressBar

    def press(epoch, times):
        def presses(bar, current, logs=None):
            if current == epoch:
                for _ in range(times):
                    signal.raise_signal(signal.SIGINT)

        monkeypatch.setattr(ProgressBar, "on_epoch_begin", presses)

    before = signal.getsignal(signal.SIGINT)
    yield press
    assert signal.getsignal(signal.SIGINT) is before


@pytest.fixture
def stopped(capsys, tmp_path, press_ctrl_c, monkeypatch):
    """A training of 5 epochs, stopped after the second: the arguments that made it."""
    press_ctrl_c(epoch=1, times=1)
    arguments = ("dense", "--data", "embedded", "--validation", "0", "--output", tmp_path / "network.keras")
    assert run(capsys, *arguments)[0] == 130
    monkeypatch.undo()
    return arguments


def test_digits5000_are_the_images_of_the_classic_set(monkeypatch):
    from utils.data import Digits, Source, as_rows, shrink
    from utils.data.digits5000 import classic_5000

    images = np.random.default_rng(0).integers(0, 256, (5_300, 28, 28)).astype(np.uint8)
    labels = np.arange(5_300) % 10
    digits = Digits(images, labels, images[:9], labels[:9], Source("noise", "", "", is_mnist=False))
    monkeypatch.setattr(data_sets, "_mnist", lambda seed: digits)
    expected, found = classic_5000(digits), data_sets.DATA["digits5000"].load(0)
    np.testing.assert_array_equal(as_rows(shrink(found.x_train)), expected.x_train)
    np.testing.assert_array_equal(found.y_train, expected.y_train)
    np.testing.assert_array_equal(found.x_test, digits.x_test)


def test_a_saved_network_gives_the_answers_that_the_table_counts(capsys, tmp_path):
    from utils.data import split
    from utils.quiet_tensorflow import keras

    path = tmp_path / "new" / "network.keras"
    arguments = ("dense", "--data", "embedded", "--epochs", "2", "--validation", "0.2", "--output", path)
    status, output, _ = run(capsys, *arguments)
    network, digits = keras.saving.load_model(path), data_sets.DATA["embedded"].load(0)
    parts = split(digits.x_train, digits.y_train, validation=0.2, seed=0)
    for name, images, y in (
        ("Training", parts.x_train, parts.y_train),
        ("Validation", parts.x_validation, parts.y_validation),
        ("Test", digits.x_test, digits.y_test),
    ):
        z = np.asarray(network(training.inputs_for(network, images)))
        assert row(output, f"{name} accuracy").startswith(f"{(z.argmax(axis=1) == y).mean():.2%}")
        assert float(row(output, f"{name} loss")) == pytest.approx(mean_cross_entropy(z, y), abs=1e-4)
    assert status == 0
    assert re.fullmatch(r"\S+%  \(95% interval: \S+% to \S+%\)", row(output, "Test accuracy"))
    assert row(output, "Network").startswith("dense: ")
    assert row(output, "Parameters") == "101,770"
    images = "embedded, 28 by 28 pixels: 1,038 for training, 259 for validation, 500 for testing"
    assert row(output, "Images") == images
    assert row(output, "Epochs") == "2"
    assert 0 < float(row(output, "Seconds")) < 60
    assert "2/2" in output
    assert [file.name for file in path.parent.iterdir()] == ["network.keras"]


def test_a_batch_may_be_larger_than_the_data(capsys, tmp_path):
    arguments = ("classic", "--data", "embedded", "--batch-size", "2000", "--epochs", "1")
    status, output, errors = run(capsys, *arguments, "--output", tmp_path / "network.keras")
    assert (status, errors) == (0, "")
    assert row(output, "Epochs") == "1"


def test_a_network_that_could_not_be_saved_is_not_trained_again(capsys, tmp_path, monkeypatch):
    def full_disk(network, path):
        raise OSError(28, "No space left on device")

    arguments = ("dense", "--data", "embedded", "--epochs", "2", "--output", tmp_path / "network.keras")
    with monkeypatch.context() as patch:
        patch.setattr(in_keras, "save", full_disk)
        status, _, errors = run(capsys, *arguments)
        assert (status, errors.count("\n")) == (2, 1)
        assert errors.endswith("network.keras cannot be written: No space left on device.\n")
    status, output, _ = run(capsys, *arguments)
    assert status == 0
    assert row(output, "Epochs") == "2, 2 of them kept from before"


def test_where_mnist_cannot_be_had_the_file_is_named_after_what_was_trained_on(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("DIGITS_SOURCE", "embedded")
    monkeypatch.setattr(outputs, "TRAINED", tmp_path)
    status, output, _ = run(capsys, "--epochs", "1", "--validation", "0")
    assert status == 0
    assert "Embedded digits" in output
    assert row(output, "Images").startswith("embedded, 28 by 28 pixels: 1,297 for training, 0 for validation")
    assert "Validation accuracy" not in output
    assert row(output, "Saved").endswith("dense-embedded.keras")
    assert (tmp_path / "dense-embedded.keras").is_file()


@pytest.mark.skipif(os.name == "nt", reason="Windows lets no program press Ctrl-C for another one alone")
def test_ctrl_c_ends_the_running_epoch_keeps_it_and_the_same_command_goes_on(tmp_path, capsys):
    from utils.quiet_tensorflow import keras

    def arguments(name):
        return [*f"--data embedded --epochs {EPOCHS} --batch-size 128 --output".split(), str(tmp_path / name)]

    command = [sys.executable, "main.py", *arguments("stopped.keras")]
    with subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        shown = b""
        while not re.search(rb"[1-9]\d*/30", shown):
            read = os.read(process.stdout.fileno(), 1000)
            assert read, process.stderr.read().decode()
            shown += read
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does, which knows no single process
        errors = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 130
    kept = int(re.fullmatch(r"\s*Training stopped\. (\d+) of 30 epochs are kept; the same command .*\s*", errors)[1])
    assert 1 <= kept < EPOCHS

    _, unbroken, _ = run(capsys, *arguments("unbroken.keras"))
    status, resumed, _ = run(capsys, *arguments("stopped.keras"))
    assert status == 0
    assert row(resumed, "Epochs") == f"{EPOCHS}, {kept} of them kept from before"
    assert row(resumed, "Test accuracy") == row(unbroken, "Test accuracy")
    a, b = (keras.saving.load_model(tmp_path / name).get_weights() for name in ("stopped.keras", "unbroken.keras"))
    for one, other in zip(a, b, strict=True):
        np.testing.assert_array_equal(one, other)


def test_ctrl_c_keeps_the_epoch_in_which_it_was_pressed(stopped, capsys):
    _, output, _ = run(capsys, *stopped)
    assert row(output, "Epochs") == "5, 2 of them kept from before"
    assert row(output, "Seconds").endswith("for the other 3")


def test_a_second_ctrl_c_stops_at_once(capsys, tmp_path, press_ctrl_c):
    press_ctrl_c(epoch=0, times=2)
    arguments = ("--data", "embedded", "--fresh", "--output", tmp_path / "network.keras")
    status, _, errors = run(capsys, *arguments)
    assert status == 130
    assert errors == (
        "\nTraining stopped. 0 of 5 epochs are kept; the same command without --fresh resumes from there.\n"
    )


def test_ctrl_c_before_the_training_is_one_sentence_too(capsys, tmp_path, monkeypatch):
    def interrupted(options):
        raise KeyboardInterrupt

    monkeypatch.setattr(train, "_load", interrupted)
    status, _, errors = run(capsys, "--output", tmp_path / "network.keras")
    assert (status, errors) == (130, "\nStopped. No finished epoch is lost; the same command resumes.\n")


def test_a_checkpoint_of_other_settings_is_refused_and_kept_until_asked_to_begin_anew(stopped, capsys):
    for others, sentence in (
        (("--seed", "1"), "seed is 0 there and 1 here"),
        (("--batch-size", "16"), "batch_size is 32 there and 16 here"),
        (("--validation", "0.5"), "images is 1297 images, "),
        (("--learning-rate", "0.01"), "learning_rate is 0.001 there and 0.01 here"),
        (("--epochs", "1"), "already holds 2 epochs, and epochs is 1"),
    ):
        status, output, errors = run(capsys, *stopped, *others)
        assert status == 2
        assert sentence in errors
        assert errors.endswith(" (--fresh deletes it, --output names another).\n")
        assert errors.count("\n") == 1
        assert " left" not in output  # no bar before a refusal
    status, output, _ = run(capsys, *stopped, *others, "--fresh")
    assert status == 0
    assert row(output, "Epochs") == "1"


def test_a_damaged_checkpoint_is_named(capsys, tmp_path):
    (tmp_path / "network.checkpoint.npz").write_bytes(b"cut off")
    status, _, errors = run(capsys, "--data", "embedded", "--output", tmp_path / "network.keras")
    assert status == 2
    assert errors.startswith("network.checkpoint.npz is damaged, or not one of the course's checkpoints")


def test_a_training_that_diverges_says_so(capsys, tmp_path):
    arguments = ("--data", "embedded", "--learning-rate", "1e38", "--output", tmp_path / "network.keras")
    status, _, errors = run(capsys, *arguments)
    assert status == 2
    assert "the learning rate of 1e+38 is too large here. Use a smaller --learning-rate.\n" in errors


def test_a_training_that_diverged_would_do_so_again_and_is_not_kept(stopped, capsys, tmp_path, monkeypatch):
    def diverging(*arguments, **options):
        raise training.Diverged("the loss is nan")

    assert [file.name for file in tmp_path.iterdir()] == ["network.checkpoint.npz"]
    monkeypatch.setattr(in_keras, "fit_fast", diverging)
    assert run(capsys, *stopped)[0] == 2
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_ends_in_a_sentence(capsys, tmp_path, monkeypatch):
    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(in_keras, "fit_fast", full)
    status, _, errors = run(capsys, "--data", "embedded", "--output", tmp_path / "network.keras")
    assert (status, errors) == (2, "Training stopped: No space left on device. The epochs kept so far are safe.\n")


def test_a_network_that_cannot_be_saved_ends_in_a_sentence_and_leaves_no_parts(tmp_path):
    output = tmp_path / "network.keras"
    (output / "something").mkdir(parents=True)
    with pytest.raises(outputs.NotWritable, match=r"network\.keras cannot be written"):
        outputs.write(output, NETWORKS["classic"].build().save)
    assert [file.name for file in tmp_path.iterdir()] == ["network.keras"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("desne",), f"There is no network 'desne'. Choose from: {', '.join(NETWORKS)}.\n"),
        (("--data", "cifar"), "There is no data set 'cifar'. Choose from: mnist, digits5000, thousand, embedded.\n"),
        (("--epochs", "0"), "Argument --epochs: '0' is not valid; it must be a whole number, 1 or more "),
        (("--epochs", "2.5"), "Argument --epochs: '2.5' is not valid"),
        (("--batch-size", "-1"), "Argument --batch-size: '-1' is not valid"),
        (("--seed", "4294967296"), "it must be a whole number from 0 to 4294967295"),
        (("--learning-rate", "0"), "'0' is not valid; it must be a number above 0"),
        (("--learning-rate", "inf"), "'inf' is not valid"),
        (("--validation", "1"), "'1' is not valid; it must be a number from 0 up to but not including 1"),
        (("--validation", "nan"), "'nan' is not valid"),
        (("--output", "network.h5"), "it must be a file whose name ends in .keras or .npz"),
        (("--output", ".keras"), "it must be a file whose name ends in .keras"),
        (
            ("tanh", "--output", "x.keras"),
            "tanh is a network in NumPy, so its file must end in .npz; --output is x.keras",
        ),
        (("--output", "x.npz"), "dense is a network in Keras, so its file must end in .keras; --output is x.npz.\n"),
        (("--epoch", "3"), "Unrecognized arguments: --epoch "),
        (("--data", "embedded", "--validation", "0.001"), "too few for a part of 1"),
        (("--output", "README.md/network.keras"), "network.keras cannot be written ("),
        (
            ("--output", "~nosuchuser/x.keras"),
            "is not valid; no user has that home folder",
        ),
        (("--output", 254 * "x" + ".keras"), "x.keras"),
        (("--output", 240 * "x" + ".keras"), "x.keras cannot be written ("),  # its checkpoint's name would be too long
        (("--color",), "Unrecognized arguments: --color"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_refused_in_a_sentence(capsys, monkeypatch, arguments, sentence):
    monkeypatch.chdir(PROJECT)
    status, _, errors = run(capsys, *arguments)
    assert status == 2
    assert sentence in errors
    assert errors.count("\n") == 1
    assert errors.endswith(".\n")


def test_data_that_cannot_be_had_end_in_a_sentence(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("DIGITS_SOURCE", "emnist")
    status, _, errors = run(capsys, "--output", tmp_path / "network.keras")
    assert status == 2
    assert errors.startswith('DIGITS_SOURCE is "emnist"; it can be')
    assert errors.count("\n") == 1


IN_NUMPY = [name for name, entry in NETWORKS.items() if entry.in_numpy]


@pytest.mark.parametrize("name", IN_NUMPY)
def test_a_network_in_numpy_is_saved_where_network_load_finds_what_the_table_counts(capsys, tmp_path, name):
    from utils.scratch import Network

    path = tmp_path / "network.npz"
    arguments = (name, "--data", "embedded", "--epochs", "2", "--validation", "0.2", "--output", path)
    status, output, errors = run(capsys, *arguments)
    digits = data_sets.DATA["embedded"].load(0)
    network = Network.load(path)
    z = network.logits(digits.x_test.astype(np.float32) / 255)
    assert (status, errors) == (0, "")
    assert row(output, "Parameters") == f"{network.parameters.size:,}"
    assert row(output, "Test accuracy").startswith(f"{(z.argmax(axis=1) == digits.y_test).mean():.2%}  (95% interval")
    assert float(row(output, "Test loss")) == pytest.approx(mean_cross_entropy(z, digits.y_test), abs=1e-4)
    assert float(row(output, "Test loss")) < 1
    assert re.search(r"2/2 .* loss=[\d.]+, accuracy=[\d.]+% \(validation: [\d.]+, [\d.]+%\)", output)
    assert [file.name for file in tmp_path.iterdir()] == ["network.npz"]


def test_networks_in_numpy_need_no_tensorflow(tmp_path):
    code = f"""if True:
        import sys
        from utils.cli.train import main
        arguments = "--data embedded --epochs 1 --plot --output".split()
        for name in {IN_NUMPY}:
            assert main([name, *arguments, {str(tmp_path)!r} + "/" + name + ".npz"]) == 0
        assert not {{"tensorflow", "keras"}} & set(sys.modules)
    """
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def press_ctrl_c_in_numpy(monkeypatch):
    """A function that lets Ctrl-C be pressed so many times in an epoch of NumPy, the first one being 0."""
    from utils.scratch import fitting

    one_epoch = fitting.one_epoch

    def press(epoch, times):
        epochs = iter(range(1000))

        def presses(*arguments):
            if next(epochs) == epoch:
                for _ in range(times):
                    signal.raise_signal(signal.SIGINT)
            return one_epoch(*arguments)

        monkeypatch.setattr(fitting, "one_epoch", presses)

    before = signal.getsignal(signal.SIGINT)
    yield press
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(("times", "kept"), [(1, 2), (2, 1)])
def test_a_network_in_numpy_goes_on_where_ctrl_c_stopped_it(
    capsys, tmp_path, press_ctrl_c_in_numpy, monkeypatch, times, kept
):
    from utils.scratch import Network

    def arguments(name):
        return ("scratch", "--data", "embedded", "--epochs", "4", "--output", tmp_path / name)

    _, unbroken, _ = run(capsys, *arguments("unbroken.npz"))
    press_ctrl_c_in_numpy(epoch=1, times=times)
    status, _, errors = run(capsys, *arguments("stopped.npz"))
    assert status == 130
    assert errors == f"\nTraining stopped. {kept} of 4 epochs are kept; the same command resumes from there.\n"
    monkeypatch.undo()
    status, resumed, _ = run(capsys, *arguments("stopped.npz"))
    assert status == 0
    assert row(resumed, "Epochs") == f"4, {kept} of them kept from before"
    assert row(resumed, "Test loss") == row(unbroken, "Test loss")
    networks = [Network.load(tmp_path / name) for name in ("stopped.npz", "unbroken.npz")]
    np.testing.assert_array_equal(*(network.parameters for network in networks))


def test_ctrl_c_in_the_last_epoch_of_numpy_stops_nothing(capsys, tmp_path, press_ctrl_c_in_numpy):
    press_ctrl_c_in_numpy(epoch=1, times=1)
    arguments = ("scratch", "--data", "embedded", "--epochs", "2", "--output", tmp_path / "network.npz")
    assert run(capsys, *arguments)[0] == 0


def test_a_training_in_numpy_that_diverges_says_so(capsys, tmp_path):
    arguments = ("scratch", "--data", "embedded", "--learning-rate", "1e38", "--output", tmp_path / "network.npz")
    status, _, errors = run(capsys, *arguments)
    assert status == 2
    assert errors == (
        "Training stopped: the loss became nan or infinite: the learning rate of 1e+38 is too large here. "
        "Use a smaller --learning-rate.\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["classic", "scratch"])
def test_plot_saves_the_curves_beside_the_network(capsys, tmp_path, monkeypatch, name):
    from matplotlib import pyplot as plt

    from utils.plotting import networks

    drawn = []
    draw = networks.draw_history
    monkeypatch.setattr(networks, "draw_history", lambda *arguments: drawn.append(arguments) or draw(*arguments))
    monkeypatch.setattr(outputs, "TRAINED", tmp_path)
    status, output, _ = run(capsys, name, "--data", "embedded", "--epochs", "3", "--plot")
    (history, title), picture = drawn[0], tmp_path / f"{name}-embedded.png"
    assert status == 0
    assert title == f"{name} on embedded"
    assert {"loss", "accuracy", "val_loss", "val_accuracy"} <= history.keys()
    assert len(history["val_accuracy"]) == 3
    assert plt.imread(picture).shape[:2] == (340, 720)
    assert row(output, "Curves").endswith(picture.name)
    assert plt.get_fignums() == []


def test_without_plot_no_picture_is_drawn(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(outputs, "TRAINED", tmp_path)
    _, output, _ = run(capsys, "scratch", "--data", "embedded", "--epochs", "1")
    assert "Curves" not in output
    assert [file.name for file in tmp_path.iterdir()] == ["scratch-embedded.npz"]


def test_curves_that_cannot_be_saved_cost_no_second_training(capsys, tmp_path):
    picture = tmp_path / "network.png"
    picture.mkdir()
    arguments = ("scratch", "--data", "embedded", "--epochs", "2", "--plot", "--output", tmp_path / "network.npz")
    status, _, errors = run(capsys, *arguments)
    assert status == 2
    assert "network.png cannot be written: " in errors
    picture.rmdir()
    status, output, _ = run(capsys, *arguments)
    assert status == 0
    assert row(output, "Epochs") == "2, 2 of them kept from before"


def parsed(line):
    return options.parse(line.split())


def test_each_network_names_its_settings_and_the_command_line_others():
    for name, entry in NETWORKS.items():
        found = parsed(name)
        settings = (found.data, found.epochs, found.batch_size, found.learning_rate)
        assert settings == (entry.data, entry.epochs, entry.batch_size, entry.learning_rate)
    found = parsed("classic --data mnist --epochs 3 --batch-size 7 --learning-rate 0.5")
    assert (found.data, found.epochs, found.batch_size, found.learning_rate) == ("mnist", 3, 7, 0.5)


def test_the_examples_of_help_have_the_settings_of_the_known_projects():
    known = {line: parsed(line) for line in options.EXAMPLES}
    assert len(known) == 5
    assert {line: (found.network, found.data, found.epochs) for line, found in known.items()} == {
        "--validation 0": ("dense", "mnist", 5),
        "classic --epochs 400 --validation 0": ("classic", "digits5000", 400),
        "tanh --data thousand --validation 0": ("tanh", "thousand", 60),
        "scratch --validation 0": ("scratch", "mnist", 10),
        "conv --plot": ("conv", "mnist", 5),
    }


def test_help_names_everything_and_nothing_before_a_training_waits_for_tensorflow():
    code = """if True:
        import sys
        from utils.cli import train
        for arguments in (["--help"], ["desne"], ["--epochs", "0"]):
            try:
                train.main(arguments)
            except SystemExit:
                pass
        assert not {"tensorflow", "keras", "sklearn", "numpy"} & set(sys.modules)
    """
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for name in (*NETWORKS, *data_sets.DATA, *options.EXAMPLES, "--epochs", "--output", "--fresh", "--plot", "Ctrl-C"):
        assert name in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80


def door(arguments, *, project=PROJECT, python=(sys.executable,)):
    return subprocess.run([*python, str(project / "main.py"), *arguments], capture_output=True, text=True, check=False)


def test_main_py_is_a_door_to_the_same_command():
    by_door, done = door(["--help"]), door(["desne"])
    assert by_door.returncode == 0
    assert "usage: python main.py [NETWORK] [options]" in by_door.stdout
    assert done.returncode == 2
    assert "There is no network 'desne'" in done.stderr


@pytest.fixture
def bare_project(tmp_path):
    """main.py and course.py without an environment, and a Python without packages."""
    for name in ("main.py", "course.py"):
        shutil.copy(PROJECT / name, tmp_path)
    return {"project": tmp_path, "python": (sys.executable, "-S")}


def test_without_the_packages_main_py_says_what_to_type(bare_project):
    done = door(["--help"], **bare_project)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == ("The packages are not installed yet: first type make run, or python course.py run.\n")


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for .venv's Python is a shell script")
def test_main_py_hands_on_to_the_environment_that_is_there(bare_project):
    python = bare_project["project"] / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@"\nexit 7\n')
    python.chmod(0o755)
    done = door(["dense", "--epochs", "3"], **bare_project)
    assert done.returncode == 7
    assert done.stdout == f"{bare_project['project'] / 'main.py'} dense --epochs 3\n"


def test_a_kept_run_that_cannot_be_deleted_is_a_sentence(capsys, tmp_path):
    (tmp_path / "network.checkpoint.npz").mkdir()
    arguments = ("dense", "--data", "embedded", "--fresh", "--output", tmp_path / "network.keras")
    status, _, errors = run(capsys, *arguments)
    assert status == 2
    assert "network.checkpoint.npz cannot be deleted" in errors
    assert errors.count("\n") == 1
