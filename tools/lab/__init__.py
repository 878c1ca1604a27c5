"""`make lab`: bring the learner's copies up to date, and open JupyterLab at the first of them.

All arguments that it does not know go to JupyterLab: `python course.py lab --no-browser --port 9000`.
"""

from pathlib import Path

from tools import lessons
from tools.command import parser
from tools.desk.folder import bring_up_to_date
from utils.exercises.copies import FOLDER

CSS = Path(__file__).parent  # JupyterLab looks there for custom.css
JUPYTERLABS_OWN = "All else goes to JupyterLab: python course.py lab --no-browser --port 9000"


def options_for_jupyterlab(folder: Path) -> list[str]:
    """Where JupyterLab listens and begins."""
    first = next(iter(lessons.lesson_files(folder, ".ipynb")))
    return [
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={lessons.PROJECT}",
        f"--LabApp.default_url=/lab/tree/{folder.name}/{first.name}",
        "--LabApp.custom_css=True",
    ]


def launch(options: list[str]) -> None:
    """Run JupyterLab with the style of the course until somebody ends it."""
    from jupyterlab.labapp import LabApp

    # No option says where custom.css is. `launch_instance` starts the server that there is.
    LabApp.serverapp_class.instance(jpserver_extensions={"jupyterlab": True}, static_custom_path=[str(CSS)])
    LabApp.launch_instance(options)


def main(arguments: list[str]) -> int:
    options = parser(
        "lab", f"Bring your copies in {FOLDER.name}/ up to date, and open JupyterLab.", epilog=JUPYTERLABS_OWN
    )
    options.add_argument("--only-copies", action="store_true", help="do not open JupyterLab")
    chosen, for_jupyterlab = options.parse_known_args(arguments)
    lessons.plain_terminal()
    for sentence in bring_up_to_date():
        print(sentence, flush=True)
    if chosen.only_copies:
        return 0
    launch([*options_for_jupyterlab(FOLDER), *for_jupyterlab])
    return 0
