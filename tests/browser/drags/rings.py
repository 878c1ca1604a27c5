"""Moves a fold around the two rings, turns another, and lowers the threshold."""

import numpy as np
from playwright.sync_api import Page

from tests.browser.hand import drag_by_mouse, numbers
from utils.exercises import course
from utils.pictures import rings_picture
from utils.pictures.rings import exclusive_or

OTHERS = {"xor": lambda: rings_picture(*exclusive_or(), [(0.6, 0.3), (-2.0, 0.3)])}


def drag(page: Page) -> dict[str, list[str]]:
    picture = page.locator(".course-picture-rings")
    drag_by_mouse(page, picture.get_by_role("slider", name="place of fold 3"), 3, -40)
    drag_by_mouse(page, picture.get_by_role("slider", name="direction of fold 1"), 10, -30)
    picture.get_by_label("threshold").focus()
    page.keyboard.press("ArrowLeft")
    return {"found": numbers(picture.locator(".found").inner_text())}


def expected(value: dict) -> dict[str, list[float]]:
    points, labels = np.array(value["points"]), np.array(value["labels"])
    angles, distances = (np.array([neuron[name] for neuron in value["neurons"]]) for name in ("angle", "distance"))
    scores = course.relu(points @ np.stack([np.cos(angles), np.sin(angles)]) - distances).sum(axis=1)
    right = np.sum((scores > value["threshold"]) == labels)
    return {"found": [right] if right == len(labels) else [right, len(labels)]}
