import re

import pytest

from utils import machine


def test_this_machine_is_fine_or_is_told_what_to_change(capsys):
    machine.check_machine()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert all(re.match(r"(ok    |CHANGE)  \w", line) for line in lines)


def test_an_old_python_is_told_what_is_needed(monkeypatch):
    monkeypatch.setattr(machine.sys, "version_info", (3, 9, 1))
    good, line = machine._python()
    assert not good
    assert "needs Python 3.11, 3.12 or 3.13" in line


def test_a_package_in_another_version_is_named(tmp_path):
    (tmp_path / "requirements.txt").write_text("# a comment\nnumpy==0.1\nno-such-package==1.0\n")
    good, line = machine._packages(tmp_path / "requirements.txt")
    assert not good
    assert re.search(r"numpy 2\S+ instead of 0.1, no-such-package \(missing\) instead of 1.0", line)


@pytest.mark.parametrize(("free", "good"), [(3 * 2**30, True), (2**30, False), (None, True)])
def test_little_memory_is_noticed(free, good):
    assert machine._memory(free)[0] is good
