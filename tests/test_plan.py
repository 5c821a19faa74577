"""flashgen.plan: what a new term changes, told to the instructor."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from flashgen.identity import CONVERT
from flashgen.model import Kind, Ledger
from flashgen.plan import Plan, overwrite_warning, plan, to_object, to_text, word_diff
from flashgen.report import explained, way
from tests.terms import COURSE, DAY, FALL, LATE, PASSAGES, SPRING, Term, term


@pytest.fixture(scope="module")
def fall() -> Term:
    return term(PASSAGES, now=FALL, name="2026F")


def spring(fall: Term, passages: Mapping[str, tuple[str, str]] = PASSAGES, **pins: Mapping[str, object]) -> Plan:
    """The plan of a spring with these passages and overrides."""
    made = term(passages, fall.ledger, now=SPRING, name="2027S", pins=pins, guids=fall.guids)
    return plan(made.build, fall.ledger)


def members(made: Plan, fall: Term) -> dict[str, list[str]]:
    """The passages' names by heading, the unchanged left out."""
    names = {guid: name for name, guid in fall.guids.items()}
    lists = {
        heading: [names.get(note["guid"], "?") for note in notes]
        for heading, notes in to_object(made).items()
        if isinstance(notes, list) and notes and isinstance(notes[0], dict) and "guid" in notes[0]
    }
    return {heading: sorted(notes) for heading, notes in lists.items() if heading != "unchanged"}


def test_the_same_export_changes_nothing(fall: Term) -> None:
    made = spring(fall)
    assert members(made, fall) == {}
    assert len(made.unchanged) == len(PASSAGES)
    assert overwrite_warning(made) == ""


def test_every_change_stands_under_its_headings(fall: Term) -> None:
    fewer = {name: passage for name, passage in PASSAGES.items() if name != "pore"} | {"late": LATE}
    made = spring(
        fall,
        fewer,
        raft={"kind": Kind.CLAIM},
        blebs={"topic": "mitosis"},
        check={"answer": "The chromosomes are shared out unevenly."},
        mitosis={"front": "What is mitosis, in short?"},
        knot={"skip": True},
    )
    assert members(made, fall) == {
        "new": ["?"],
        "changed": ["blebs", "check", "mitosis", "raft"],
        "kind_changed": ["raft"],
        "topic_changed": ["blebs"],
        "answered": ["check"],
        "retired": ["knot", "pore"],
        "set_aside": ["knot"],
    }
    assert overwrite_warning(made).startswith("6 published notes change: ")


def test_a_retired_note_is_retired_once_and_can_return(fall: Term) -> None:
    fewer = {name: passage for name, passage in PASSAGES.items() if name != "pore"}
    retired = term(fewer, fall.ledger, now=SPRING, name="2027S")
    later = plan(term(fewer, retired.ledger, now=SPRING + DAY, name="2027F").build, retired.ledger)
    assert members(later, fall) == {"still_retired": ["pore"]}
    back = plan(term(PASSAGES, retired.ledger, now=SPRING + DAY, name="2027F").build, retired.ledger)
    assert members(back, fall) == {"returned": ["pore"]}


DIVISION = replace(
    COURSE,
    title="Cell biology",
    topics=(replace(COURSE.topics[0], title="Mitosis & all"), *COURSE.topics[1:]),
)
"""The course and one of its topics under other titles."""


