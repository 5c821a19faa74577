"""Flat text: which line is a quote, which a comment, and what is missing."""

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashgen.model import Override
from flashgen.pairing import pair_lines

PASSAGE = "Sparse rewards make explorationhard, since the agent seldom sees a signal [12]."
REMARK = "so how does it ever learn anything?"
OTHER = "The value network, trained by regression,estimates the outcome of a game from any position (Lee et al., 2014)."
ANSWER = "I like this: one number for a whole position"
LONE = "Experience replay breaks the correlation between updates.The buffer stores the last million transitions [3, 4]."


def lines_of(lines: list[str], pins: Sequence[Override] = ()) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(reading.quote_lines, reading.comment_lines) for reading in pair_lines(lines, pins=pins)]


def test_a_quote_and_the_comment_below_it_are_one_annotation() -> None:
    assert lines_of([PASSAGE, REMARK, OTHER, ANSWER]) == [((1,), (2,)), ((3,), (4,))]


def test_a_highlight_without_a_comment_does_not_shift_what_follows() -> None:
    assert lines_of([LONE, PASSAGE, REMARK, OTHER, ANSWER]) == [((1,), ()), ((2,), (3,)), ((4,), (5,))]


def test_a_blank_line_stands_for_a_missing_half() -> None:
    assert lines_of([LONE, "", PASSAGE, REMARK, "", ANSWER, OTHER, REMARK]) == [
        ((1,), ()),
        ((3,), (4,)),
        ((), (6,)),
        ((7,), (8,)),
    ]


def test_blank_lines_between_annotations_part_them() -> None:
    assert lines_of([PASSAGE, REMARK, "", LONE, "", OTHER, ANSWER, REMARK]) == [
        ((1,), (2,)),
        ((4,), ()),
        ((6,), (7, 8)),
    ]


def test_a_pin_forces_a_reading_and_the_rest_is_read_around_it() -> None:
    pin = Override(key="x:1", quote_lines=(1,), comment_lines=(2, 3))
    found = pair_lines([PASSAGE, REMARK, OTHER, PASSAGE, ANSWER], pins=[pin])
    assert [(each.quote_lines, each.comment_lines) for each in found] == [((1,), (2, 3)), ((4,), (5,))]
    assert found[0].confidence == 1.0


def test_nothing_makes_no_annotation() -> None:
    assert pair_lines([]) == pair_lines(["", "  "]) == []


def test_a_doubtful_reading_says_what_else_it_may_be() -> None:
    doubtful = [reading for reading in pair_lines(["the harbour", "a quay", "some ships"]) if reading.confidence < 0.8]
    assert doubtful
    assert all(reading.second_reading.startswith("line ") for reading in doubtful)


def test_an_annotation_that_stands_twice_is_read_alike_twice() -> None:
    again = [PASSAGE, ANSWER, "see the appendix"]
    found = lines_of([*again, OTHER, REMARK, *again])
    assert [tuple(n + 5 for n in half) for half in found[0]] == list(found[-1])


def test_a_formula_over_several_lines_belongs_to_one_comment() -> None:
    comment = ["### The return", "$$", "G_t = \\sum_k \\gamma^k R_{t+k+1}", "$$"]
    assert lines_of([PASSAGE, *comment, OTHER, REMARK]) == [((1,), (2, 3, 4, 5)), ((6,), (7,))]


def test_a_pin_of_half_a_pair_leaves_the_other_half_readable() -> None:
    pin = Override(key="x:2", comment_lines=(2,))
    assert lines_of([PASSAGE, REMARK, OTHER, ANSWER], pins=[pin]) == [((1,), ()), ((), (2,)), ((3,), (4,))]


def test_a_pin_among_blank_halves_leaves_the_rest_two_by_two() -> None:
    lines = [LONE, "", PASSAGE, REMARK, OTHER, ANSWER, "", ANSWER]
    pin = Override(key="x:3", quote_lines=(3,), comment_lines=(4,))
    assert lines_of(lines, pins=[pin]) == [((1,), ()), ((3,), (4,)), ((5,), (6,)), ((), (8,))]


@given(st.lists(st.text(max_size=60)), st.data())
def test_every_line_belongs_to_one_annotation(lines: list[str], data: st.DataObject) -> None:
    filled = [number for number, line in enumerate(lines, 1) if line.strip()]
    pinned = data.draw(st.lists(st.sampled_from(filled), max_size=3, unique=True)) if filled else []
    pins = [Override(key=f"x:{number}", quote_lines=(number,)) for number in pinned]
    found = pair_lines(lines, pins=pins)
    assert sorted(n for reading in found for n in reading.quote_lines + reading.comment_lines) == filled
    assert all(0 <= reading.confidence <= 1 for reading in found)
    assert found == pair_lines(lines, pins=pins)


@pytest.mark.parametrize(
    "piece", ["-", ":x", "<a", "A.", "(", "[1,", "_a", "$", "a", "A b, ", "title={", "- ", "a-", "#", '"', "1.", "\\("]
)
def test_a_hostile_line_is_read_in_linear_time(piece: str) -> None:
    started = time.process_time()
    pair_lines([piece * 100_000 + "!", REMARK])
    assert time.process_time() - started < 5
