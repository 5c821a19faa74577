"""flashgen.overrides: a person's file is written into, and stays the person's."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashgen.course import read_overrides
from flashgen.errors import CourseError
from flashgen.overrides import pinned

MINE = """\
# Decided with Ann, 12 March.

zfnjmsb3bvdzmbxw:   # the odd one
  kind: claim       # she insisted
  front: "What is it?"

notes.txt:35: {skip: true}
wex3hmbdbvzw4vwc:
  mend:
    canbe: can be
  pair: {quote: [35], comment: [36, 37]}
# the end
"""


def read(text: str) -> dict[str, Any]:
    return {override.key: override for override in read_overrides(text)[0]}


def test_a_new_key_goes_to_the_end_and_all_else_stays() -> None:
    text = pinned(MINE, "aaaabbbbccccdddd", {"kind": "question", "was": "a\nb"})
    assert text.startswith(MINE)
    assert read(text)["aaaabbbbccccdddd"].was == "a\nb"


def test_a_pin_is_changed_in_its_place_with_its_comment() -> None:
    text = pinned(MINE, "zfnjmsb3bvdzmbxw", {"kind": "definition"})
    assert text == MINE.replace("kind: claim       #", "kind: definition       #").replace(
        "kind: definition       #", "kind: definition  #"
    )


def test_a_pin_that_is_none_is_taken_out_and_a_key_without_pins_too() -> None:
    assert "kind: claim" not in pinned(MINE, "zfnjmsb3bvdzmbxw", {"kind": None})
    assert "notes.txt:35" not in pinned(MINE, "notes.txt:35", {"skip": None})


def test_a_new_pin_stands_above_the_comments_of_what_follows() -> None:
    added = MINE.replace('"What is it?"\n', '"What is it?"\n  topic: bones\n').replace(
        "# the end", "  skip: true\n# the end"
    )
    text = pinned(pinned(MINE, "zfnjmsb3bvdzmbxw", {"topic": "bones"}), "wex3hmbdbvzw4vwc", {"skip": True})
    assert text == added


def test_the_ends_of_lines_stay_as_they_are() -> None:
    pins = {"kind": "definition", "was": "one\ntwo"}
    windows = pinned(MINE.replace("\n", "\r\n"), "zfnjmsb3bvdzmbxw", pins)
    assert windows == pinned(MINE, "zfnjmsb3bvdzmbxw", pins).replace("\n", "\r\n")
    assert read(windows)["zfnjmsb3bvdzmbxw"].was == "one\ntwo"


def test_the_lines_of_other_keys_stay_as_they_were_written() -> None:
    odd = f"{MINE}last:\n    mend:\n        ? 'a (b) c'\n        : 'a'\n    note:   >-\n        folded\n        text\n"
    text = pinned(pinned(odd, "wex3hmbdbvzw4vwc", {"kind": "claim"}), "notes.txt:35", {"kind": "claim"})
    assert text.endswith(odd[odd.index("last:") :])
    assert text.startswith(MINE[: MINE.index("notes.txt:35")])


def test_a_first_pin_makes_the_file_and_keeps_comments_that_stand_alone() -> None:
    assert read(pinned("", "k", {"skip": True}))["k"].skip
    assert pinned("# mine", "wex3hmbdbvzw4vwc", {"skip": True}).startswith("# mine\nwex3hmbdbvzw4vwc:\n  skip: true\n")


def test_long_lines_are_not_broken() -> None:
    long = "word " * 100
    assert f'front: "{long.strip()}"\n' in pinned(MINE, "k", {"front": long.strip()})


@pytest.mark.parametrize("text", ["- a\n", "k: [1]\n", "k: {a\n"])
def test_what_is_no_overrides_file_is_refused(text: str) -> None:
    with pytest.raises(CourseError, match=r"^overrides\.yaml"):
        pinned(text, "k", {"skip": True})


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), min_size=1, max_size=30)


@settings(deadline=None)
@given(TEXTS.map(str.strip).filter(bool), st.sampled_from(["zfnjmsb3bvdzmbxw", "new-key", "notes.txt:35"]))
def test_what_is_pinned_is_read_and_nothing_else_changes(text: str, key: str) -> None:
    before, after = read(MINE), read(pinned(MINE, key, {"note": text}))
    assert after.pop(key).note == text
    before.pop(key, None)
    assert before == after