def test_a_renamed_topic_is_named_once_as_what_changes_its_notes(fall: Term) -> None:
    pins = {"drug": {"front": "What of the drug?"}}
    made = term(PASSAGES, fall.ledger, now=SPRING, name="2027S", course=DIVISION, pins=pins, guids=fall.guids)
    planned = plan(made.build, fall.ledger)
    found = members(planned, fall)
    assert found["changed"] == ["drug"]
    assert set(found["renamed"]) == {"check", "knot", "mitosis", "ring", "speed"}
    assert "6 published notes change (5 of them only because a topic has another title): " in overwrite_warning(planned)
    text = to_text(planned)
    assert text.startswith("0 new, 1 changed, 5 renamed, 4 unchanged, 0 retired")
    renamed = "Cells::Mitosis -> Cell biology::Mitosis & all; cards stay where students have them"
    assert (text.count(renamed), text.count("Cells::Membranes -> Cell biology::Membranes")) == (1, 1)
    assert "5 notes: the new title stands there" in text
    assert fall.guids["knot"] not in text
    assert to_object(planned)["decks_renamed"] == [
        {"deck": "mitosis", "before": "Cells::Mitosis", "after": "Cell biology::Mitosis & all"},
        {"deck": "membranes", "before": "Cells::Membranes", "after": "Cell biology::Membranes"},
    ]
    again = term(PASSAGES, made.ledger, now=SPRING + DAY, name="2027S", course=DIVISION, pins=pins, guids=fall.guids)
    assert members(plan(again.build, made.ledger), fall) == {}
    assert "renamed" not in to_text(plan(again.build, made.ledger))


def test_a_deck_whose_topic_is_gone_keeps_its_name(fall: Term) -> None:
    course = replace(COURSE, topics=COURSE.topics[:1])
    made = term(PASSAGES, fall.ledger, now=SPRING, name="2027S", course=course)
    assert {deck.slug: deck.name for deck in made.build.decks}["membranes"] == "Cells::Membranes"


def test_neighbours_alone_move_no_published_note(fall: Term) -> None:
    more = {f"late{n}": (f"Mitosis of cell {n} takes {n} minutes.", "So it takes its time.") for n in range(20, 40)}
    first, *rest = PASSAGES
    mixed = {first: PASSAGES[first], **more, **{name: PASSAGES[name] for name in rest}}
    assert members(spring(fall, mixed), fall) == {"new": ["?"] * 20}


def test_the_text_says_what_changes_field_by_field(fall: Term) -> None:
    text = to_text(spring(fall, mitosis={"front": "What is mitosis, in short?"}, blebs={"topic": "mitosis"}))
    assert text.startswith("0 new, 2 changed, 1 topic changed, 8 unchanged, 0 retired")
    assert "Front: Claim" not in text, "kind and topic are told by themselves"
    assert "topic: membranes -> mitosis; the card stays where students have it (deck membranes)" in text
    assert "[-" in text
    assert "-]{+" in text


def test_the_first_build_lists_no_notes(fall: Term) -> None:
    assert to_text(plan(fall.build, Ledger())) == "10 new, 0 changed, 0 unchanged, 0 retired"


def test_a_word_diff_shows_both_texts_in_one() -> None:
    assert word_diff("the old words", "the new words!") == "the [-old-]{+new+} words{+!+}"


def test_an_override_whose_text_changed_stays_and_both_are_shown(fall: Term) -> None:
    quote, comment = PASSAGES["drug"]
    edited = {**PASSAGES, "drug": (quote, "So the drug works, always.")}
    made = spring(fall, edited, drug={"front": "What of the drug?", "was": f"{quote}\n{comment}"})
    (stale,) = made.stale
    assert stale.applies
    text = to_text(made)
    assert "the text it was made against has changed" in text
    assert "[-mostly-]{+always+}" in text
    assert "front stays: What of the drug?" in text
    assert "What of the drug?" in next(c for c in made.changed if c.note.guid == fall.guids["drug"]).note.fields[0]


def test_an_override_whose_text_stands_is_not_mentioned(fall: Term) -> None:
    assert spring(fall, drug={"front": "What of it?", "was": "\n".join(PASSAGES["drug"])}).stale == ()


def test_all_that_an_override_pins_is_shown_when_its_text_has_changed(fall: Term) -> None:
    pins = {"skip": True, "note": "", "mend": (("mito sis", "mitosis"),), "was": "another text"}
    text = to_text(spring(fall, drug=pins))
    assert "skip stays: True\n" in text
    assert "note stays: ''\n" in text
    assert "mend stays: mito sis -> mitosis" in text
    assert "kind stays" not in text


def test_an_override_of_a_line_names_only_lines_that_there_are(fall: Term) -> None:
    wrong = term(PASSAGES, fall.ledger, now=SPRING, name="", pins={"x": {"skip": True}}, guids={"x": "export.json:99"})
    assert plan(wrong.build, fall.ledger).unmatched == (
        "overrides.yaml: 'export.json:99' is no annotation's guid or file:line; export.json has no lines: "
        "give the guid that flashgen explain --course prints",
    )


