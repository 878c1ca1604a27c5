"""Drags a score of the picture of softmax, takes a step, and turns the temperature."""

import numpy as np
from playwright.sync_api import Page

from tests.browser.hand import drag_by_mouse, numbers, texts
from utils.exercises import course
from utils.pictures import softmax_picture

OTHERS = {
    "ten": lambda: softmax_picture([1.0, 2.0, 0.5, 4.0, -1.0, 3.0, 0.0, -2.0, 1.5, -5.9], label=5),
    "unlabeled": lambda: softmax_picture([1.0, 2.0, 0.5, 4.0, -1.0, 3.0, 0.0, -2.0, 1.5, -5.9]),
}


def drag(page: Page) -> dict[str, list[str]]:
    picture = page.locator(".course-picture-softmax")
    drag_by_mouse(page, picture.locator(".handle").first, 0, -40)
    temperature = picture.get_by_label("temperature")
    temperature.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    picture.get_by_role("button", name="one step").click()
    values = texts(picture.locator(".value"))
    count = picture.locator(".handle").count()
    columns = [values[start::4] for start in range(4)]  # each column has a score, a power, a share and a slope
    assert all(len(column) == count for column in columns)
    loss = numbers(picture.locator(".found").inner_text())
    return dict(zip(("scores", "powers", "shares", "slopes"), columns, strict=True)) | {"loss": loss}


def expected(value: dict) -> dict[str, list[float]]:
    scores, label = np.array(value["scores"]), value["label"]
    z, y = scores[None] / value["temperature"], np.array([label])
    shares = course.softmax(z)[0]
    return {
        "scores": scores,
        "powers": shares / shares.max(),
        "shares": shares,
        "slopes": course.softmax_gradient(z, y)[0],
        "loss": [shares[label], course.cross_entropy_from_logits(z, y)],
    }
