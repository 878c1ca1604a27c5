"""The commands of the course. `python course.py help` lists them.

The first command makes .venv in this folder and installs the pinned packages there. Later ones start at once.
This file is written in old Python on purpose: a Python that is too old must still be able to read it and say so.
"""

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
ENVIRONMENT = PROJECT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = ENVIRONMENT / "course.stamp"
OLDEST, NEWEST = (3, 11), (3, 13)

# By default JupyterLab asks about news and updates, which would greet a beginner on every machine in a classroom.
LAB_SETTINGS = ENVIRONMENT / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
QUIET_LAB = """{
  "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}
}
"""
COMMANDS = {
    "run": ("execute every lesson; read the pages in build/site/index.html", "tools.run"),
    "test": ("run the tests, then every notebook against its stored outputs", "tools.test"),
    "mark": ("judge submitted notebooks: FILE or FOLDER, --csv OUT for a spreadsheet", "tools.mark"),
    "lab": ("open JupyterLab with your own copies of the lessons", "tools.lab"),
    "notebooks": ("make the notebooks from notebooks/text", "tools.notebooks"),
    "results": ("measure the figures in results/ again; give a name to measure one", "tools.measure"),
    "bench": ("time ways of training against each other", "tools.bench"),
    "readme": ("write the measured figures into the pages that show them", "tools.readme"),
}

# The user's own settings that would change what the notebooks do.
NOT_PASSED_ON = ("PYTHONPATH", "PYTHONHOME", "PYTHONWARNINGS", "PYTHONSTARTUP", "MPLBACKEND")

NO_PACKAGES = """The packages could not be installed; see above for what pip said.
Without a network, fetch them on a machine that has one, with the same system and the same Python:
    python -m pip download --requirement requirements.txt "setuptools>=77" --dest wheels
Copy the folder wheels here, set PIP_NO_INDEX=1 and PIP_FIND_LINKS to its full path, and try again."""

NO_ENVIRONMENT = """The folder .venv could not be made; see above for the reason.
On Debian and Ubuntu the package python3-venv is often missing. If .venv is in use, close whatever uses it, type
deactivate, and try again."""


def help_text():
    lines = ["python course.py COMMAND        (or: make COMMAND)", ""]
    lines += [f"  {name:<10} {what}" for name, (what, _) in COMMANDS.items()]
    lines += ["  {:<10} {}".format("help", "show this list"), ""]
    return "\n".join(lines + ["python course.py COMMAND --help shows the options of a command."])


def require_python():
    """Stop with a sentence unless this Python can run the pinned packages."""
    found = sys.version_info[:2]
    if OLDEST <= found <= NEWEST:
        return
    name = "python" if os.name == "nt" else "python3.12"
    raise SystemExit(
        f"This is Python {found[0]}.{found[1]}; the course needs 3.11, 3.12 or 3.13.\n"
        f"Install one of them (python.org) and run: {name} course.py run (or: make run PYTHON={name})"
    )


def environment_version():
    """The version of the Python in .venv, such as "3.12", or None if it does not run."""
    ask = [str(PYTHON), "-I", "-S", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        answer = subprocess.run(ask, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.decode().strip()


def stamp_for(version):
    """Two lines: the Python and the folder that .venv belongs to, and a checksum of what is installed in it."""
    contents = b"".join((PROJECT / name).read_bytes() for name in ("requirements.txt", "pyproject.toml"))
    return [f"Python {version} in {PROJECT}", hashlib.sha256(contents).hexdigest()]


def read_stamp():
    try:
        return STAMP.read_bytes().decode("utf-8", "surrogateescape").splitlines()
    except OSError:
        return []


def child_environment():
    return {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}


def call(arguments, on_failure):
    """Run a command in the project's folder. Stop with the given sentence if it fails."""
    if subprocess.call([str(part) for part in arguments], cwd=str(PROJECT), env=child_environment()):
        raise SystemExit(on_failure)


def set_up():
    """Make .venv and install the pinned packages, unless that has been done.

    The stamp is written last. An interrupted installation has none, so it starts over.
    """
    version, found = environment_version(), read_stamp()
    if version and found == stamp_for(version):
        return
    if not version or found[:1] != stamp_for(version)[:1]:
        require_python()
        if ENVIRONMENT.exists():
            print(".venv is unfinished, or its Python or folder has changed, so it is made again.")
        print("Making .venv ...", flush=True)
        call([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], NO_ENVIRONMENT)
        print("Installing the pinned packages into .venv. This happens once and takes about 2 minutes ...", flush=True)
    else:
        print("The requirements have changed; installing them into .venv ...", flush=True)
        STAMP.unlink()
    install = "-m pip install --quiet --compile --disable-pip-version-check --requirement requirements.txt"
    call([PYTHON, *install.split(), "--editable", "."], NO_PACKAGES)
    LAB_SETTINGS.parent.mkdir(parents=True, exist_ok=True)
    LAB_SETTINGS.write_bytes(QUIET_LAB.encode("utf-8"))
    stamp = "\n".join(stamp_for(environment_version()))
    STAMP.write_bytes(stamp.encode("utf-8", "surrogateescape"))


def run_module(module, arguments):
    """Run a module with .venv's Python in the project's folder. Returns its exit status."""
    # The child answers Ctrl-C (JupyterLab asks for confirmation), and this process only waits. The child starts with
    # Ctrl-C ignored until it is ready to answer, because Python would print a traceback while it starts.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    command = [str(PYTHON), "-m", *module.split(), *arguments]
    status = subprocess.Popen(command, cwd=str(PROJECT), env=child_environment()).wait()
    return status if status >= 0 else 128 - status


def main(arguments):
    name = arguments[0] if arguments else "help"
    if name in ("help", "-h", "--help"):
        print(help_text())
        return 0
    if name not in COMMANDS:
        print(f"There is no command {name!r}.\n\n{help_text()}", file=sys.stderr)
        return 2
    try:
        set_up()
    except KeyboardInterrupt:
        print("\nStopped. The next command starts the installation over.", file=sys.stderr)
        return 130
    return run_module("tools.command " + COMMANDS[name][1], arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
