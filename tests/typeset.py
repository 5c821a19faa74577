"""The MathJax that Anki ships, run in node; tests that need it are marked `node`."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "mathjax"


def need_mathjax() -> None:
    """Skips the test where node or MathJax is missing, and says how to get them; fails there under CI=true."""
    missing = "node" if not shutil.which("node") else "" if (FOLDER / "node_modules/mathjax").is_dir() else "MathJax"
    if missing:
        message = f"{missing} is missing: install node, then `npm ci` in tests/mathjax"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)


def complaints(formulas: Sequence[tuple[str, bool]]) -> list[str]:
    """What MathJax says against each (TeX, displayed), "" where it typesets."""
    lines = "\n".join(json.dumps({"tex": tex, "display": display}) for tex, display in formulas)
    said = subprocess.run(["node", "check.js"], cwd=FOLDER, input=lines, capture_output=True, text=True, check=True)
    return said.stdout.split("\n")[: len(formulas)]
