"""flashgen.recognise: the same annotation is the same note, whatever the export; what is unclear is asked."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from flashgen import identity
from flashgen.model import FIELDS, Annotation, Entry, Identity, Ledger, Origin, Role
from flashgen.recognise import handle, identify

QUOTE = "The replay buffer keeps past transitions, from which the agent learns again and again."
COMMENT = "So old experience is not thrown away after one step."


def annotation(
    quote: str = QUOTE,
    comment: str = COMMENT,
    *,
    id: str = "",  # noqa: A002
    family: str = "hyp",
    export: str = "a.json",
    page: str = "",
) -> Annotation:
    role = "annotation" if quote else "page_note"
    return Annotation(
        origin=Origin(export=export),
        format=family,
        uid=identity.uid(family=family, native_id=id, locator=page, quote=quote, comment=comment, role=role),
        fingerprint=identity.fingerprint(quote=quote, comment=comment, role=role),
        native_id=id,
        role=Role(role),
        quote=quote,
        comment=comment,
    )


def published(*annotations: Annotation) -> Ledger:
    found = identify(annotations, Ledger(), course_id="course")
    entries = [
        Entry(
            guid=known.guid,
            uid=known.annotation.uid,
            fingerprint=known.annotation.fingerprint,
            comment_print=identity.comment_print(known.annotation.comment),
            content="",
            mod=1,
            kind="claim",
            topic="",
            deck="",
            subject="",
            fields=("",) * len(FIELDS),
            tags=(),
            quote=identity.folded(known.annotation.quote),
            comment=identity.folded(known.annotation.comment),
        )
        for known in found
    ]
    return Ledger(entries=tuple(sorted(entries, key=lambda entry: entry.guid)))


def found(annotations: Sequence[Annotation], ledger: Ledger) -> list[str]:
    """For every annotation how it was recognised, and which published one it is, counted from 0."""
    return [_seen(known, ledger) for known in identify(annotations, ledger, course_id="course")]


def _seen(known: Identity, ledger: Ledger) -> str:
    texts = {entry.guid: entry.comment or entry.quote for entry in ledger.entries}
    return f"{known.how}: {texts[known.guid]}" if known.guid in texts else known.how


# ---------------------------------------------------------------- each step


def test_the_programs_id_is_enough_whatever_else_changed() -> None:
    ledger = published(annotation(id="1"))
    assert found([annotation("other words", "and others", id="1")], ledger) == [f"id: {COMMENT}"]


def test_another_form_of_the_export_is_recognised_by_the_quote() -> None:
    ledger = published(annotation(id="1"))
    assert found([annotation(family="csv", comment="edited since")], ledger) == [f"fingerprint: {COMMENT}"]


def test_a_quote_that_was_anchored_anew_is_recognised() -> None:
    ledger = published(annotation(family="flat"), annotation("Another passage on exploration bonuses.", "A bonus."))
    longer = "Hence it is slow. " + QUOTE.removesuffix(" again and again.") + "."
    assert found([annotation(longer, family="flat")], ledger) == [f"alike: {COMMENT}"]


def test_a_page_note_that_was_reworded_is_recognised() -> None:
    old = "This paper introduces experience replay for deep networks."
    ledger = published(annotation("", old), annotation("", "A survey of exploration methods in robotics."))
    new = "This paper introduced experience replay for deep networks!"
    assert found([annotation("", new)], ledger) == [f"alike: {old}"]


def test_what_resembles_nothing_is_new() -> None:
    ledger = published(annotation())
    assert found([annotation("A Markov chain forgets its past.", "Definition.")], ledger) == ["new"]


def test_two_people_who_comment_the_same_quote_are_two_annotations() -> None:
    ledger = published(annotation(id="1"))
    both = [annotation(id="2", comment="I doubt it."), annotation(id="1")]
    assert found(both, ledger) == ["new", f"id: {COMMENT}"]


def test_a_published_note_is_given_to_one_annotation_only() -> None:
    ledger = published(annotation(family="flat"))
    guids = [
        known.guid
        for known in identify([annotation(id="1"), annotation(id="2", comment="x")], ledger, course_id="course")
    ]
    assert len(set(guids)) == 2


# ---------------------------------------------------------------- several comments on one quote


def test_several_comments_on_one_quote_are_told_apart_by_their_comments() -> None:
    one, two = annotation(comment="What is a transition?"), annotation(comment="How large is the buffer?")
    ledger = published(one, two)
    assert found([two, one], ledger) == ["id: How large is the buffer?", "id: What is a transition?"]


def test_a_new_comment_on_a_quote_leaves_the_first_one_its_note() -> None:
    ledger = published(annotation())
    assert found([annotation(comment="I doubt it."), annotation()], ledger) == ["new", f"id: {COMMENT}"]


def test_an_edited_comment_is_told_from_a_new_one_by_its_likeness() -> None:
    ledger = published(annotation())
    edited = annotation(comment="So old experience is not thrown away after a single step.")
    assert found([annotation(comment="I doubt it."), edited], ledger) == ["new", f"id: {COMMENT}"]


def test_two_new_comments_in_place_of_one_are_asked_about() -> None:
    ledger = published(annotation())
    asked = identify([annotation(comment="I doubt it."), annotation(comment="Why?")], ledger, course_id="course")
    assert [known.how for known in asked] == ["unclear", "unclear"]
    assert {known.candidates for known in asked} == {(ledger.entries[0].guid,)}
    assert len({known.guid for known in asked} | {ledger.entries[0].guid}) == 3


# ---------------------------------------------------------------- asked and answered


def test_two_equally_similar_notes_are_asked_about_and_an_answer_settles_it() -> None:
    one = annotation(QUOTE + " It is cheap.", "What is cheap about it?", family="flat")
    two = annotation(QUOTE + " It is small.", "What is small about it?", family="flat")
    ledger = published(one, two)
    (asked,) = identify([annotation(QUOTE + " It is old.", "What is it?")], ledger, course_id="course")
    assert asked.how == "unclear"
    assert set(asked.candidates) == {entry.guid for entry in ledger.entries}
    chosen = asked.candidates[1]
    answered = replace(ledger, links={handle(asked.annotation): chosen})
    (known,) = identify([asked.annotation], answered, course_id="course")
    assert (known.how, known.guid) == ("answered", chosen)
    answered = replace(ledger, links={handle(asked.annotation): asked.guid})
    (known,) = identify([asked.annotation], answered, course_id="course")
    assert (known.how, known.guid, known.candidates) == ("answered", asked.guid, ())


def test_an_id_that_the_program_still_gives_to_another_annotation_is_not_taken_by_likeness() -> None:
    ledger = published(annotation(id="1"))
    assert found([annotation(QUOTE + " It is cheap.", "Why is it?", id="2")], ledger) == ["new"]


# ---------------------------------------------------------------- laws

QUOTES = st.sampled_from(["", QUOTE, QUOTE + " More.", "A Markov chain forgets its past.", "K = 50", "k=50"])
COMMENTS = st.sampled_from(["", COMMENT, COMMENT + " Or is it?", "Why?", "why", "I doubt it."])
ANNOTATIONS = st.lists(
    st.builds(
        annotation,
        QUOTES,
        COMMENTS,
        id=st.sampled_from(["", "1", "2", "3"]),
        family=st.sampled_from(["hyp", "flat"]),
        export=st.sampled_from(["a.json", "b.txt"]),
    ),
    max_size=6,
)


@given(ANNOTATIONS, ANNOTATIONS)
def test_the_order_of_the_exports_changes_no_identity(before: list[Annotation], after: list[Annotation]) -> None:
    ledger = published_once(before)
    straight = identify(sorted(after, key=lambda a: a.origin.export), ledger, course_id="course")
    turned = identify(sorted(after, key=lambda a: a.origin.export, reverse=True), ledger, course_id="course")
    assert sorted((handle(one.annotation), one.guid) for one in straight) == sorted(
        (handle(one.annotation), one.guid) for one in turned
    )


@given(ANNOTATIONS, ANNOTATIONS)
def test_only_copies_share_a_guid(before: list[Annotation], after: list[Annotation]) -> None:
    words: dict[str, str] = {}
    for known in identify(after, published_once(before), course_id="course"):
        assert words.setdefault(known.guid, identity.words_print(known.annotation)) == identity.words_print(
            known.annotation
        )


@given(ANNOTATIONS)
def test_the_same_export_again_is_all_known(annotations: list[Annotation]) -> None:
    once = {identity.words_print(a): a for a in reversed(annotations)}
    if len({a.uid for a in once.values()}) == len(once):
        assert all(
            known.how == "id"
            for known in identify(tuple(once.values()), published_once(annotations), course_id="course")
        )


def published_once(annotations: Sequence[Annotation]) -> Ledger:
    """The ledger of annotations of which every copy but the first is set aside."""
    return published(*{identity.words_print(a): a for a in reversed(annotations)}.values())
