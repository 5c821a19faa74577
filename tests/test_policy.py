"""What a course says of highlights without a comment, of tags and of colours."""

from dataclasses import replace

from flashgen.model import Build, Kind, Ledger, Reason, SetAside, Topic
from flashgen.pipeline import build
from flashgen.readers import read_export
from flashgen.render import Renderer
from tests.rows import COURSE, made, note, outcome, row

VAGUE = "the lag of the bulge, as it were"
CARDS = replace(COURSE, highlights="cards")
MAPPED = replace(
    COURSE,
    topics=(Topic(slug="rl", title="RL"),),
    tags={"Ask": "kind/question", "rl": "topic/rl"},
)


def test_a_highlight_without_a_comment_is_a_card_where_all_are_wanted_whatever_its_tags() -> None:
    for tags in [], ["tide"]:
        lone = row("H", quote=VAGUE, tags=tags)
        assert outcome(made([lone]), "H").reason is Reason.HIGHLIGHT  # type: ignore[union-attr]  # no note
        assert note(made([lone], course=CARDS), "H").kind


def test_a_tag_or_colour_that_says_what_it_is_stands_for_a_comment() -> None:
    assert isinstance(outcome(made([row("H", quote=VAGUE, tags=["ask"])]), "H"), SetAside)
    assert note(made([row("H", quote=VAGUE, tags=["ask"])], course=MAPPED), "H").kind == Kind.QUESTION


def test_tags_mean_the_same_in_any_case() -> None:
    claimed = row("C", "So it lags by two days.", "In 12 of 15 ports the tide lags.", tags=["RL"])
    assert note(made([claimed], course=MAPPED), "C").topic == "rl"


def test_of_an_annotation_in_exports_of_several_weeks_the_last_updated_stays_with_its_identity() -> None:
    old = row("C", "It grows by 3 m at this port.", "The range is large there.")
    new = old | {"text": "It grows by 5 m at this port, not less.", "updated": "2024-04-01T00:00:00+00:00"}
    first = made([old])
    for exports in ([old], [new]), ([new], [old]), ([new, old],):
        again = made(*exports, before=first)
        assert [one.guid for one in again.notes] == [one.guid for one in first.notes]
        assert "5 m" in "".join(again.notes[0].fields)
        assert [one.reason for one in again.set_aside] == [Reason.DUPLICATE]


def test_a_highlight_of_last_week_gives_way_to_itself_with_a_comment() -> None:
    head = "Created at,Author,Page,URL,Group,Type,Quote/description,Comment,Tags\n2024-02-03 10:11,iris,,u,g,"
    quote = "Mitosis is the division of a nucleus into two."
    bare, said = head + f"Highlight,{quote},,\n", head + f"Annotation,{quote},Definition: mitosis,\n"

    def built(*exports: str, before: Ledger) -> Build:
        read = [read_export(f"{number}.csv", text.encode()) for number, text in enumerate(exports)]
        return build(CARDS, read, before, renderer=Renderer(None), now=1_760_000_000)

    first = built(bare, before=Ledger())
    for exports in (bare, said), (said, bare):
        again = built(*exports, before=first.ledger)
        assert [one.guid for one in again.notes] == [one.guid for one in first.notes]
        assert [one.reason for one in again.set_aside] == [Reason.DUPLICATE]
