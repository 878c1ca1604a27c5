"""Executed lessons as pages that need no network: one HTML page for each, and the page that links to them."""

import re
import shutil
from copy import deepcopy
from html import escape
from pathlib import Path

from nbformat import NotebookNode

from tools import lessons
from utils.contents import lesson_of_file

# nbconvert's page without what it would load from other hosts: RequireJS, Mermaid and the widget manager.
# MathJax is told to use the one font that comes with the package.
TEMPLATE = """
{%- extends 'index.html.j2' -%}
{%- block html_head_js -%}
<script type="text/x-mathjax-config">
MathJax.Hub.Config({"HTML-CSS": {availableFonts: [], imageFont: null, webFont: "STIX-Web"}});
</script>
{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
{%- block jupyter_widgets -%}{%- endblock -%}
"""
LESSON_LINK = re.compile(r"(\]\((?:\./)?\d\d_\w+)\.ipynb")
NO_ALT = 'alt="No description has been provided for this image"'

STYLE = """
body { font: 1.05rem/1.5 system-ui, sans-serif; color: #222; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
li { margin: 0 0 1.1rem; } .note { color: #555; } .failed { color: #a02000; } a { color: #0b5394; }
@media (prefers-color-scheme: dark) { body { background: #161616; color: #ddd; }
  .note { color: #aaa; } .failed { color: #ff9c80; } a { color: #8ab8f0; } }
"""


def copy_mathjax(build: Path) -> None:
    """Put MathJax next to the pages, so that formulas need no network."""
    if (build / "mathjax").exists():
        return
    import jupyter_server_mathjax

    static, part = Path(jupyter_server_mathjax.__file__).parent / "static", build / "mathjax.part"
    shutil.rmtree(part, ignore_errors=True)
    try:
        for source in (path for path in static.rglob("*") if path.is_file()):  # copytree would not stop at a full disk
            target = part / source.relative_to(static)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        part.rename(build / "mathjax")
    finally:
        shutil.rmtree(part, ignore_errors=True)


def lesson_page(notebook: NotebookNode, name: str) -> str:
    """The HTML page of an executed lesson. Its links to other lessons lead to their pages."""
    from nbconvert import HTMLExporter

    notebook = deepcopy(notebook)
    lessons.drop_widgets(notebook)
    notebook.cells = [cell for cell in notebook.cells if not lessons.is_for_colab(cell)]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = LESSON_LINK.sub(r"\1.html", cell.source)
    exporter = HTMLExporter(raw_template=TEMPLATE)
    exporter.mathjax_url = "mathjax/MathJax.js?config=TeX-AMS-MML_HTMLorMML-full,Safe"
    exporter.log.setLevel("ERROR")
    body, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": name}})
    return body.replace(NO_ALT, 'alt="Described in the caption below."')


def index_page(reports: list, data: str) -> str:
    """The opening page of the course: every lesson with its title, question, exercises, seconds and headline figure."""
    rows = []
    for report in reports:
        lesson = lesson_of_file(Path(report.lesson))
        question = f"{escape(lesson.question)}<br>" if lesson else ""
        facts = f"{report.exercises} · {report.seconds:.1f} s"
        headline = f"<br>{escape(report.headline)}" if report.headline else ""
        failed = (
            f'<br><span class="failed">It stopped at {escape(str(report.failure))}</span>' if report.failure else ""
        )
        title = escape(report.title)
        if report.has_page:
            title = f'<a href="{report.lesson}.html">{title}</a>'
        rows.append(f'<li>{title}<br>{question}<span class="note">{escape(facts)}{headline}</span>{failed}</li>')
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Recognizing handwritten digits</title>
<style>{STYLE}</style>
</head>
<body>
<h1>Recognizing handwritten digits</h1>
<p class="note">{escape(data)}</p>
<ul>
{chr(10).join(rows)}
</ul>
</body>
</html>
"""
