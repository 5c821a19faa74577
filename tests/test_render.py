import re
from dataclasses import replace
from pathlib import Path

import pytest

from flashgen.compose import compose
from flashgen.errors import TemplateError
from flashgen.model import FIELDS, Card, Kind, Placement, Topic, Verdict
from flashgen.render import Renderer
from flashgen.resources import templates_dir
from tests.pairs import pair_of


def card_of(kind: Kind, quote: str, comment: str = "") -> Card:
    placement = Placement(topic=Topic(slug="biology", title="Biology"), confidence=1)
    return compose(pair_of(quote, comment), Verdict(kind=kind, confidence=1), placement)


def fields_of(card: Card, folder: Path | None = None) -> dict[str, str]:
    return dict(zip(FIELDS, Renderer(folder).fields(card), strict=True))


def test_every_kind_fills_its_front_and_back() -> None:
    for kind in Kind:
        fields = fields_of(card_of(kind, "Mitosis is a division that yields two equal nuclei.", "why is it so?"))
        assert fields["Front"], kind
        assert fields["Back"], kind
        assert fields["Kind"] == kind.value


def test_no_less_than_sign_of_the_input_reaches_a_field_unescaped() -> None:
    hostile = "Mitosis is a division <script>alert(1)</script> where a<b and \\(x<y\\)."
    for kind in Kind:
        fields = fields_of(card_of(kind, hostile, hostile + " why <img src=x onerror=y>?"))
        assert not [html for html in fields.values() if "<script" in html or "<img" in html or "a<b" in html]


@pytest.mark.parametrize(
    "hostile",
    [
        "[sound:x.mp3]",
        "[anki:tts lang=en]x[/anki:tts]",
        "[latex]\\input{x}[/latex]",
        "{{c1::x}}",
        "\\(\\href{javascript:x}{y}\\)",
        "\\[\\require{html}x\\]",
        "\x1f\x9b\u202e",
    ],
)
def test_no_text_of_an_export_or_a_topic_commands_anki_or_its_mathjax(hostile: str) -> None:
    for kind in Kind:
        card = card_of(kind, f"Mitosis is a division {hostile} that yields two nuclei.", f"why {hostile} is it so?")
        annotation = replace(card.pair.annotation, title=hostile, authors=(hostile,), page=hostile)
        topic = Topic(slug="biology", title=hostile)
        card = replace(
            card, pair=replace(card.pair, annotation=annotation), placement=Placement(topic=topic, confidence=1)
        )
        told = "".join(fields_of(card).values())
        assert hostile not in told
        assert not re.search(r"\[(sound:|anki:|latex\])|\{\{|\\[(\[]|[\x1f\x80-\x9f\u202e]", told)


def test_a_template_of_the_course_wins(tmp_path: Path) -> None:
    (tmp_path / "claim").mkdir()
    (tmp_path / "claim" / "front.html.j2").write_text("<p>{{ card.kind }}</p>")
    assert fields_of(card_of(Kind.CLAIM, "It took 12 days."), tmp_path)["Front"] == "<p>claim</p>"


@pytest.mark.parametrize(
    "broken", ["one\n{% if %}", "one\n{{ card.nothing }}", "one\n{{ nothing }}", "one\n{{ 1 + '' }}"]
)
def test_a_broken_template_is_named_with_its_line(tmp_path: Path, broken: str) -> None:
    (tmp_path / "quote.html.j2").write_text(broken)
    with pytest.raises(TemplateError, match=r"quote\.html\.j2:2: "):
        fields_of(card_of(Kind.CLAIM, "It took 12 days."), tmp_path)


def test_a_card_shows_its_texts_though_every_one_of_them_was_replaced() -> None:
    card = replace(
        card_of(Kind.CLAIM, "It took 12 days."), front="How long?", back="Not long", reverse="x", formula="a<b"
    )
    fields = fields_of(card)
    assert "How long?" in fields["Front"]
    assert "gapped" not in fields["Front"]
    assert fields["Back"] == '<div class="answer">Not long</div>'
    assert fields["Formula"] == r'<div class="formula">\[a&lt;b\]</div>'
    assert fields["Reverse"] == ""


