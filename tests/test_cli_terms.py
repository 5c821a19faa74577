"""plan, verify, relink and review on the command line: what they print, what they write, and how they end."""

import json
import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import running
from tests.terms import PASSAGES, export
from tests.test_crash import COURSE

FIVE = {name: PASSAGES[name] for name in ("mitosis", "drug", "check", "raft", "blebs")}


def flashgen(*arguments: str | Path, cwd: Path, code: int = 0) -> tuple[str, str]:
    """What a command writes to stdout and stderr, once it has ended with this code."""
    ran = running.flashgen(*arguments, cwd=cwd)
    assert ran.code == code, ran.err
    return ran.out, ran.err


def holds(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a course that was built once, and its export."""
    (tmp_path / "cells").mkdir()
    (tmp_path / "cells" / "course.yaml").write_text(COURSE, "utf-8")
    (tmp_path / "export.json").write_bytes(export(FIVE))
    flashgen("build", "cells", "--term", "2026F", cwd=tmp_path)
    return tmp_path


def test_packages_whose_ledger_is_gone_are_not_built_over(place: Path) -> None:
    (place / "cells" / "ledger.jsonl").unlink()
    before = holds(place)
    for command in (["build", "cells"], ["build", "cells", "--dry-run"]):
        _, err = flashgen(*command, cwd=place, code=1)
        assert "cells/ledger.jsonl: no such file, but packages were published" in err
    assert "no such file, but packages were published" in flashgen("plan", "cells", cwd=place)[1]
    assert holds(place) == before
    (place / "cells" / "apkg").rename(place / "old")
    flashgen("build", "cells", cwd=place)


def test_plan_and_a_dry_run_say_what_changes_and_write_nothing(place: Path) -> None:
    quote, _ = FIVE["blebs"]
    (place / "export.json").write_bytes(export({**FIVE, "blebs": (quote, "A sign."), "ring": PASSAGES["ring"]}))
    before = holds(place)
    out, err = flashgen("plan", "cells", cwd=place)
    assert out.startswith("1 new, 1 changed, 4 unchanged, 0 retired")
    assert "1 published note changes" in err
    found = json.loads(flashgen("plan", "cells", "--json", cwd=place)[0])
    assert [len(found[heading]) for heading in ("new", "changed", "unchanged", "retired")] == [1, 1, 4, 0]
    assert {"guid", "subject", "fields"} <= set(found["changed"][0])
    _, err = flashgen("build", "cells", "--dry-run", cwd=place)
    assert "1 new, 1 changed" in err
    assert holds(place) == before


def test_a_wrong_export_is_refused_until_it_is_allowed(place: Path) -> None:
    (place / "export.json").write_bytes(export({"ring": PASSAGES["ring"]}))
    before = holds(place)
    _, err = flashgen("build", "cells", cwd=place, code=1)
    assert "5 of 5 published notes would retire" in err
    assert "--allow-retire" in err
    assert holds(place) == before
    assert "5 of 5 published notes would retire" in flashgen("plan", "cells", cwd=place)[1]
    flashgen("build", "cells", "--allow-retire", cwd=place)
    assert "## Retired (5)" in (place / "cells" / "apkg" / "CHANGES.md").read_text("utf-8")


def test_what_a_killed_build_began_is_completed_by_the_next_command(place: Path) -> None:
    ledger = place / "cells" / "ledger.jsonl"
    staging = place / "cells" / ".flashgen" / "staging"
    staging.mkdir()
    (staging / "0").write_bytes(ledger.read_bytes().replace(b"2026F", b"2027S"))
    (staging.parent / "journal.json").write_text('{"0": "ledger.jsonl"}', "utf-8")
    flashgen("plan", "cells", cwd=place)
    assert b"2027S" in ledger.read_bytes()
    assert not staging.exists()


@pytest.mark.anki
def test_plan_against_an_old_package_and_verify_use_the_real_anki(place: Path) -> None:
    old = place / "cells" / "apkg" / "cells.apkg"
    assert "nothing is wrong" in flashgen("verify", old, cwd=place)[1]
    quote, _ = FIVE["blebs"]
    (place / "export.json").write_bytes(export({**FIVE, "blebs": (quote, "A sign."), "ring": PASSAGES["ring"]}))
    out, _ = flashgen("plan", "cells", "--against", old, cwd=place)
    assert "1 gets the new text" in out
    assert "history kept: 1 review" in out
    found = json.loads(flashgen("plan", "cells", "--against", old, "--json", cwd=place)[0])
    assert sorted(fate["outcome"] for fate in found["against"]["fates"]) == ["new", *["unchanged"] * 4, "updates"]
    assert found["against"]["lost"] == []
    (place / "bad.apkg").write_bytes(b"no package")
    assert "bad.apkg: no Anki package" in flashgen("verify", "bad.apkg", cwd=place, code=2)[1]
    assert json.loads(flashgen("verify", old, "--json", cwd=place)[0]) == {"packages": [str(old)], "findings": []}


def test_relink_lists_what_is_unclear_and_takes_the_answer(place: Path) -> None:
    quote, _ = FIVE["blebs"]
    longer = quote.removesuffix(".") + ", of heat or of old age, in nearly all of the cells that were looked at here."
    lines = "\n".join((longer, "How old must a cell be for this to be seen?"))
    (place / "notes.txt").write_text(lines + "\n", "utf-8")
    (place / "export.json").write_bytes(export({name: FIVE[name] for name in FIVE if name != "blebs"}))
    course = place / "cells" / "course.yaml"
    course.write_text(COURSE.replace("[../export.json]", "[../export.json, ../notes.txt]"), "utf-8")
    (question,) = json.loads(flashgen("relink", "cells", "--json", cwd=place)[0])
    (candidate,) = question["candidates"]
    assert candidate["quote"] == quote
    out = flashgen("plan", "cells", cwd=place)[0]
    assert out.startswith("0 new, 0 changed, 4 unchanged, 0 retired, 1 waiting")
    _, err = flashgen("build", "cells", cwd=place)
    assert "1 note waits for relink and stays in the packages" in err
    assert "--answer" in flashgen("relink", "cells", cwd=place, code=2)[1]
    assert "no annotation has the guid" in flashgen("relink", "cells", "--answer", "x=new", cwd=place, code=2)[1]
    flashgen("relink", "cells", "--answer", f"{question['guid']}={candidate['guid']}", cwd=place)
    assert json.loads(flashgen("relink", "cells", "--json", cwd=place)[0]) == []
    assert flashgen("plan", "cells", cwd=place)[0].startswith("0 new, 1 changed, 1 kind changed, 4 unchanged")


def test_no_build_is_of_the_future_and_a_clock_set_back_is_told(place: Path) -> None:
    ran = running.flashgen("build", "cells", cwd=place, SOURCE_DATE_EPOCH=str(int(time.time()) + 1000))
    assert (ran.code, "lies in the future; the clock says" in ran.err) == (2, True)
    ledger = place / "cells" / "ledger.jsonl"
    assert "is the clock right?" not in flashgen("build", "cells", cwd=place)[1]
    ledger.write_text(re.sub(r'"mod": \d+', '"mod": 9000000000', ledger.read_text("utf-8"), count=1), "utf-8")
    for command in ("plan", "build"):
        err = flashgen(command, "cells", cwd=place)[1]
        assert "the ledger's last change, 2255-03-14, lies in the future: is the clock right?" in err


def test_packages_of_a_former_course_id_or_topic_are_named(place: Path) -> None:
    course = place / "cells" / "course.yaml"
    assert "delete them" not in flashgen("build", "cells", cwd=place)[1]
    course.write_text(COURSE.replace("id: cells", "id: biology"), "utf-8")
    err = flashgen("build", "cells", cwd=place)[1]
    assert f"not of this build: {Path('cells/apkg/cells.apkg')}; delete them" in err
    assert (place / "cells" / "apkg" / "cells.apkg").exists()


def test_another_course_id_keeps_the_notes_and_says_what_changes(place: Path) -> None:
    assert "course.yaml's id" not in flashgen("plan", "cells", cwd=place)[1]
    course = place / "cells" / "course.yaml"
    course.write_text(COURSE.replace("id: cells", "id: biology"), "utf-8")
    for command in ("plan", "build"):
        out, err = flashgen(command, "cells", cwd=place)
        assert "course.yaml's id is 'biology', the ledger's notes are of 'cells': they stay the notes" in err
        assert "0 new, 5 changed" in out + err
    assert "course.yaml's id" not in flashgen("build", "cells", cwd=place)[1]


def test_a_term_before_the_latest_is_told_before_anything_is_written(place: Path) -> None:
    for term in ("2026F", "2026W", "2027S", "2027S"):  # in 2026W nothing is new, and all is published again since
        assert "published already" not in flashgen("build", "cells", "--term", term, cwd=place)[1]
    before = holds(place)
    for command in (["plan", "cells"], ["build", "cells", "--dry-run"]):
        for term in ("2026F", "2026W"):
            err = flashgen(*command, "--term", term, cwd=place)[1]
            assert f"the term {term} was published already, and 2027S since" in err
            assert "build with --term 2027S" in err
    assert holds(place) == before


def test_an_override_puts_a_note_into_the_topic_of_what_fits_no_other(place: Path) -> None:
    guid = next(row["guid"] for row in explained(place) if row["topic"] == "mitosis")
    (place / "cells" / "overrides.yaml").write_text(f"{guid}: {{topic: misc}}\n", "utf-8")
    assert next(row for row in explained(place) if row["guid"] == guid)["topic"] == "misc"


FEEDBACK = "The effect of {} on learning was 0.{} in laboratory studies with adults."
UNCLEAR = {
    f"{name}{n}": (FEEDBACK.format(name, n), f"So {name} matters, in experiment {n}.")
    for name in ("feedback", "sleep")
    for n in (48, 42)
}


def clippings(passages: Mapping[str, tuple[str, str]]) -> bytes:
    """Kindle's clippings of the passages, each a page of its own: nothing in them names an annotation for ever."""
    written = ""
    for page, (quote, comment) in enumerate(passages.values(), 1):
        for what, text in (("Highlight", quote), ("Note", comment)):
            place = f"page {page} | Location {10 * page} | Added on Monday, January 5, 2026 10:00:00 AM"
            written += f"On learning (A. Author)\n- Your {what} on {place}\n\n{text}\n==========\n"
    return written.encode()


@pytest.fixture
def unclear(place: Path) -> Path:
    """A course where each of two annotations may be either of two published notes."""
    course = place / "cells" / "course.yaml"
    course.write_text(COURSE.replace("[../export.json]", "[../export.json, ../clippings.txt]"), "utf-8")
    (place / "clippings.txt").write_bytes(clippings(UNCLEAR))
    flashgen("build", "cells", cwd=place)
    later = {name: (FEEDBACK.format(name, 45), "In a laboratory.") for name in ("feedback", "sleep")}
    (place / "clippings.txt").write_bytes(clippings(later))
    assert len(json.loads(flashgen("relink", "cells", "--json", cwd=place)[0])) == 2
    return place


@pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")
def test_relink_asks_again_after_a_wrong_answer_and_keeps_the_first_when_the_second_is_broken_off(
    unclear: Path,
) -> None:
    typed = [("s): ", b"7\r"), ("not one of", b""), ("s): ", b"\r"), ("s): ", b"1\r"), ("2) ", b""), ("s): ", b"\x03")]
    ran = running.on_terminal("relink", "cells", cwd=unclear, typed=typed)
    assert ran.code == 130
    (left,) = json.loads(flashgen("relink", "cells", "--json", cwd=unclear)[0])
    ran = running.on_terminal("relink", "cells", cwd=unclear, typed=[("s): ", b"s\r")])
    assert (ran.code, "0 answered, 1 still open" in ran.out) == (0, True)
    flashgen("relink", "cells", "--answer", f"{left['guid']}=new", cwd=unclear)
    assert "nothing to relink" in flashgen("relink", "cells", cwd=unclear)[1]


@pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")
def test_review_shows_what_tells_the_candidates_apart_and_keeps_the_answer(unclear: Path) -> None:
    ran = running.on_terminal("review", "cells", cwd=unclear, typed=[("leave", b"1"), ("leave", b"q")])
    assert ran.code == 0
    assert re.search(r"it is \w{16}: … \w+ on learning was", ran.out)
    assert len(json.loads(flashgen("relink", "cells", "--json", cwd=unclear)[0])) == 1


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (["x"], "expected GUID=GUID or GUID=new, got 'x'"),
        (["x="], "expected GUID=GUID or GUID=new, got 'x='"),
        (["x=a", "x=b"], "x is answered twice: a and b"),
        (["x=new"], "no annotation has the guid 'x'"),
    ],
)
def test_an_answer_that_says_nothing_is_refused(place: Path, answers: list[str], said: str) -> None:
    options = [part for answer in answers for part in ("--answer", answer)]
    assert said in flashgen("relink", "cells", *options, cwd=place, code=2)[1]


