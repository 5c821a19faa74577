"""The command line as a person meets it: what it prints, where, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.running import flashgen, process

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "ai-reading-group.txt"
ROWS = [
    {
        "id": f"AAAAAAAAAAAAAAAAAAAA{n:02}",
        "created": "2026-01-01T00:00:00+00:00",
        "updated": "2026-01-01T00:00:00+00:00",
        "user": "acct:reader@hypothes.is",
        "uri": "https://example.org/mitosis",
        "document": {"title": ["On mitosis"]},
        "text": comment,
        "tags": [],
        "group": "__world__",
        "target": [
            {
                "source": "https://example.org/mitosis",
                **({"selector": [{"type": "TextQuoteSelector", "exact": quote}]} if quote else {}),
            }
        ],
    }
    for n, (quote, comment) in enumerate(
        [
            ("Mitosis is the division of a nucleus into two nuclei that are alike.", "Definition: mitosis"),
            ("In 12 of 15 cultures the drug halved the rate of division.", "So the drug works, mostly."),
            ("The spindle checkpoint delays anaphase.", "Q: what happens when the checkpoint fails?"),
            ("", "very true"),
        ]
    )
]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder with a small course."""
    folder = tmp_path / "cells"
    folder.mkdir()
    (folder / "export.json").write_text(json.dumps({"total": len(ROWS), "rows": ROWS}))
    (folder / "course.yaml").write_text(
        "id: cells\ntitle: Cells\nexports: [export.json]\n"
        "topics:\n- {slug: mitosis, title: Mitosis, words: [mitosis, spindle]}\n"
    )
    return folder


def test_build_writes_a_package_for_each_topic_and_one_with_all(course: Path) -> None:
    ran = flashgen("build", "cells", "--term", "2026F", "--json", cwd=course.parent)
    assert ran.code == 0, ran.err
    report = json.loads(ran.out)
    written = sorted(path.name for path in (course / "apkg").glob("*.apkg"))
    assert written == sorted([*(f"{deck['slug']}.apkg" for deck in report["decks"]), "cells.apkg"])
    assert report["annotations"] == 4
    assert report["notes"] + sum(report["set_aside"].values()) == 4
    assert report["kinds"] == {"definition": 1, "claim": 1, "question": 1}
    assert (course / "ledger.jsonl").exists()


def test_two_builds_of_the_same_input_on_different_days_give_the_same_bytes(course: Path) -> None:
    process("build", "cells", cwd=course.parent, SOURCE_DATE_EPOCH="1700000000")
    first = {path.name: path.read_bytes() for path in (course / "apkg").iterdir()}
    process("build", "cells", cwd=course.parent, SOURCE_DATE_EPOCH="1770000000")
    assert {path.name: path.read_bytes() for path in (course / "apkg").iterdir()} == first


def test_convert_makes_one_package_named_after_the_title(course: Path) -> None:
    ran = flashgen("convert", "export.json", "-o", "out", "--title", "A/B: cells", cwd=course)
    assert ran.code == 0, ran.err
    assert ran.out == ""
    assert [path.name for path in (course / "out").iterdir()] == ["A-B- cells.apkg"]


def test_explain_weighs_the_words_of_all_exports_of_the_course_as_a_build_does(tmp_path: Path) -> None:
    known = "They use metaparameters here.\nwhy so?\nAll metaparameters stay the same.\nreally?\n"
    (tmp_path / "known.txt").write_text(known, encoding="utf-8")
    (tmp_path / "glued.txt").write_text("A set of metapara-meters is found by search.\nhow?\n", encoding="utf-8")
    course = "id: c\ntitle: C\nexports: [known.txt, glued.txt]\ntopics: [{slug: rl, title: RL, words: [search]}]\n"
    (tmp_path / "course.yaml").write_text(course, encoding="utf-8")
    ran = flashgen("explain", "glued.txt", "--course", ".", "--json", cwd=tmp_path)
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [row["quote"] for row in rows] == ["A set of metaparameters is found by search."]


def test_convert_reads_standard_input(course: Path) -> None:
    ran = process("convert", "-", "--title", "in", cwd=course, stdin=(course / "export.json").read_bytes())
    assert ran.code == 0, ran.err
    assert (course / "in.apkg").exists()


def test_explain_prints_one_json_object_an_annotation_in_export_order(course: Path) -> None:
    ran = flashgen("explain", "export.json", "--course", ".", "--json", cwd=course)
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [row["id"] for row in rows] == [row["id"] for row in ROWS]
    assert [row["kind"] for row in rows][:3] == ["definition", "claim", "question"]
    assert rows[3]["set_aside"]
    for row in rows:
        texts = ("quote_raw", "comment_raw", "quote_mended", "quote", "comment", "front", "back", "reverse", "formula")
        assert all(isinstance(row[name], str) for name in texts)
        assert 0 <= row["confidence"] <= 1


