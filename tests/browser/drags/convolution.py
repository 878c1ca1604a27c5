"""Draws on the picture of a convolution, moves its kernel and changes it, by mouse and by key."""

import numpy as np
from playwright.sync_api import Page

from tests.browser.hand import drag_by_mouse, drag_by_touch, numbers, texts
from tests.pictures.digits import DIGITS
from utils.exercises import course
from utils.pictures import convolution_picture

OTHERS = {
    "small": lambda: convolution_picture(DIGITS[:, 4:24, 4:24], angle=45, row=3, column=8, relu=True),
    "one": lambda: convolution_picture(DIGITS[2]),
}


def drag(page: Page) -> dict[str, list[str]]:
    picture = page.locator(".course-picture-convolution")
    paper = picture.locator(".paper canvas")
    draw = drag_by_touch if page.viewport_size["width"] < 800 else drag_by_mouse
    draw(page, paper, 50, 40)
    paper.press("ArrowLeft")
    paper.press("Space")
    picture.get_by_label("edges at").press("ArrowRight")
    kernel = picture.get_by_label("the kernel's number in row 2, column 2")
    drag_by_mouse(page, kernel, 0, -30)
    kernel.press("ArrowUp")
    drag_by_mouse(page, picture.get_by_label("place of the kernel on the image"), 12, 10)
    picture.get_by_role("button", name="ReLU").click()
    values = texts(picture.locator(".value:not(.sign)"))
    return {
        "window": values[:9],
        "kernel": values[9:18],
        "products": values[18:],
        "sum": numbers(" ".join(texts(picture.locator("text.found")))),
    }


def expected(value: dict) -> dict[str, list[float]]:
    image, kernel, row, column = (np.array(value[name]) for name in ("image", "kernel", "row", "column"))
    window = image[row : row + 3, column : column + 3]
    total = course.convolve(image, kernel)[row, column]
    np.testing.assert_allclose(value["map"], np.maximum(course.convolve(image, kernel), 0), atol=1e-6)
    return {
        "window": window.ravel(),
        "kernel": kernel.ravel(),
        "products": (window * kernel).ravel(),
        "sum": [total, max(total, 0)],
    }