def test_one_note_is_not_given_to_two_annotations(unclear: Path) -> None:
    one, two = json.loads(flashgen("relink", "cells", "--json", cwd=unclear)[0])
    note = one["candidates"][0]["guid"]
    both = ["--answer", f"{one['guid']}={note}", "--answer", f"{two['guid']}={note}"]
    assert f"{note!r} can be one annotation only" in flashgen("relink", "cells", *both, cwd=unclear, code=2)[1]
    flashgen("relink", "cells", *both[:2], cwd=unclear)
    assert f"{note!r} can be one annotation only" in flashgen("relink", "cells", *both[2:], cwd=unclear, code=2)[1]


def test_review_without_a_terminal_says_what_to_do_instead(place: Path) -> None:
    assert "overrides.yaml" in flashgen("review", "cells", cwd=place, code=2)[1]


def test_a_build_writes_down_the_text_that_an_override_pins_and_a_later_change_is_told(place: Path) -> None:
    (drug, blebs) = (
        next(row["guid"] for row in explained(place) if row["quote_raw"] == FIVE[name][0]) for name in ("drug", "blebs")
    )
    overrides = place / "cells" / "overrides.yaml"
    mine = f"# Mine.\n{drug}:  # the odd one\n  kind: claim\n{blebs}: {{topic: mitosis}}\n# the end\n"
    overrides.write_text(mine, "utf-8")
    flashgen("plan", "cells", cwd=place)
    flashgen("build", "cells", "--dry-run", cwd=place)
    assert overrides.read_text("utf-8") == mine
    assert "wrote down the text behind 2 overrides" in flashgen("build", "cells", cwd=place)[1]
    written = overrides.read_text("utf-8")
    assert [line for line in written.splitlines() if "#" in line] == ["# Mine.", f"{drug}:  # the odd one", "# the end"]
    assert written.count("was: ") == 2
    flashgen("build", "cells", cwd=place)
    assert overrides.read_text("utf-8") == written
    (place / "export.json").write_bytes(export({**FIVE, "drug": (FIVE["drug"][0], "It does not work after all.")}))
    assert f"{drug}: the text it was made against has changed" in flashgen("plan", "cells", cwd=place)[0]


def explained(place: Path) -> list[dict[str, Any]]:
    out, _ = flashgen("explain", "export.json", "--course", "cells", "--json", cwd=place)
    return [json.loads(line) for line in out.splitlines()]
