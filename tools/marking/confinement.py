"""What a learner's process may not do: reach the network, start programs, write outside its folder.

On Linux the process gets its own, empty network namespace, if the system allows that without privileges. On every
system a Python audit hook refuses the calls below. This protects against accidents and clumsy code. Code written to get
around it, in C or through ctypes, can.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

LARGEST_FILE = 200 * 2**20
NEW_NETWORK, NEW_USER = 0x40000000, 0x10000000  # CLONE_NEWNET, CLONE_NEWUSER of Linux

STARTED_OR_STOPPED = {
    *("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system"),
    *("os.kill", "os.killpg", "signal.pthread_kill", "subprocess.Popen", "pty.spawn"),
}
NETWORK = {"socket.bind", "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}
# The events that change a file or folder, and the positions of their arguments that are paths.
CHANGES = {
    **dict.fromkeys(("os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod", "os.chown", "os.utime"), (0,)),
    **dict.fromkeys(("os.rename", "os.link"), (0, 1)),
    **dict.fromkeys(("os.symlink",), (1,)),
    "shutil.rmtree": (0,),
}
RELATIVE_TO_A_FOLDER = {"os.remove": 1, "os.rmdir": 1}  # the position of dir_fd, which is -1 if there is none
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def confine(folder: Path) -> None:
    """Confine this process for good: it may write only into `folder`, and its standard streams lead nowhere."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.chdir(folder)
    here = dict.fromkeys(
        ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "MPLCONFIGDIR", "XDG_CACHE_HOME"), str(folder)
    )
    os.environ.update(here, MPLBACKEND="agg", COURSE_PROGRESS=str(folder / "progress.json"))
    os.environ.pop("COURSE_STRICT", None)
    sys.dont_write_bytecode = True
    _leave_the_network()
    _limit_files()
    sys.addaudithook(_refusing(folder))


def _leave_the_network() -> None:
    """Try it as root, then as any other user. If the system allows neither, the audit hook must do."""
    if sys.platform != "linux":
        return
    unshare = ctypes.CDLL(None).unshare
    if unshare(NEW_NETWORK) != 0:
        unshare(NEW_USER | NEW_NETWORK)


def _limit_files() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _refusing(folder: Path) -> Callable:
    """The hook. It keeps its own copies of all it needs, so that none of it can be replaced."""
    refused = frozenset(STARTED_OR_STOPPED | NETWORK)
    changes, relative, writing = dict(CHANGES), dict(RELATIVE_TO_A_FOLDER), WRITING
    inside, devnull = os.path.realpath(folder), os.devnull
    realpath, commonpath, fsdecode = os.path.realpath, os.path.commonpath, os.fsdecode

    def is_outside(path) -> bool:
        if isinstance(path, int) or path == devnull:
            return False
        try:
            return commonpath([inside, realpath(fsdecode(path))]) != inside
        except ValueError:  # another drive of Windows
            return True

    def hook(event: str, arguments: tuple) -> None:
        if event in refused:
            raise PermissionError(f"{event} is not allowed while a notebook is marked")
        if event == "open":
            path, _, flags = arguments
            if flags & writing and is_outside(path):
                raise PermissionError(f"{path} may not be written while a notebook is marked")
        elif event in changes:
            in_another_folder = event in relative and arguments[relative[event]] != -1
            if in_another_folder or any(is_outside(arguments[position]) for position in changes[event]):
                raise PermissionError(f"{event} is not allowed outside its folder while a notebook is marked")

    return hook
