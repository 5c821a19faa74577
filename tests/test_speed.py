"""Time grows with what is read and no faster, by ratios within one run: a busy machine slows both sides of a ratio."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import process_time
from timeit import Timer

import pytest

from flashgen import changes, identity, recognise
from flashgen.model import Annotation, Course, Entry, Export, Identity, Ledger
from flashgen.pipeline import build
from flashgen.readers import read_export
from flashgen.render import Renderer
from flashgen.repair import Vocabulary, mend

pytestmark = pytest.mark.slow

SEED = Path(__file__).parent.parent / "seeds" / "ai-reading-group.txt"
AT_MOST = 6.0
"""How many times as long four times as much may take: 4 where time is linear, 16 where it is quadratic."""
LONG_ENOUGH = 0.05
"""Seconds that a sample takes at least, so that neither the clock nor one interruption makes the ratio."""


def flat_text(lines: int) -> bytes:
    """Lines of the seed in any order, each made one of a kind by words of others."""
    chance = random.Random(lines)
    given = [line for line in SEED.read_text("utf-8").splitlines() if line.strip()]
    words = " ".join(given).split()
    return "\n".join(f"{chance.choice(given)} {' '.join(chance.choices(words, k=4))}" for _ in range(lines)).encode()


def seconds(work: Callable[[], object]) -> float:
    """The processor time of the work: the least of three samples, each long enough for the clock to tell."""
    timer = Timer(work, timer=process_time)
    times = max(1, int(LONG_ENOUGH / max(timer.timeit(1), 1e-6)))
    return min(timer.repeat(repeat=3, number=times)) / times


def exported(lines: int) -> Export:
    """An export as read."""
    return read_export("notes.txt", flat_text(lines))


SPEED = Course(id="speed", title="Speed", exports=("notes.txt",))


def built(export: Export) -> None:
    """Run the whole pipeline on the export."""
    build(SPEED, [export], Ledger(), renderer=Renderer(), now=0)


def growth(work: Callable[[int], Callable[[], object]], size: int) -> float:
    """How many times as long four times the size takes: the first ratio that is allowed, else the least of three.

    What else the machine does can slow one side of a ratio; what grows too fast does so each time.
    """
    small, large = work(size), work(4 * size)
    small()  # loads what is loaded once
    ratios: list[float] = []
    while len(ratios) < 3 and min(ratios, default=AT_MOST) >= AT_MOST:
        ratios.append(seconds(large) / seconds(small))
    return min(ratios)


def test_four_times_the_lines_of_flat_text_take_no_more_than_six_times_as_long() -> None:
    texts = {size: flat_text(size) for size in (500, 2000)}
    assert growth(lambda size: lambda: read_export("notes.txt", texts[size]), 500) < AT_MOST


def test_four_times_the_annotations_take_the_pipeline_no_more_than_six_times_as_long() -> None:
    exports = {size: exported(size) for size in (100, 400)}
    assert growth(lambda size: lambda: built(exports[size]), 100) < AT_MOST


@pytest.mark.parametrize("again", ["A b ", "Abc ", "1 ", ". ", "αβ ", "a.b-", "a/b.", r"\( ", "abcdefghij", "? ", "a"])
def test_a_line_four_times_as_long_takes_the_pipeline_no_more_than_six_times_as_long(again: str) -> None:
    exports = {
        size: read_export("notes.txt", f"{again * (size // len(again))}\nWhy does it go on?\n".encode())
        for size in (6_000, 24_000)
    }
    assert growth(lambda size: lambda: built(exports[size]), 6_000) < AT_MOST


@pytest.mark.parametrize("again", ["word– ", "word,other ", "in1 in2 in23 ", '"nocontrol" '])
def test_a_text_four_times_as_long_takes_no_more_than_six_times_as_long_to_mend(again: str) -> None:
    def mended(size: int) -> Callable[[], object]:
        text = again * (size // len(again))
        return lambda: mend(text, vocabulary=Vocabulary())

    assert growth(mended, 10_000) < AT_MOST


def test_which_line_is_a_quote_takes_at_most_eighty_times_as_long_as_splitting_the_lines_into_words() -> None:
    text = flat_text(2000)
    read_export("notes.txt", text)

    def floor() -> None:
        for line in text.decode().splitlines():
            for word in line.split():
                word.lower().strip(".,")

    assert seconds(lambda: read_export("notes.txt", text)) < 80 * seconds(floor)


def test_reworded_comments_on_one_quote_are_recognised_in_the_square_of_their_number_and_no_more() -> None:
    def comments(size: int, ending: str) -> list[Annotation]:
        one = exported(4).annotations[0]
        chance = random.Random(size)
        return [
            replace(one, uid=f"note#{n}{ending}", quote="one quote", fingerprint="one", comment=f"{words}{ending}")
            for n, words in enumerate(" ".join(chance.choices(WORDS, k=12)) for _ in range(size))
        ]

    def recognised(size: int) -> Callable[[], object]:
        found = recognise.identify(comments(size, ""), Ledger(), course_id="speed")
        published = Ledger(entries=tuple(entry(each) for each in found))
        reworded = comments(size, " indeed")
        return lambda: recognise.identify(reworded, published, course_id="speed")

    assert growth(recognised, 50) < 1.5 * 16


def test_four_times_the_notes_take_no_more_than_six_times_as_long_to_tell_of() -> None:
    one = entry(recognise.identify(exported(4).annotations, Ledger(), course_id="speed")[0])

    def told(size: int) -> Callable[[], object]:
        entries = (replace(one, guid=f"guid{n}", first_in="2026F", fields=("a",) * 12) for n in range(size))
        ledger = Ledger(entries=tuple(entries), term="2026F")
        return lambda: changes.for_students(ledger, course=SPEED)

    assert growth(told, 500) < AT_MOST


WORDS = SEED.read_text("utf-8").split()


def entry(known: Identity) -> Entry:
    """The line of the ledger for what was recognised."""
    annotation = known.annotation
    return Entry(
        guid=known.guid,
        uid=annotation.uid,
        fingerprint=annotation.fingerprint,
        comment_print=identity.comment_print(annotation.comment),
        content="",
        mod=0,
        kind="claim",
        topic="misc",
        deck="misc",
        subject="",
        fields=(),
        tags=(),
        quote=annotation.quote,
        comment=annotation.comment,
    )
