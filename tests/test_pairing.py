"""Flat text: which line is a quote, which a comment, and what is missing."""

from flashgen.model import Override
from flashgen.pairing import pair_lines

PASSAGE = "Sparse rewards make explorationhard, since the agent seldom sees a signal [12]."
REMARK = "so how does it ever learn anything?"
OTHER = "The value network, trained by regression,estimates the outcome of a game from any position (Lee et al., 2014)."
ANSWER = "I like this: one number for a whole position"
LONE = "Experience replay breaks the correlation between updates.The buffer stores the last million transitions [3, 4]."


def lines_of(lines: list[str]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(reading.quote_lines, reading.comment_lines) for reading in pair_lines(lines)]


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
