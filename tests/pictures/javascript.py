"""Calls the functions of a picture's JavaScript from Python, through Node.js."""

import base64
import json
import shutil
import subprocess
from typing import Any

import pytest

from utils.pictures.picture import FOLDER, module

NODE = shutil.which("node")
PROGRAM = """
import { readFileSync } from "node:fs";
const { path, name, calls } = JSON.parse(readFileSync(0, "utf8"));
const picture = await import(path);
const plain = (key, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
console.log(JSON.stringify(calls.map((inputs) => picture[name](...inputs)), plain));
"""


def call(picture: str, function: str, calls: list[tuple]) -> list[Any]:
    """What an exported function of utils/pictures/PICTURE.js returns for each tuple of arguments, as JSON takes them.

    Skips the test if Node.js is not installed.
    """
    return _run((FOLDER / f"{picture}.js").as_uri(), function, calls)


def call_joined(picture: str, function: str, calls: list[tuple]) -> list[Any]:
    """The same of the one module that a notebook and a page get."""
    source = base64.b64encode(module(picture).encode()).decode("ascii")
    return _run(f"data:text/javascript;base64,{source}", function, calls)


def _run(path, function, calls):
    if NODE is None:
        pytest.skip("needs Node.js, which runs a picture's JavaScript")
    done = subprocess.run(
        [NODE, "--input-type=module", "--eval", PROGRAM],
        input=json.dumps({"path": path, "name": function, "calls": calls}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
