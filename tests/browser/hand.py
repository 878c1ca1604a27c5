"""What a hand does to a picture that moves, and what an eye reads from it: for the scripts beside this file."""

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page

STEPS = 50  # moves of one drag: enough for a median of how long each takes


def middle(node: Locator) -> tuple[float, float]:
    """The place of an element's middle on the page, in pixels, once it is in sight."""
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag_by_mouse(page: Page, node: Locator, right: float, down: float, steps: int = STEPS) -> None:
    """Take an element by its middle and drag it so many pixels."""
    x, y = middle(node)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=steps)
    page.mouse.up()


def drag_by_touch(page: Page, node: Locator, right: float, down: float, steps: int = STEPS) -> None:
    """The same by a finger, as the browser itself receives it: where a page scrolls instead, nothing is dragged."""
    x, y = middle(node)
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, steps + 1):
        point = {"x": x + right * step / steps, "y": y + down * step / steps}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    finger.detach()


def texts(nodes: Locator) -> list[str]:
    """What some elements show."""
    return [text.strip() for text in nodes.all_text_contents()]


def numbers(text: str) -> list[str]:
    """The numbers in a text, each as it is written: "loss: −ln <0.1% = 7.43 nats" -> ["<0.1%", "7.43"]."""
    return re.findall(r"[<>]?−?\d+(?:\.\d+)?%?", text)


def agree(shown: Mapping[str, list[str]], expected: Mapping[str, list[float]]) -> list[str]:
    """Complaints about numbers that are not those expected, rounded as they are shown; none if all agree."""
    if shown.keys() != expected.keys():
        return [f"it shows {sorted(shown)}, but Python has {sorted(expected)}"]
    found = []
    for name, written in shown.items():
        wanted = list(expected[name])
        if len(written) != len(wanted):
            found.append(f"{name}: {written} is shown, and Python has {wanted}")
        pairs = zip(written, wanted, strict=False)
        found += [f"{name}: {text} is shown for {number}" for text, number in pairs if not _is_written(text, number)]
    return found


def _is_written(text: str, number: float) -> bool:
    """Whether a number may be written like this."""
    value = float(text.strip("<>%").replace("−", "-"))
    unit = 0.01 if "%" in text else 1.0
    digits = len(text.strip("%").partition(".")[2])
    if text.startswith("<"):
        return 0 < number < value * unit
    if text.startswith(">"):
        return value * unit < number < 1
    return abs(value * unit - number) <= 0.5000001 * unit * 10.0**-digits


def value_on_page(page: Page) -> dict[str, Any]:
    """What the picture of a page without a kernel would tell Python, after it had the time to say so."""
    page.wait_for_timeout(150)
    return page.evaluate("document.querySelector('[data-picture]').picture.get('value')")
