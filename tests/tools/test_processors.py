"""`course.py test --other-processors`: the arithmetic really differs, and a notebook that depends on it fails."""

import os
import subprocess
import sys
from functools import cache

import nbformat
import numpy as np
import pytest

from tools import lessons, test
from tools.processors import AVX, AVX2, other_processors

PROCESSORS = other_processors()
NEWEST_HERE = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])

ARITHMETIC = """
import warnings
warnings.simplefilter("error")
import numpy as np
from utils.quiet_tensorflow import tf
x = np.random.default_rng(0).normal(size=(300, 300)).astype("float32")
in_xla = tf.function(lambda a: tf.tanh(a @ a), jit_compile=True, autograph=False)
sums = {
    "NumPy": np.exp(x),
    "NumPy's matrix product": x @ x,
    "TensorFlow's": tf.constant(x) @ x,
    "XLA": in_xla(tf.constant(x)),
}
print(*(np.asarray(value, dtype=float).sum() for value in sums.values()))
"""


@cache
def sums(processor=None):
    """Four sums of many floats, each by another library."""
    done = subprocess.run(
        [sys.executable, "-c", ARITHMETIC],
        cwd=lessons.PROJECT,
        env=os.environ | PROCESSORS.get(processor, {}),
        capture_output=True,
        text=True,
        check=True,
    )
    return np.array(done.stdout.split(), dtype=float)


@pytest.mark.skipif("X86_V3" not in NEWEST_HERE, reason="this processor has no AVX2 to leave out")
def test_the_older_processor_computes_other_last_digits_in_each_library():
    here, there = sums(), sums(AVX)
    assert (here != there).all()
    np.testing.assert_allclose(here, there, rtol=1e-2)


@pytest.mark.skipif("X86_V4" not in NEWEST_HERE, reason="this processor has no AVX-512 to leave out")
def test_the_processor_without_avx_512_computes_other_last_digits():
    assert (sums() != sums(AVX2)).any()


def notebook(path, source, output):
    cell = nbformat.v4.new_code_cell(source, execution_count=1)
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=output)]
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return str(path)


@pytest.mark.skipif(not PROCESSORS, reason="only x86-64 processors are imitated")
@pytest.mark.parametrize(
    ("source", "output", "status"),
    [("1 + 1", "2", 0), ("os.environ['OPENBLAS_CORETYPE']", "Haswell", 1), ("1 + 1", "3", 1)],
    ids=["equal under both", "equal under one of them", "different under both"],
)
def test_a_notebook_passes_only_if_its_output_is_the_same_under_both(tmp_path, source, output, status):
    path = notebook(tmp_path / "01_lesson.ipynb", f"import os\nprint({source})", f"{output}\n")
    arguments = [path, "-q", "-n0", "-p", "no:cacheprovider"]
    assert test.run_with_other_processors(arguments, strict=True, environment=os.environ) == status


def test_both_processors_are_tried_and_the_failing_one_is_named(monkeypatch, capsys):
    tried = []

    def call_pytest(arguments, strict, environment):
        tried.append(environment["name"])
        return int(environment["name"] == "old")

    monkeypatch.setattr(test, "other_processors", lambda: {"old one": {"name": "old"}, "new one": {"name": "new"}})
    monkeypatch.setattr(test, "call_pytest", call_pytest)
    assert test.run_with_other_processors([], strict=True, environment={}) == 1
    assert tried == ["old", "new"]
    assert "old one" in (errors := capsys.readouterr().err)
    assert "new one" not in errors


@pytest.mark.parametrize(("strict", "processors", "why"), [(False, {"a": {}}, "real MNIST"), (True, {}, "x86-64")])
def test_what_cannot_be_compared_is_refused(monkeypatch, capsys, strict, processors, why):
    monkeypatch.setattr(test, "other_processors", lambda: processors)
    assert test.run_with_other_processors([], strict, {}) == 2
    assert why in capsys.readouterr().err