def test_explain_of_a_line_shows_that_annotation_only(tmp_path: Path) -> None:
    ran = flashgen("explain", f"{SEED}:35", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert "pure Monte Carlo tree search does not need" in ran.out
    assert ran.out.count("guid") == 1


def test_an_unsure_formula_is_told_with_its_place_and_what_to_write(tmp_path: Path) -> None:
    why = r"TeX has no \Beta: write \(\beta\) if that is meant"
    assert f"needs a look: {why}" in flashgen("explain", f"{SEED}:205", cwd=tmp_path).out
    rows = map(json.loads, flashgen("explain", f"{SEED}:205", "--json", cwd=tmp_path).out.splitlines())
    assert why in {formula["doubt"] for row in rows for formula in row["formulas"]}
    ran = flashgen("convert", str(SEED), "--title", "seed", cwd=tmp_path)
    assert rf":205: \Beta: {why}" in ran.out + ran.err


def test_an_annotation_without_a_line_is_shown_by_its_number(course: Path) -> None:
    ran = flashgen("explain", "export.json:2", cwd=course)
    assert "halved the rate" in ran.out
    assert ran.out.count("guid") == 1


def test_a_line_of_standard_input_is_no_option(tmp_path: Path) -> None:
    text = b"Mitosis is the division of a nucleus.\nDefinition: mitosis\n"
    for asked in "-:1", "<stdin>:1":
        ran = process("explain", asked, cwd=tmp_path, stdin=text)
        assert (ran.code, ran.out.count("guid")) == (0, 1), ran.err


def test_an_export_that_is_given_twice_is_read_once(course: Path) -> None:
    ran = flashgen("convert", "export.json", "./export.json", cwd=course)
    assert "left out: ./export.json: the same file as export.json" in ran.err
    assert "duplicate" not in ran.out + ran.err


def test_each_line_of_a_copy_can_be_explained(tmp_path: Path) -> None:
    for name in "a.txt", "b.txt":
        (tmp_path / name).write_text("Mitosis is the division of a nucleus.\nDefinition: mitosis\n")
    ran = process("explain", "a.txt", "b.txt:1", cwd=tmp_path)
    assert (ran.code, "duplicate" in ran.out) == (0, True), ran.out + ran.err


def test_a_course_of_a_table_of_ones_own_remembers_its_columns(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("Zitat;Kommentar\nMitosis is the division of a nucleus.;Definition: mitosis\n")
    made = flashgen("init", "own", "notes.csv", "--map", "quote=Zitat,comment=Kommentar", cwd=tmp_path)
    assert made.code == 0, made.err
    ran = flashgen("build", "own", "--json", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["kinds"]["definition"] == 1


def test_what_is_no_export_in_a_folder_is_left_out_with_a_warning(course: Path) -> None:
    (course / "in").mkdir()
    (course / "export.json").rename(course / "in" / "export.json")
    (course / "in" / "paper.pdf").write_bytes(b"%PDF-1.7\n")
    (course / "in" / "sort.py").write_bytes(b"import sys\nprint(sorted(sys.stdin))\n")
    ran = flashgen("convert", "in", cwd=course)
    assert ran.code == 0, ran.err
    assert "left out: in/paper.pdf: a PDF" in ran.err
    assert "left out: in/sort.py: text of no program" in ran.err


def test_a_course_of_the_folder_that_it_stands_in_lists_the_files_by_name(course: Path) -> None:
    (course / "course.yaml").unlink()
    for folder, cwd in ((".", course), ("cells", course.parent)):
        assert flashgen("init", folder, folder, cwd=cwd).code == 0
        assert "exports: [export.json]\n" in (course / "course.yaml").read_text("utf-8")
        assert flashgen("plan", folder, cwd=cwd).code == 0
        (course / "course.yaml").unlink()


def test_what_a_course_wrote_is_no_export(course: Path) -> None:
    assert flashgen("build", "cells", cwd=course.parent).code == 0
    ran = flashgen("explain", ".", "--json", cwd=course.parent)
    assert {json.loads(line)["origin"]["file"] for line in ran.out.splitlines()} == {"cells/export.json"}
    assert "left out" not in ran.err


def test_the_lines_of_a_record_name_the_line_where_it_stands(tmp_path: Path) -> None:
    record = "On cells (A. Reader)\n- Your {} on page 1 | Added on Monday, 5 January 2026 10:00:00\n\n{}\n==========\n"
    text = record.format("Highlight", "Mitosis is the division of a nucleus.") * 2
    (tmp_path / "My Clippings.txt").write_text(text, "utf-8")
    stands = json.loads(flashgen("explain", "My Clippings.txt", "--json", cwd=tmp_path).out.splitlines()[0])
    line = stands["origin"]["line"]
    ran = flashgen("explain", f"My Clippings.txt:{line + 1}", cwd=tmp_path)
    assert ran.err.endswith(
        f"My Clippings.txt:{line + 1}: no annotation stands there; the nearest: My Clippings.txt:{line}\n"
    )


def test_an_export_of_which_no_card_comes_overwrites_nothing(course: Path) -> None:
    (course / "export.apkg").write_bytes(b"the good one")
    (course / "export.txt").write_text("hello world\n")
    ran = flashgen("convert", "export.txt", cwd=course)
    assert ran.code == 1
    assert "nothing was written" in ran.err
    assert (course / "export.apkg").read_bytes() == b"the good one"


def test_highlights_without_a_comment_become_cards_where_they_are_wanted(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text(
        "Highlight,Title,Author,URL,Note,Location,Date\nThe harbour was calm that day,B,,,,,\n"
    )
    assert flashgen("convert", "e.csv", cwd=tmp_path).code == 1
    assert flashgen("convert", "e.csv", "--highlights", "cards", cwd=tmp_path).code == 0


def test_an_interrupted_command_ends_with_130(course: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "flashgen", "convert", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=course,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    time.sleep(1.5)  # by now it waits for its input
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=30)
    assert (running.returncode, said) == (130, b"flashgen: interrupted\n")


def test_documents_of_one_title_share_a_deck(course: Path) -> None:
    rows = [dict(row, uri=f"https://example.org/{n}") for n, row in enumerate(ROWS)]
    (course / "export.json").write_text(json.dumps({"total": len(rows), "rows": rows}))
    report = json.loads(flashgen("convert", "export.json", "--json", cwd=course).out)
    assert [deck["notes"] for deck in report["decks"]] == [3]


def test_a_folder_of_templates_that_is_not_there_is_named(course: Path) -> None:
    with (course / "course.yaml").open("a") as file:
        file.write("templates: look\n")
    ran = flashgen("build", ".", cwd=course)
    assert (ran.code, "templates: there is no folder look" in ran.err) == (2, True), ran.err


def test_explain_can_be_cut_off_by_head(course: Path) -> None:
    ran = subprocess.run(
        f"{sys.executable} -m flashgen explain {SEED} --json | head -1",
        shell=True,
        cwd=course,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert ran.stderr == b""


BAD_INPUT = {
    "a missing file": (["convert", "none.json"], "none.json: no such file"),
    "a name that no file can have": (["convert", "x" * 5000], "cannot be read: File name too long"),
    "a line of such a name": (["explain", "x" * 5000 + ":3"], "cannot be read: File name too long"),
    "a preview of such a name": (["preview", "x" * 5000], "cannot be read: File name too long"),
    "an empty name": (["convert", ""], "'': no file has this name"),
    "standard input twice": (["convert", "-", "-"], "-: standard input can be read once only"),
    "an empty file": (["convert", "empty.txt"], "empty.txt"),
    "an empty folder": (["convert", "hollow"], "hollow: the folder holds no files"),
    "binary": (["convert", "binary.bin"], "binary.bin"),
    "a missing course": (["build", "hollow"], "hollow/course.yaml: no such file"),
    "a broken course": (["build", "broken"], "broken/course.yaml:2: not valid YAML"),
    "an unknown key": (["build", "unknown"], "unknown/course.yaml: unknown key 'topic'"),
    "a topic twice": (["build", "twice"], "twice/course.yaml: topics[1].slug: 'a' stands twice"),
    "a course without its export": (["build", "gone"], "gone/course.yaml: exports: gone/e.json: no such file"),
    "a course of itself": (["build", "circle"], "circle/course.yaml: exports: . is the folder of a course; list"),
    "a course to explain": (["explain", "cells"], "flashgen explain EXPORT --course cells explains them"),
    "a broken template": (["build", "template"], "front.html.j2:2"),
    "an unknown format": (["convert", "cells/export.json", "--format", "kindel"], "kindel"),
    "a line that is not there": (["explain", "cells/export.json:99"], "no annotation stands there"),
    "one of two lines that is not there": (
        ["explain", "cells/export.json:1", "cells/export.json:99"],
        "cells/export.json:99: no annotation stands there",
    ),
    "an export for a course": (["build", "cells/export.json"], "cells/export.json: is a file; a course is a folder"),
    "an impossible date": (["build", "cells"], "SOURCE_DATE_EPOCH: expected seconds since 1970"),
    "an output that is a file": (["convert", "cells/export.json", "-o", "empty.txt/x"], "empty.txt"),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_gets_one_clear_line_and_exit_code_2(case: str, course: Path) -> None:
    base = course.parent
    (base / "empty.txt").write_bytes(b"")
    (base / "binary.bin").write_bytes(bytes(range(256)) * 4)
    courses = {
        "hollow": None,
        "broken": "id: [\n",
        "unknown": "id: x\ntitle: X\nexports: [e.json]\ntopic: 1\n",
        "twice": "id: x\ntitle: X\nexports: [e.json]\ntopics: [{slug: a}, {slug: a, title: b}]\n",
        "gone": "id: x\ntitle: X\nexports: [e.json]\n",
        "circle": "id: x\ntitle: X\nexports: [.]\n",
        "template": "id: x\ntitle: X\nexports: [../cells/export.json]\ntemplates: look\n",
    }
    for name, text in courses.items():
        (base / name).mkdir()
        if text:
            (base / name / "course.yaml").write_text(text)
    for kind in ("definition", "claim", "question"):
        (base / "template" / "look" / kind).mkdir(parents=True)
        (base / "template" / "look" / kind / "front.html.j2").write_text("fine\n{% if %}\n")
    arguments, message = BAD_INPUT[case]
    before = _files(base)
    epoch = "yesterday" if case == "an impossible date" else "1770000000"
    ran = flashgen(*arguments, cwd=base, SOURCE_DATE_EPOCH=epoch)
    assert ran.code == 2, ran.err
    assert message in ran.err
    assert "Traceback" not in ran.err
    assert len(ran.err.splitlines()) == 1
    assert _files(base) == before


def _files(folder: Path) -> Sequence[Path]:
    """All files but those that a lock leaves."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and ".flashgen" not in path.parts)


def test_strict_exits_1_when_something_was_set_aside_for_a_fault(course: Path) -> None:
    rows = [*ROWS, "no row at all"]
    (course / "export.json").write_text(json.dumps({"total": len(rows), "rows": rows}))
    assert flashgen("build", ".", cwd=course).code == 0
    assert flashgen("build", ".", "--strict", cwd=course).code == 1


def test_help_tells_the_exit_codes_and_every_command_has_an_example(tmp_path: Path) -> None:
    shown = process("--help", cwd=tmp_path).out
    assert "Exit codes: 0 done" in shown
    commands = [line.split()[0] for line in shown.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()]
    assert {"build", "convert", "explain"} <= set(commands)
    for command in commands:
        assert f"\n  flashgen {command}" in flashgen(command, "--help", cwd=tmp_path).out, command


def test_what_a_stranger_wrote_does_not_command_the_terminal(course: Path) -> None:
    from flashgen.report import for_terminal

    assert for_terminal("a\x1b[2Jb\x07\u202ec\td\n") == "a[2Jbc\td\n"


def test_a_field_that_is_mapped_twice_is_refused(course: Path) -> None:
    ran = flashgen("convert", "--map", "quote=a,quote=b", "cells/export.json", cwd=course.parent)
    assert ran.code == 2
    assert "a field stands twice" in ran.err


def test_a_full_disk_behind_stdout_gets_one_line() -> None:
    command = f"{sys.executable} -m flashgen formats > /dev/full"
    ran = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, check=False)
    assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 1), ran.stderr
    assert b"standard output: cannot be written" in ran.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-"])
def test_a_closed_stream_breaks_nothing(closed: str) -> None:
    command = f"{sys.executable} -m flashgen formats {closed}"
    ran = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert b"Traceback" not in ran.stderr


def test_a_title_that_is_no_unicode_names_a_deck_all_the_same(course: Path) -> None:
    ran = flashgen("convert", "cells/export.json", "--title", os.fsdecode(b"caf\xe9"), cwd=course.parent)
    assert ran.code == 0, ran.err


def test_what_is_doubtful_in_an_export_is_said_once_by_every_command_that_reads_it(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes("Mitosis is the division of a café.\nDefinition: mitosis\n".encode("cp1252"))
    for command in ("convert", "explain", "preview"):
        assert flashgen(command, "notes.txt", cwd=tmp_path).err.count("read as Windows-1252") == 1, command
    assert "1 topic proposed from 1 annotation;" in flashgen("init", "own", "notes.txt", cwd=tmp_path).err
    (tmp_path / "own" / "overrides.yaml").write_text("notes.txt:1: {kidn: claim}\n")
    for again in ("build", "build", "plan", "preview", "relink"):
        said = flashgen(again, "own", cwd=tmp_path).err
        assert (said.count("read as Windows-1252"), said.count("unknown key 'kidn'")) == (1, 1), (again, said)


def test_a_preview_goes_to_standard_output_where_it_is_asked_to(course: Path) -> None:
    ran = flashgen("preview", "export.json", "-o", "-", cwd=course)
    assert ran.out.startswith("<!doctype html>") or ran.out.startswith("<!DOCTYPE html>")
    assert not (course / "-").exists()
