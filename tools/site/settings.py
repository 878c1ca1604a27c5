"""What Sphinx is told: how the site looks, and that it must not need a network."""

from pathlib import Path

FOLDER = Path(__file__).parent
NO_PAGE = "no page"  # where Sphinx keeps, for a notebook, why it could not become one
TITLE = "Recognizing handwritten digits"
SITE_SETTINGS = {
    "project": TITLE,
    "language": "en",
    "extensions": ["tools.site.extension"],
    "templates_path": [str(FOLDER / "theme")],
    "myst_enable_extensions": ["dollarmath"],
    "myst_links_external_new_tab": False,
    "nb_execution_mode": "off",
    "nb_merge_streams": True,
    "nb_code_prompt_show": "Imports",
    "nb_code_prompt_hide": "Imports",
    "html_theme": "sphinx_book_theme",
    "html_title": TITLE,
    "html_static_path": [str(FOLDER / "static")],
    "html_css_files": ["site.css"],
    "html_js_files": ["site.js"],
    "html_context": {"default_mode": "auto"},
    "html_sidebars": {"**": ["navbar-logo.html", "search-field.html", "sbt-sidebar-nav.html"]},
    "html_math_renderer": "mathml",
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_show_copyright": False,
    "html_show_sphinx": False,
    "html_use_index": False,
    "html_theme_options": {
        "navbar_persistent": [],
        "footer_content_items": [],
        "search_bar_text": "Search the lessons",
        "use_download_button": False,
        "use_fullscreen_button": False,
        "use_issues_button": False,
        "use_repository_button": False,
        "show_navbar_depth": 1,
        "show_toc_level": 2,
        "toc_title": "On this page",
        "pygments_light_style": "a11y-high-contrast-light",
        "pygments_dark_style": "a11y-high-contrast-dark",
    },
}
