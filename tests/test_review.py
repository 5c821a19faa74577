"""flashgen.review: what needs a look is asked, weakest first, and every answer is settled at once."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import StringIO

import pytest

from flashgen.errors import CourseError
from flashgen.model import Kind, Ledger, Origin, Override
from flashgen.overrides import pinned
from flashgen.pipeline import build
from flashgen.readers import read_export
from flashgen.render import Renderer
from flashgen.review import Answer, Choice, Question, Terminal, questions, walk
from tests.terms import COURSE, FALL, export

HARD = {
    "raw": ("Photosynthesis is the making of sugar.", r"It is $6CO_2 \to C_6H_{12}O_6$ in one line, as they say."),
    "plain": ("Mitosis is the division of a nucleus into two nuclei that are alike.", "Definition: mitosis"),
    "vague": ("It is slower.", "They say it again here and there, in other words."),
    "vaguer": ("This one too.", "Perhaps in a way."),
    "other": ("That was found before.", "It may be so for those as well, it seems."),
    "more": ("Some of them did.", "As they say, these are such."),
}


def asked(overrides: tuple[Override, ...] = (), published: Ledger | None = None) -> tuple[Question, ...]:
    made = build(
        replace(COURSE, overrides=overrides),
        [read_export("export.json", export(HARD))],
        published or Ledger(),
        renderer=Renderer(),
        now=FALL,
    )
    return questions(made, published or Ledger())


class Script:
    """A screen with a person who presses these keys and writes these texts."""

    def __init__(self, keys: str, texts: Mapping[str, str] | None = None) -> None:
        self.keys: Iterator[str] = iter(keys)
        self.texts = texts or {}
        self.shown: list[tuple[str, int, int]] = []

    def show(self, question: Question, number: int, count: int) -> None:
        self.shown.append((question.guid, number, count))

    def key(self) -> str:
        return next(self.keys)

    def write(self, field: str, text: str) -> str | None:
        return self.texts.get(field)

    def end(self, answered: int, count: int) -> None:
        self.ended = answered, count


def answers(keys: str, texts: Mapping[str, str] | None = None) -> list[Answer]:
    settled: list[Answer] = []
    walk(asked(), Script(keys, texts), settled.append)
    return settled


def test_only_what_needs_a_look_is_asked_and_the_weakest_first() -> None:
    found = asked()
    assert len(found) > 1
    assert all(question.annotation.quote != HARD["plain"][0] for question in found)
    assert [question.weakness for question in found] == sorted((q.weakness for q in found), reverse=True)
    assert all(question.causes for question in found)


def test_one_key_is_an_answer_with_the_text_it_was_given_for() -> None:
    first, second, *_ = asked()
    given, another = answers("\r\rq")
    assert (given.key, another.key) == (first.guid, second.guid)
    assert given.pins["was"] == f"{first.annotation.quote}\n{first.annotation.comment}"
    assert {"kind", "skip"} & set(given.pins)


def test_a_key_that_means_nothing_here_asks_again() -> None:
    screen = Script("%\r\r.")
    assert walk(asked()[:2], screen, lambda _answer: None) == 2
    assert [number for _, number, _ in screen.shown] == [1, 1, 2]


def test_a_person_can_leave_and_nothing_more_is_asked() -> None:
    screen = Script("q")
    assert walk(asked(), screen, lambda _answer: None) == 0
    assert len(screen.shown) == 1


def test_later_answers_nothing() -> None:
    assert answers("llq" if len(asked()) > 2 else "ll.") == []


def test_an_answer_taken_back_leaves_no_trace_in_the_file() -> None:
    text = ""
    for answer in answers("xz\rq"):
        text = pinned(text, answer.key, answer.pins)
    assert "skip" not in text
    assert "kind: " in text


def test_a_text_is_written_in_the_persons_words() -> None:
    (answer,) = answers("fq", {"front": "What is slower?\n"})
    assert answer.pins["front"] == "What is slower?"


def test_a_text_left_empty_asks_again() -> None:
    assert answers("fq") == []


def test_what_was_answered_is_not_asked_again() -> None:
    first, second, *_ = asked()
    was = f"{first.annotation.quote}\n{first.annotation.comment}"
    answered = Override(key=first.guid, kind=Kind.CLAIM, was=was)
    assert first.guid not in [question.guid for question in asked((answered,))]
    assert second.guid in [question.guid for question in asked((answered,))]


def test_another_kind_is_shown_as_it_would_be() -> None:
    previews = [choice.preview for question in asked() for choice in question.choices if choice.key in "dco"]
    assert previews
    assert any(previews)


def test_other_lines_are_paired_under_the_place_in_the_file() -> None:
    question = replace(asked()[0], choices=(Choice(key="p", label="pair other lines", field="pair"),))
    flat = replace(question.annotation, origin=Origin(export="notes.txt", line=1), quote_lines=(1,))
    settled: list[Answer] = []
    walk([replace(question, annotation=flat)], Script("p.", {"pair": "quote: 1\ncomment: 2 3"}), settled.append)
    assert settled == [Answer(key="notes.txt:1", pins={"pair": {"quote": [1], "comment": [2, 3]}})]


def test_the_terminal_shows_the_card_its_causes_and_the_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(key=lambda: "q", edit=lambda text: text)
    from rich.console import Console

    screen = StringIO()
    terminal._console = Console(file=screen, width=100, height=40)
    (first, *_) = asked()
    walk([first], terminal, lambda _answer: None)
    shown = screen.getvalue()
    assert "1 of 1" in shown
    assert first.causes[0] in shown
    assert "good as it is" in shown
    assert first.annotation.quote in shown


def test_an_unsure_formula_is_shown_with_what_to_write_instead() -> None:
    from rich.console import Console

    (raw,) = (question for question in asked() if "$" in question.annotation.comment)
    assert "a formula needs a look" in raw.causes
    terminal = Terminal(key=lambda: "q", edit=lambda text: text)
    terminal._console = Console(file=(screen := StringIO()), width=160, height=40)
    terminal.show(raw, 1, 1)
    assert r"unsure      $6CO_2 \to C_6H_{12}O_6$: Hypothesis typesets nothing" in screen.getvalue()
    assert r"write $$…$$ or \(…\)" in screen.getvalue()


def test_a_terminal_obeys_no_annotation() -> None:
    from rich.console import Console

    terminal = Terminal(key=lambda: "q", edit=lambda text: text)
    for question in asked():
        terminal._console = Console(file=(screen := StringIO()), width=100, height=40, color_system=None)
        hostile = replace(question.annotation, quote="\x1b]0;owned\x07 \x9b31m \u202egnp", second_reading="\x1b[2J")
        terminal.show(replace(question, annotation=hostile, causes=("\x1b[31m",)), 1, 9)
        assert "owned" in screen.getvalue()
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(screen.getvalue())


def test_after_the_last_card_the_last_answer_can_be_taken_back() -> None:
    settled: list[Answer] = []
    screen = Script("xz\r.")
    assert walk(asked()[:1], screen, settled.append) == 1
    assert screen.ended == (1, 1)
    assert [answer.pins.get("skip", "not said") for answer in settled] == [True, None, "not said"]


def test_escape_leaves_and_no_key_means_two_things() -> None:
    screen = Script("\x1b")
    assert walk(asked(), screen, lambda _answer: None) == 0
    for question in asked():
        keys = [choice.key.lower() for choice in question.choices]
        assert len(set(keys)) == len(keys)


def test_a_kind_that_finds_no_question_in_it_is_not_offered() -> None:
    (vague,) = (question for question in asked() if question.annotation.quote == HARD["vague"][0] and question.card)
    assert "o" not in [choice.key for choice in vague.choices]


@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 30)])
def test_everything_fits_the_screen(width: int, height: int) -> None:
    from rich.cells import cell_len
    from rich.console import Console

    terminal = Terminal(key=lambda: "q", edit=lambda text: text)
    for question in asked():
        screen = StringIO()
        terminal._console = Console(file=screen, width=width, height=height)
        long = replace(question.annotation, quote="a long quote 漢字 " * 200, second_reading="or else\n" * 30)
        terminal.show(replace(question, annotation=long), 1, 9)
        lines = screen.getvalue().splitlines()
        assert len(lines) < height
        assert max(map(cell_len, lines)) < width
        assert all(any(choice.key in line for line in lines) for choice in question.choices if choice.key != "\r")
        assert "long quote" in screen.getvalue()


def test_without_an_editor_a_text_is_changed_on_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    from flashgen.cli import answering

    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr("builtins.input", lambda _prompt: "quote: 1 comment: 2 3")
    assert answering._edited("quote: 1\ncomment: 2\n") == "quote: 1 comment: 2 3"
    monkeypatch.setattr("builtins.input", lambda _prompt: "as it was")
    assert answering._edited("as it\nwas") is None


def test_ctrl_c_while_writing_goes_back_to_the_card(monkeypatch: pytest.MonkeyPatch) -> None:
    from flashgen.cli import answering

    def interrupted(_text: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setenv("EDITOR", "some-editor")
    monkeypatch.setattr("click.edit", interrupted)
    assert answering._edited("a text") is None


def test_a_note_that_is_taken_is_refused_and_asked_again() -> None:
    question = replace(asked()[0], choices=(Choice(key="1", label="it is n", note="n"),))
    causes: list[tuple[str, ...]] = []

    class Watched(Script):
        def show(self, question: Question, number: int, count: int) -> None:
            causes.append(question.causes)

    def settle(answer: Answer) -> None:
        raise CourseError("can be one annotation only")

    assert walk([question], Watched("1q"), settle) == 0
    assert causes == [question.causes, ("can be one annotation only",)]
