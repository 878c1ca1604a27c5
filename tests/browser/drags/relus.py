"""Drags a bend and a height of the network of ReLUs, and moves a slider."""

import numpy as np
from playwright.sync_api import Page

from tests.browser.hand import drag_by_mouse, numbers
from utils.exercises import course
from utils.pictures import relus_picture
from utils.pictures.relus import TARGETS

OTHERS = {
    "eight": lambda: relus_picture(
        np.ones(8), -np.arange(8) * 0.75, [1.0, -0.5, -0.6, -0.6, -0.2, 0.5, 0.6, 0.6], "sine"
    ),
    "tall": lambda: relus_picture([1.0, -1.0], [-3.0, 1.0], [2.0, -3.0]),
}


def drag(page: Page) -> dict[str, list[str]]:
    picture = page.locator(".course-picture-relus")
    drag_by_mouse(page, picture.get_by_role("slider", name="where ReLU 2 bends"), 40, 5)
    drag_by_mouse(page, picture.get_by_role("slider", name="weight c of ReLU 3"), -30, 10)
    picture.get_by_label("w: ").focus()
    page.keyboard.press("ArrowLeft")
    formula = numbers(picture.locator(".chosen").inner_text().replace("− ", "−"))
    return {"found": numbers(picture.locator(".found").inner_text()), "formula": formula}


def expected(value: dict) -> dict[str, list[float]]:
    w, b, c = (np.array([neuron[name] for neuron in value["neurons"]]) for name in "wbc")
    x = np.linspace(0, 2 * np.pi, 2001)
    gap = np.abs(course.relu(np.outer(x, w) + b) @ c - TARGETS[value["target"]](x)).max()
    pieces = course.count_pieces(w, b, c)
    in_sight = [] if pieces == value["inSight"] else [value["inSight"]]
    return {"found": [pieces, *in_sight, gap], "formula": [3, c[2], w[2], b[2]]}
