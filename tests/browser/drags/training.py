"""Trains for a while, moves a slider, and asks Python for the losses of the network that came out."""

import base64

import numpy as np
from playwright.sync_api import Page

from tests.browser.hand import drag_by_mouse, drag_by_touch, numbers, texts
from utils.pictures import training_picture
from utils.pictures.training import unpacked
from utils.scratch import Dense, Network, ReLU

OTHERS = {
    "sgd": lambda: training_picture(optimizer="sgd", learning_rate=3, batch_size=1),
    "few": lambda: training_picture(training=40, held_out=20, seed=1),
}
LONGEST = 8.0  # milliseconds of work in a frame, by the median, so that the page stays awake
FRAMES = """async () => {
  const root = document.querySelector(".course-picture-training > div");
  const busy = [];
  const start = performance.now();
  while (performance.now() - start < 2000) {
    await new Promise(requestAnimationFrame);
    if (root.busy) busy.push(root.busy);
  }
  busy.sort((a, b) => a - b);
  return [busy.length / 2, busy[busy.length >> 1], busy.at(-1)];
}"""


def drag(page: Page) -> dict[str, list[str]]:
    picture = page.locator(".course-picture-training")
    button = lambda name: picture.get_by_role("button", name=name, exact=True)  # noqa: E731
    by_hand = drag_by_touch if page.viewport_size["width"] < 800 else drag_by_mouse
    by_hand(page, picture.get_by_label("learning rate"), -20, 0)
    picture.get_by_label("speed").press("Home")
    button("SGD").press("Enter")
    button("1 step").press("Enter")
    button("Adam").press("Space")
    button("1 epoch").click()
    page.wait_for_timeout(1500)
    button("start").press("Enter")
    frames, median, longest = page.evaluate(FRAMES)
    print(
        f"training: {frames:.0f} frames a second, {median:.1f} ms of work in each ({longest:.1f} at worst)", flush=True
    )
    assert median < LONGEST, f"a frame works for {median:.1f} ms; {LONGEST} are allowed"
    button("pause").press("Enter")
    page.wait_for_timeout(300)
    charts = texts(picture.locator("text:is(.known, .held)"))
    headings = texts(picture.locator(".errors h4"))
    loss, held_out_loss, right, held_out_right = (numbers(text)[0] for text in charts)
    return {
        "loss": [loss, held_out_loss],
        "right": [right.strip("%"), held_out_right.strip("%")],
        "wrong": [numbers(heading)[0] for heading in headings],
    }


def expected(value: dict) -> dict[str, list[float]]:
    settings = training_picture(seed=value["seed"]).settings
    x, y = unpacked(settings["pixels"]), np.array(settings["labels"])
    network = Network([Dense(400, 25), ReLU(), Dense(25, 15), ReLU(), Dense(15, 10)], dtype=np.float64)
    network.parameters[:] = np.frombuffer(base64.b64decode(value["parameters"]), "<f4")
    parts = [(x[:300], y[:300]), (x[300:], y[300:])]
    found = [network.evaluate(*part) for part in parts]
    np.testing.assert_allclose([value["loss"], value["held_out_loss"]], [part["loss"] for part in found], rtol=1e-5)
    return {
        "loss": [part["loss"] for part in found],
        "right": [np.floor(100 * part["accuracy"] + 1e-9) for part in found],
        "wrong": [np.count_nonzero(network.predict(images) != labels) for images, labels in parts],
    }
