"""Drags a weight in its box, the nudge, and the weight again on the curve of the loss; steps through the walk."""

import numpy as np
from playwright.sync_api import Page

from tests.browser.hand import drag_by_mouse, numbers, texts
from utils.exercises import course
from utils.pictures import graph_picture

OTHERS = {
    "two": lambda: graph_picture({"x1": 1.0, "w1": -1.5, "x2": 2.0, "w2": 0.6, "b": 0.3}, target=-0.5),
    "steep": lambda: graph_picture({"x": -3.0, "w": -2.99, "b": -3.0}, target=-1.0, chosen="x", nudge=-1.0),
}


def drag(page: Page) -> dict[str, list[str]]:
    picture = page.locator(".course-picture-graph")
    drag_by_mouse(page, picture.get_by_role("slider", name="weight w"), 12, 3)
    drag_by_mouse(page, picture.get_by_role("slider", name="nudge"), 30, 0)
    drag_by_mouse(page, picture.get_by_role("slider", name="chosen input"), -9, 0)
    picture.get_by_role("slider", name="bias b").press("ArrowUp")
    picture.get_by_role("slider", name="weight w").press("Shift+ArrowLeft")
    picture.get_by_label("target t").press("ArrowLeft")
    picture.get_by_role("button", name="one back").click()
    before = texts(picture.locator(".slope"))
    picture.get_by_role("button", name="one step").click()
    assert before != texts(picture.locator(".slope"))  # the last slopes come back with the last step
    values = [numbers(text.split(" = ")[1])[0] for text in texts(picture.locator(".number"))]
    slopes = [numbers(text)[0] for text in texts(picture.locator(".slope"))]
    changes = {kind: numbers(texts(picture.locator(f"text.{kind}"))[0]) for kind in ("predicted", "true")}
    return {"values": values, "slopes": slopes} | changes


def expected(value: dict) -> dict[str, list[float]]:
    x, w, b = value["inputs"].values()
    t, h = value["target"], value["nudge"]
    a = np.tanh(x * w + b)
    dw, db = course.neuron_gradient(x, w, b, t)
    nudged = (np.tanh(x * (w + h) + b) - t) ** 2 / 2
    return {
        "values": [x, w, b, x * w, x * w + b, a, (a - t) ** 2 / 2],
        "slopes": [db * w, dw, db, db, db, a - t, 1.0],
        "predicted": [dw * h],
        "true": [nudged - (a - t) ** 2 / 2],
    }
