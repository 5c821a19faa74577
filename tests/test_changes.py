"""flashgen.changes: what a new term changes, told to the students."""

from dataclasses import replace

import pytest

from flashgen.changes import for_students
from tests.terms import COURSE, DAY, FALL, LATE, PASSAGES, SPRING, Term, term


@pytest.fixture(scope="module")
def fall() -> Term:
    return term(PASSAGES, now=FALL, name="2026F")


def headings(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("## ")]


def test_changes_tell_what_is_new_since_the_last_term(fall: Term) -> None:
    fewer = {name: passage for name, passage in PASSAGES.items() if name != "pore"} | {"late": LATE}
    pins = {"check": {"answer": "They are shared out unevenly."}, "mitosis": {"front": "What is mitosis, in short?"}}
    made = term(fewer, fall.ledger, now=SPRING, name="2027S", pins=pins, guids=fall.guids)
    text = for_students(made.ledger, course=COURSE)
    assert text.startswith("# Cells: 2027S\n\nLast change: 2026-03-")
    assert headings(text) == ["## How to import", "## New (1)", "## Answered (1)", "## Changed (1)", "## Retired (1)"]
    assert "* cytokinesis (definition)" in text


def test_a_second_build_in_a_term_still_tells_what_is_new_since_the_last_one(fall: Term) -> None:
    first = term({**PASSAGES, "late": LATE}, fall.ledger, now=SPRING, name="2027S")
    second = term({**PASSAGES, "late": LATE}, first.ledger, now=SPRING + DAY, name="")
    assert for_students(second.ledger, course=COURSE) == for_students(first.ledger, course=COURSE)
    assert "## New (1)" in for_students(second.ledger, course=COURSE)


def test_without_terms_the_changes_are_those_of_the_last_build_that_changed_something() -> None:
    once = term(PASSAGES, now=FALL, name="")
    more = term({**PASSAGES, "late": LATE}, once.ledger, now=SPRING, name="")
    again = term({**PASSAGES, "late": LATE}, more.ledger, now=SPRING + DAY, name="")
    assert headings(for_students(once.ledger, course=COURSE)) == ["## How to import", "## New (10)"]
    assert headings(for_students(again.ledger, course=COURSE)) == ["## How to import", "## New (1)"]


def test_renamed_decks_are_told_once_for_the_whole_term(fall: Term) -> None:
    topics = (replace(COURSE.topics[0], title="On mitosis"), *COURSE.topics[1:])
    first = term(PASSAGES, fall.ledger, now=SPRING, name="2027S", course=replace(COURSE, topics=topics))
    topics = (replace(COURSE.topics[0], title="Of mitosis"), *COURSE.topics[1:])
    course = replace(COURSE, topics=topics)
    second = term({**PASSAGES, "late": LATE}, first.ledger, now=SPRING + DAY, name="2027S", course=course)
    text = for_students(second.ledger, course=course)
    assert headings(text) == ["## How to import", "## New (1)", "## Renamed decks (1)"]
    assert "* Cells::Mitosis → Cells::Of mitosis (6 notes show the new name)" in text
    later = term({**PASSAGES, "late": LATE}, second.ledger, now=SPRING + 2 * DAY, name="2027F", course=course)
    assert "Nothing changed." in for_students(later.ledger, course=course)
    back = term(PASSAGES, first.ledger, now=SPRING + DAY, name="2027S")
    assert "Renamed" not in for_students(back.ledger, course=COURSE)


def test_nothing_that_an_annotation_says_is_obeyed_by_markdown_or_html() -> None:
    hostile = {"x": ("Foo <script>alert(1)</script> is [a link](http://x.org) *now*.", "Definition: Foo <script>")}
    text = for_students(term(hostile, now=FALL, name="").ledger, course=replace(COURSE, title="<b>Cells</b>"))
    assert "<script>" not in text.replace("\\<script\\>", "")
    assert "<b>" not in text.replace("\\<b\\>", "")