def test_a_guid_from_outside_the_course_is_told_with_the_one_inside(fall: Term) -> None:
    alone = term(PASSAGES, now=SPRING, name="", course=replace(COURSE, id=CONVERT)).guids["drug"]
    wrong = term(PASSAGES, fall.ledger, now=SPRING, name="", pins={"x": {"skip": True}}, guids={"x": alone})
    assert plan(wrong.build, fall.ledger).unmatched == (
        f"overrides.yaml: {alone!r} is no annotation's guid or file:line: explain prints it without the course; "
        f"flashgen explain --course prints {fall.guids['drug']!r}",
    )


def test_an_override_that_matches_nothing_is_a_warning_that_names_the_nearest(fall: Term) -> None:
    key = fall.guids["drug"]
    mistyped = key[:-1] + ("a" if key[-1] != "a" else "b")
    made = spring(fall, drug={"front": "x"})
    assert made.unmatched == ()
    wrong = term(PASSAGES, fall.ledger, now=SPRING, name="", pins={"x": {"skip": True}}, guids={"x": mistyped})
    assert plan(wrong.build, fall.ledger).unmatched == (
        f"overrides.yaml: {mistyped!r} is no annotation's guid or file:line; the nearest is {key!r}",
    )


def test_another_id_on_an_overlapping_quote_is_another_annotation(fall: Term) -> None:
    quote, _ = PASSAGES["blebs"]
    longer = quote.removesuffix(".") + ", of heat or of old age, in nearly all of the cells that were looked at here."
    other = {name: passage for name, passage in PASSAGES.items() if name != "blebs"}
    made = term({**other, "x": (longer, "How old?")}, fall.ledger, now=SPRING, name="2027S")
    assert members(plan(made.build, fall.ledger), fall)["retired"] == ["blebs"], "Hypothesis gave it another id"


def test_the_words_of_a_change_come_without_the_line_of_kind_and_topic(fall: Term) -> None:
    made = spring(fall, raft={"kind": Kind.QUESTION, "topic": "mitosis", "front": "What is a raft?"})
    (change,) = made.changed
    (front,) = (field for field in change.fields if field.name == "Front")
    assert front.after.endswith("cholesterol. What is a raft?")
    assert not any("Reader’s comment" in field.before + field.after for field in change.fields)
    assert not front.after.startswith("Question")
    assert not front.before.startswith("Definition")


def test_a_back_in_a_persons_words_drops_the_reverse_made_of_the_old_one(fall: Term) -> None:
    pinned = term(PASSAGES, now=SPRING, name="", pins={"raft": {"back": "A patch."}}, guids=fall.guids)
    both = {"back": "A patch.", "reverse": "What is a patch?"}
    kept = term(PASSAGES, now=SPRING, name="", pins={"raft": both}, guids=fall.guids)
    reverses = [
        next(note.card.reverse for note in made.build.notes if note.guid == fall.guids["raft"] and note.card)
        for made in (fall, pinned, kept)
    ]
    assert reverses[0]
    assert reverses[1:] == ["", "What is a patch?"]


def test_a_kind_that_a_person_pinned_is_explained_by_the_person(fall: Term) -> None:
    made = term(PASSAGES, now=SPRING, name="", pins={"raft": {"kind": Kind.CLAIM}}, guids=fall.guids)
    (note,) = (note for note in made.build.notes if note.guid == fall.guids["raft"])
    assert "kind      claim, decided in overrides.yaml\n" in way(note)
    (row,) = (row for row in explained(made.build) if row["guid"] == note.guid)
    assert row["cues"][0] == {"name": "override", "weight": 0.0}


def test_new_notes_are_listed_beside_renamed_ones_alone(fall: Term) -> None:
    planned = spring(fall)
    only = replace(planned, new=planned.unchanged[:1], renamed=planned.unchanged[1:], unchanged=(), changed=())
    assert "\nnew\n" in to_text(only)
