"""Draws a seven on the picture of a network's layers, by mouse and by key."""

import numpy as np
from playwright.sync_api import Locator, Page

from tests.browser.hand import texts
from tests.pictures.digits import DIGITS, small_network
from utils.pictures import layers_picture
from utils.training import predict_logits

OTHERS = {"one": lambda: layers_picture(small_network(), DIGITS[1], center=False)}
SEVEN = ((8, 7), (19, 7), (13, 22))  # column and row of its corners


def draw_by_mouse(page: Page, paper: Locator, corners: tuple[tuple[float, float], ...]) -> None:
    """Draw straight lines from corner to corner, given in pixels of the image."""
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    places = [(box["x"] + x * box["width"] / 28, box["y"] + y * box["height"] / 28) for x, y in corners]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=25)
    page.mouse.up()


def drag(page: Page) -> dict[str, list[str]]:
    picture = page.locator(".course-picture-layers")
    paper = picture.locator(".paper canvas")
    picture.get_by_role("button", name="clear").click()
    draw_by_mouse(page, paper, SEVEN)
    paper.focus()
    for key in ("ArrowLeft", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.down(" ")  # the bar of the seven
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.up(" ")
    page.keyboard.press("ArrowDown")  # draws nothing any more
    return {
        "shares": texts(picture.locator("svg text:not(.name)")),
        "answer": texts(picture.locator(".name.answer")),
    }


def expected(value: dict) -> dict[str, list[float]]:
    logits = predict_logits(small_network(), np.array(value["seen"], np.float32)[np.newaxis, ..., np.newaxis])[0]
    powers = np.exp(logits - logits.max())
    assert logits.argmax() == 7, "it does not read a seven"
    return {"shares": powers / powers.sum(), "answer": [7]}
