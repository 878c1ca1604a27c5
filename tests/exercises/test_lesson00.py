from pathlib import Path

from utils.exercises import find
from utils.exercises.checker import judge

TEXT = Path(__file__).parents[2] / "notebooks" / "text" / "00_start_here.md"


def test_the_verdict_printed_in_the_text_is_the_one_the_checker_gives():
    verdict = judge(find("pixels"), lambda height, width: height + width)
    assert f"```text\n{verdict.text}\n```" in TEXT.read_text(encoding="utf-8")
