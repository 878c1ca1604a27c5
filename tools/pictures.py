"""Pictures that move on pages without a kernel: their JavaScript stands in the page, because a page opened from the
file system may load no module from beside it.
"""

import json
from collections.abc import Iterable
from html import escape

from utils.pictures.picture import module, style

# A module's source becomes a blob, which may be imported from anywhere.
START = """
const modules = new Map();
for (const source of document.querySelectorAll("script[data-picture-module]")) {
  const blob = new Blob([source.textContent], { type: "text/javascript" });
  modules.set(source.dataset.pictureModule, import(URL.createObjectURL(blob)));
}
for (const place of document.querySelectorAll("[data-picture]")) {
  const { default: picture } = await modules.get(place.dataset.picture);
  const values = { settings: JSON.parse(place.dataset.settings), value: {} };
  const model = { get: (key) => values[key], set: (key, value) => { values[key] = value; }, on() {}, save_changes() {} };
  picture.render({ model, el: place });
  place.classList.add("moves");
}
"""


def place(name: str, settings: dict) -> str:
    """The HTML element in which a picture appears once the page's scripts run."""
    return f'<div data-picture="{escape(name)}" data-settings="{escape(json.dumps(settings))}"></div>'


def scripts(names: Iterable[str]) -> str:
    """The HTML that a page with these pictures needs once, at its end."""
    names = sorted(set(names))
    modules = [f'<script type="text/plain" data-picture-module="{name}">{module(name)}</script>' for name in names]
    return "\n".join([f"<style>{style(*names)}</style>", *modules, f'<script type="module">{START}</script>'])
