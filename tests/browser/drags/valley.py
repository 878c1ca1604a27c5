"""Drags the start of the walks, the line of the steps, and moves sliders."""

import numpy as np
from playwright.sync_api import Page

from tests.browser.hand import drag_by_mouse, numbers, texts
from utils.pictures import valley_picture
from utils.pictures.valley import RULES, paths

A, B = np.linspace(-2, 10, 17), np.linspace(-3, 7, 17)
BOWL = 0.1 + (A - 6) ** 2 / 60 + (B[:, None] - 3) ** 2 / 30

OTHERS = {
    "slice": lambda: valley_picture(losses=BOWL, across=A, up=B, noise=0.1),
    "far": lambda: valley_picture(rates={"gradient_descent": 0.2, "adam": 10.0}, noise=5.0, steps=100),
}


def drag(page: Page) -> dict[str, list[str]]:
    picture = page.locator(".course-picture-valley")
    drag_by_mouse(page, picture.get_by_role("slider", name="start"), 60, -20)
    drag_by_mouse(page, picture.get_by_role("slider", name="steps shown"), -40, 0)
    picture.get_by_label("noise in each slope").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    picture.get_by_role("button", name="other noise").click()
    labels = dict(text.split(" ") for text in texts(picture.locator(".label")))
    step = numbers(picture.locator("svg").get_by_text("step ").last.text_content())
    return {"step": step} | {rule: numbers(labels[name]) for rule, (name, *_) in RULES.items()}


def expected(value: dict) -> dict[str, list[float]]:
    found = {rule: [losses[value["shown"]]] for rule, (_, losses) in paths(value).items()}
    return {"step": [value["shown"]]} | found