def test_what_stands_on_the_card_is_not_shown_twice() -> None:
    fields = fields_of(card_of(Kind.QUESTION, "", "Q: why do cells divide?"))
    assert fields["Quote"] == ""
    assert fields["Comment"] == ""


@pytest.mark.parametrize(
    ("comment", "shown"),
    [
        ("A viscount always ranks below an earl.", False),
        ("A viscount does not always rank below an earl.", True),
        ("A viscount ranks below an earl: \\(v < e\\)", True),
        ("A viscount ranks below an earl, and in Scotland a laird ranks below both of these.", True),
    ],
)
def test_a_comment_that_says_again_what_is_told_is_not_shown(comment: str, shown: bool) -> None:
    card = replace(card_of(Kind.CLAIM, "", comment), front="Where does a viscount always rank?", back="Below an earl.")
    assert bool(fields_of(card)["Comment"]) is shown


@pytest.mark.parametrize(
    ("comment", "back"),
    [
        ("The first model reaches an accuracy of 85 percent.", "The first model reaches an accuracy of 95 percent."),
        ("Barley clearly outgrows wheat on sandy ground.", "Wheat clearly outgrows barley on sandy ground."),
        ("The method by SAC is the better one of both.", "The method by DQN is the better one of both."),
    ],
)
def test_a_comment_that_corrects_what_is_told_is_shown(comment: str, back: str) -> None:
    card = replace(card_of(Kind.CLAIM, "", comment), front="What was found?", back=back)
    assert fields_of(card)["Comment"]


def test_a_list_that_is_the_answer_is_not_shown_as_the_comment_too() -> None:
    card = card_of(Kind.CLAIM, "", "1. the warp threads\n2. the weft threads")
    told = replace(card, front="Which threads make a cloth?", back="• the warp threads\n• the weft threads")
    assert fields_of(told)["Comment"] == ""


def test_of_a_comment_only_what_is_not_told_yet_is_shown() -> None:
    comment = "Right. A viscount always ranks below an earl. In Scotland too!\nA laird is no peer at all."
    card = card_of(Kind.CLAIM, "", comment)
    for back, shown in (
        ("A viscount always ranks below an earl.", "Right. … In Scotland too!"),
        ("A viscount always ranks below an earl. In Scotland too!", "Right. …"),
    ):
        html = fields_of(replace(card, front="Who ranks below whom?", back=back))["Comment"]
        assert shown in html
        assert "no peer" in html


def test_a_remark_after_the_question_is_shown() -> None:
    fields = fields_of(card_of(Kind.QUESTION, "", "Does it scale to many? The maps hold a thousand names."))
    assert "a thousand names" in fields["Back"]
    assert "a thousand names" not in fields["Comment"]


def test_only_safe_addresses_become_links() -> None:
    card = card_of(Kind.CLAIM, "It took 12 days.")
    for link, shown in (
        ("https://example.org/a?b=1&c=2", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
    ):
        annotation = replace(card.pair.annotation, link=link)
        source = fields_of(replace(card, pair=replace(card.pair, annotation=annotation)))["Source"]
        assert ("<a href=" in source) == shown, link


def test_nothing_that_anki_cannot_store_reaches_a_field() -> None:
    html = "".join(fields_of(card_of(Kind.CLAIM, "It took\x1f 12\x00 days \ud800.")).values())
    assert not [letter for letter in html if (letter < " " and letter not in "\n\t") or "\ud800" <= letter <= "\udfff"]


def test_the_layout_loads_nothing_and_runs_nothing() -> None:
    layout = "".join(path.read_text("utf-8") for path in (templates_dir() / "anki").iterdir())
    assert not re.search(r"<script|@import|url\(|:has\(|https?://|\{\{\^", layout)


def test_the_source_names_the_chapter_once() -> None:
    card = card_of(Kind.CLAIM, "In 12 of 15 cultures the drug halved the rate.")
    for section, told in ("Two: Rates", True), ("Cells", False), ("", False):
        annotation = replace(card.pair.annotation, title="Cells", section=section, page="7")
        source = fields_of(replace(card, pair=replace(card.pair, annotation=annotation)))["Source"]
        assert ("<span>Two: Rates</span><span>p. 7</span>" in source) is told
        assert source.count("Cells") == 1
