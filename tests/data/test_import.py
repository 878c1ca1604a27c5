"""What lessons 01-03 need to start in a second."""

import subprocess
import sys

from utils.data import DataError, mnist

HEAVY = ("tensorflow", "matplotlib", "sklearn", "scipy", "pandas", "pooch", "requests")


def test_importing_the_data_package_imports_nothing_heavy():
    code = f"import sys, utils.data; print([name for name in {HEAVY} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=mnist.PROJECT, capture_output=True, text=True)
    assert run.stdout == "[]\n", run.stderr


def test_loading_the_digits_imports_neither_tensorflow_nor_matplotlib():
    code = (
        "import os, sys, utils.data\n"
        "os.environ['DIGITS_SOURCE'] = 'embedded'\n"
        "utils.data.load_digits5000()\n"
        "print([name for name in ('tensorflow', 'keras', 'matplotlib') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=mnist.PROJECT, capture_output=True, text=True)
    assert run.stdout.endswith("\n[]\n"), run.stderr


def test_a_notebook_shows_the_sentence_and_no_traceback():
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell()
    shell.user_ns["DataError"] = DataError
    with capture_output() as shown:
        shell.run_cell("raise DataError('the file is damaged; copy it again')")
    InteractiveShell.clear_instance()
    assert shown.stdout == "DataError: the file is damaged; copy it again\n"


def test_the_checksums_are_those_of_the_readme():
    readme = (mnist.PROJECT / "data" / "README.md").read_text(encoding="utf-8")
    for name, checksum in mnist.CHECKSUMS.items():
        row = next(line for line in readme.splitlines() if line.startswith(f"| `{name}`"))
        assert checksum in row
    for mirror in mnist.MIRRORS:
        assert mirror in readme
