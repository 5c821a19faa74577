"""The README's sessions: every command in it runs, and prints what it shows (`pytest --accept` writes it anew)."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SESSION = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


def test_every_session_prints_what_the_readme_shows(tmp_path: Path, accept: bool) -> None:
    for name in ("seeds", "decks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("apkg", ".flashgen"))
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "flashgen"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m flashgen "$@"\n')
    program.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "SOURCE_DATE_EPOCH": "1770000000",
    }

    def ran(session: re.Match[str]) -> str:
        shown = ""
        for line in session[0].splitlines():
            if line.startswith("$ "):
                run = subprocess.run(
                    line[2:], shell=True, cwd=tmp_path, env=environment, text=True, check=False,
                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                )  # fmt: skip
                assert run.returncode == 0, f"{line}\n{run.stdout}"
                shown += "\n".join(text.rstrip() for text in [line, *run.stdout.splitlines()]) + "\n"
        return shown

    text = README.read_text("utf-8")
    came = SESSION.sub(ran, text)
    if accept:
        README.write_text(came, "utf-8")
    assert SESSION.findall(came)
    assert came == (README.read_text("utf-8") if accept else text)


def test_every_command_has_its_line_in_the_readme() -> None:
    from flashgen.cli import main

    told = set(re.findall(r"^\| `flashgen (\w+)", README.read_text("utf-8"), re.MULTILINE))
    assert told == set(main.commands)


def test_every_picture_and_file_that_the_readme_names_is_there() -> None:
    text = README.read_text("utf-8")
    named = re.findall(r"\]\((?!https?:)([^)]+)\)", text) + re.findall(
        r"\b(?:seeds|decks|templates|\.ci)/[\w./-]+\w", text
    )
    for name in named:
        assert (ROOT / name).exists(), name


def test_the_readme_has_the_heading_that_overrides_point_to_and_every_field_of_a_map() -> None:
    from flashgen.overrides import HEADER
    from flashgen.readers.mapped import FIELDS

    text = README.read_text("utf-8")
    (heading,) = re.findall(r'README, "(.+)"', HEADER)
    assert f"\n## {heading}\n" in text
    (fields,) = re.findall(r"^\| `map` \|.*; the fields: (.*) \|$", text, re.MULTILINE)
    assert tuple(re.findall(r"`(\w+)`", fields)) == tuple(FIELDS)
