"""A reply becomes the answer on the card that it answers, or stands there as a further comment."""

import json

from flashgen.model import FIELDS, Ledger, Reason, SetAside
from flashgen.pipeline import build
from flashgen.readers import read_export
from flashgen.render import Renderer
from tests.rows import COURSE, comment, made, note, outcome, row

QUESTION = "Q: why does the spring tide lag behind the full moon by two days?"
ANSWER = "Because friction at the sea floor delays the ocean."
CLAIM = ("The M2 constituent explains 70% of the variance in sea level.", "So one constituent tells most of it.")

ASKED = row("Q", QUESTION, "the spring tide follows the full moon")
CLAIMED = row("C", CLAIM[1], CLAIM[0])


def test_a_reply_answers_an_open_question_on_its_own_card() -> None:
    first = made([ASKED])
    second = made([row("R", ANSWER, to=("Q",)), ASKED], before=first)  # before what it answers, as exports have it
    assert not note(first, "Q").status
    assert note(second, "Q").status == "answered"
    assert note(second, "Q").guid == note(first, "Q").guid
    assert ANSWER in note(second, "Q").fields[FIELDS.index("Back")]
    assert ANSWER not in comment(second, "Q")


def test_a_reply_below_deleted_replies_still_answers() -> None:
    assert note(made([ASKED, row("R", ANSWER, to=("Q", "deleted"))]), "Q").status == "answered"


def test_a_reply_to_an_annotation_that_was_imported_finds_it_by_its_new_id() -> None:
    imported = row("new", QUESTION, "the spring tide follows", extra={"source": "import", "original_id": "old"})
    assert note(made([imported, row("R", ANSWER, to=("new",))]), "new").status == "answered"


def test_a_reply_that_wonders_too_is_no_answer_but_is_shown() -> None:
    for wondering in ("Good question, I thought so as well.", "I do not know, ask in class.", "I also wonder."):
        built = made([ASKED, row("R", wondering, to=("Q",)), row("S", ANSWER, to=("Q", "R"))])
        assert ANSWER in note(built, "Q").fields[FIELDS.index("Back")]
        assert wondering in comment(built, "Q")


def test_replies_to_a_claim_are_further_comments_oldest_first() -> None:
    later = row("R", "Only *here*, for $$K_1$$ is larger elsewhere.", to=("C",), created="2024-03-03T10:11:12+00:00")
    built = made([later, row("S", "See table 3 for other ports.", to=("C",)), CLAIMED])
    shown = comment(built, "C")
    assert shown.index("See table 3") < shown.index("<em>here</em>")
    assert r"\(K_1\)" in shown


def test_a_reply_that_two_exports_hold_is_shown_once_as_it_was_last_updated() -> None:
    old = row("R", "See table 2 of it.", to=("C",))
    new = row("R", "See table 3 of it.", to=("C",)) | {"updated": "2024-03-03T10:11:12+00:00"}
    for exports in ([CLAIMED, old], [CLAIMED, new]), ([CLAIMED, new], [CLAIMED, old]):
        built = made(*exports)
        shown = "".join(note.fields[FIELDS.index("Comment")] for note in built.notes)
        assert shown.count("See table") == shown.count("See table 3") == 1


def test_a_reply_to_a_copy_is_shown_with_the_annotation_that_stays() -> None:
    copy = row("D", CLAIM[1], CLAIM[0], created="2024-03-03T10:11:12+00:00")
    assert "See table 3" in comment(made([CLAIMED, copy, row("R", "See table 3 of it.", to=("D",))]), "C")


def test_a_reply_says_what_it_answers_and_where_that_became_no_card() -> None:
    built = made([CLAIMED, row("R", ANSWER, to=("C",)), row("T", "TODO read again"), row("S", "Done.", to=("T",))])
    shown, lost = outcome(built, "R"), outcome(built, "S")
    assert isinstance(shown, SetAside)
    assert isinstance(lost, SetAside)
    assert (shown.reason, shown.detail) == (Reason.JOINED, "a reply to 0.json (C)")
    assert lost.detail == "a reply to 0.json (T), set aside: to-do"


def test_a_thread_may_be_longer_than_python_recurses() -> None:
    replies = [row(f"{n}", f"reply {n} of many", to=(f"{n - 1}" if n else "C",)) for n in range(2_000)]
    built = made([CLAIMED, *reversed(replies)])
    assert built.set_aside[0].detail == "a reply to 0.json (C)"
    assert "reply 1999 of many" in comment(built, "C")


def test_replies_that_answer_each_other_in_a_circle_stand_alone() -> None:
    built = made([row("R", ANSWER, to=("S",)), row("S", ANSWER + " Or so.", to=("R",)), row("T", ANSWER, to=("T",))])
    assert not any(isinstance(one, SetAside) and one.reason is Reason.JOINED for one in built.outcomes)


def test_a_reply_is_one_in_a_form_that_does_not_say_what_it_answers() -> None:
    rows = [ASKED, row("R", ANSWER, to=("Q",))]
    table = f"""Created at,Author,Page,URL,Group,Type,Quote/description,Comment,Tags
2024-02-03 10:11,iris,,https://example.org/tides,g,Reply,,{ANSWER},
"""
    read = [read_export("0.json", json.dumps(rows).encode()), read_export("1.csv", table.encode())]
    for exports in read, read[::-1]:
        built = build(COURSE, exports, Ledger(), renderer=Renderer(None), now=1_760_000_000)
        assert [note.status for note in built.notes] == ["answered"]


def test_each_reply_is_shown_in_its_own_format() -> None:
    target = {"source": "https://example.org/tides", "selector": {"type": "TextQuoteSelector", "exact": CLAIM[0]}}
    root = {"type": "Annotation", "id": "http://e.org/1", "target": target, "bodyValue": "2*3*4 ports"}
    html = {"type": "TextualBody", "value": "<p>I <b>agree</b>.</p>", "format": "text/html"}
    reply = {"type": "Annotation", "id": "http://e.org/2", "target": root["id"], "motivation": "replying", "body": html}
    export = read_export("a.json", json.dumps([root, reply]).encode())
    built = build(COURSE, [export], Ledger(), renderer=Renderer(None), now=1_760_000_000)
    shown = comment(built, "http://e.org/1")
    assert "2*3*4 ports" in shown
    assert "<strong>agree</strong>" in shown
