"""What a built site links to: addresses that lead nowhere, and what it would load from another host."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

LOADED_BY_STYLES = re.compile(r"(?:@import\s+|url\(\s*)[\"']?((?:https?:)?//[^\"')\s]+)")


def broken_links(site: Path) -> list[str]:
    """Every link, picture, script and style in the site's pages that leads to no file or to no place in a page."""
    pages = {path: BeautifulSoup(path.read_bytes(), "html.parser") for path in sorted(site.glob("*.html"))}
    names = {path: {tag["id"] for tag in page.find_all(id=True)} for path, page in pages.items()}
    broken = []
    for path, page in pages.items():
        for address in _addresses(page):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            missing_place = parts.fragment and target in names and unquote(parts.fragment) not in names[target]
            if not target.is_file() or missing_place:
                broken.append(f"{path.name} links to {address}")
    return sorted(set(broken))


def loaded_from_outside(site: Path) -> list[str]:
    """Every address of another host that a page or a style loads. Links that a person follows are not among them."""
    found = []
    for path in sorted(site.glob("*.html")):
        page = BeautifulSoup(path.read_bytes(), "html.parser")
        tags = page.find_all(lambda tag: tag.name != "a" and (tag.get("src") or tag.get("href")))
        found += [(path, address) for tag in tags for address in (tag.get("src"), tag.get("href")) if address]
    for path in sorted(site.rglob("*.css")):
        found += [(path, address) for address in LOADED_BY_STYLES.findall(path.read_text(encoding="utf-8"))]
    return [f"{path.name} loads {address}" for path, address in found if urlsplit(address).netloc]


def _addresses(page: BeautifulSoup) -> list[str]:
    tags = page.find_all(lambda tag: tag.get("src") or tag.get("href"))
    return [address for tag in tags for address in (tag.get("src"), tag.get("href")) if address and address != "#"]
