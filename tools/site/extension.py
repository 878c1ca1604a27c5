"""The site's own extension of Sphinx: figures with captions, formulas as MathML, and a page for every notebook."""

import nbformat
from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from myst_nb.sphinx_ import Parser
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.logging import getLogger

from tools.colab import repository
from tools.site.page import Page, page_source
from tools.site.settings import NO_PAGE

CAPTION = "Figure:"
log = getLogger(__name__)


def setup(app: Sphinx) -> dict:
    app.setup_extension("myst_nb")
    app.add_source_parser(PageParser, override=True)
    app.add_post_transform(Figures)
    app.add_html_math_renderer("mathml", (write_formula, None), (write_formula_block, None))
    return {"parallel_read_safe": False}


class PageParser(Parser):
    """Reads a notebook. One that cannot become a page gets a page that says so, and the others go on."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        try:
            super().parse(inputstring, document)
        except Exception as error:  # parsers raise many kinds
            reason = " ".join(str(error).split()) or type(error).__name__
            log.warning("no page can be made from it: %s", reason, location=self.env.docname)
            self.env.metadata[self.env.docname][NO_PAGE] = reason
            document.clear()
            super().parse(no_page(self.env.docname, reason), document)


def no_page(name: str, reason: str) -> str:
    """The notebook that stands in for one that cannot become a page."""
    page = Page(name, name, None, f"No page can be made from this lesson: {reason}")
    return nbformat.writes(page_source(page, repository()))


class Figures(SphinxPostTransform):
    """Joins each picture that a cell shows with the paragraph "Figure: ..." below it."""

    default_priority = 10  # after myst-nb has chosen one of an output's forms, at 4

    def run(self, **_) -> None:
        waiting: list[nodes.image] = []
        figures = 0
        for node in list(self.document.findall(lambda node: isinstance(node, nodes.image) or is_caption(node))):
            if isinstance(node, nodes.image):
                waiting.append(node)
            elif waiting:
                figures += 1
                join(waiting, node, f"figure-{figures}")
                waiting = []


def is_caption(node: nodes.Node) -> bool:
    """Whether a node is a paragraph of nothing but emphasis that begins with "Figure:"."""
    if not isinstance(node, nodes.paragraph) or len(node) != 1:
        return False
    return isinstance(node[0], nodes.emphasis) and node.astext().startswith(CAPTION)


def join(images: list[nodes.image], caption: nodes.paragraph, name: str) -> None:
    """Describe every image by the caption, and make the last image's cell a figure with that caption and name."""
    text = caption.astext()
    for image in images:
        image["alt"] = " ".join(text.removeprefix(CAPTION).split())
    place = images[-1].parent
    figure = nodes.figure(ids=[name])
    together = [image for image in images if image.parent is place]
    place.insert(place.index(together[0]), figure)
    for image in together:
        place.remove(image)
        figure += image
    figure += nodes.caption(text, "", *caption[0].children)
    caption.parent.remove(caption)


def write_formula(writer, node: nodes.math) -> None:
    writer.body.append(formula(node.astext(), node, block=False))
    raise nodes.SkipNode


def write_formula_block(writer, node: nodes.math_block) -> None:
    writer.body.append(f'<div class="formula">{formula(node.astext(), node, block=True)}</div>')
    raise nodes.SkipNode


def formula(tex: str, node: nodes.Node, block: bool) -> str:
    """TeX as MathML, which browsers show without a script. What cannot be translated stays TeX, with a warning."""
    try:
        return tex2mathml(known_tex(tex), as_block=block)
    except MathError as error:
        log.warning("a formula stays TeX: %s", error, location=node)
        return f"<code>{nodes.literal(tex, tex).astext()}</code>"


def known_tex(tex: str) -> str:
    """TeX in the words that docutils knows."""
    return tex.replace(r"\dots", r"\ldots")
