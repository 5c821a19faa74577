"""course.yaml and overrides.yaml: what is read, and how a mistake is named."""

import pytest

from flashgen.course import read_course, read_overrides
from flashgen.errors import CourseError
from flashgen.model import Kind, Topic

SMALLEST = "id: bio-1\ntitle: Biology\nexports: [a.json]\n"


def test_the_smallest_course_has_an_id_a_title_and_exports() -> None:
    course = read_course(SMALLEST)
    assert (course.id, course.title, course.exports) == ("bio-1", "Biology", ("a.json",))
    assert course.topics == ()
    assert course.highlights == "aside"


def test_topics_keep_their_order_and_numbers_are_words() -> None:
    course = read_course(SMALLEST + "topics:\n- {slug: b, title: Bees, words: [bee, 3D, 2048]}\n- {slug: a}\n")
    assert course.topics == (
        Topic(slug="b", title="Bees", words=("bee", "3D", "2048")),
        Topic(slug="a", title="a"),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "course.yaml: is empty; a course needs at least id, title and exports"),
        ("- a\n", "course.yaml: expected a mapping, got a list"),
        ("id: x\ntitle: X\n", "course.yaml: 'exports' is missing"),
        (SMALLEST + "topic: []\n", "course.yaml: unknown key 'topic' (known: id, title, exports, topics, "),
        (
            SMALLEST + "topics:\n- slug: a\n- slug: b\n- slug: c\n  wrods: [x]\n",
            "course.yaml: topics[2]: unknown key 'wrods' (known: slug, title, words)",
        ),
        (SMALLEST + "topics: [{slug: a}, {slug: a}]\n", "course.yaml: topics[1].slug: 'a' stands twice"),
        (SMALLEST + "topics: [{slug: A b}]\n", "course.yaml: topics[0].slug: expected small letters"),
        (SMALLEST + "topics: [{slug: misc}]\n", "course.yaml: topics[0].slug: 'misc' is the topic of"),
        (SMALLEST + "topics: [{slug: a, title: T}, {slug: b, title: T}]\n", "course.yaml: topics[1]: the title 'T'"),
        (
            SMALLEST + "topics: [{slug: a, title: T}, {slug: b, title: 'T::'}]\n",
            "course.yaml: topics[1]: the title 'T::'",
        ),
        (SMALLEST + f"topics: [{{slug: {'a' * 300}}}]\n", "course.yaml: topics[0].slug: expected small letters"),
        (SMALLEST + "topics: [{slug: bio-1}]\n", "course.yaml: id: 'bio-1' is a topic's slug too"),
        (SMALLEST + "tags: {a: topic/nope}\n", "course.yaml: tags.a: unknown topic 'nope'"),
        ('id: x\ntitle: X\nexports: ["a\\0b"]\n', "course.yaml: exports[0]: holds '\\x00', which no text does"),
        ('id: x\ntitle: "\\ud800"\nexports: [a]\n', "course.yaml: title: holds '\\ud800'"),
        (SMALLEST + "topics: yes\n", "course.yaml: topics: expected a list, got True"),
        (SMALLEST + "highlights: maybe\n", "course.yaml: highlights: expected cards or aside, got 'maybe'"),
        (SMALLEST + "tags: {q: question}\n", "course.yaml: tags.q: expected kind/definition|claim|question or topic"),
        (SMALLEST + "format: flatt\n", "course.yaml: format: unknown format 'flatt' (did you mean 'flat'?)"),
        (SMALLEST + "map: {quot: Zitat}\n", "course.yaml: map: unknown key 'quot' (known: quote, comment, "),
        (SMALLEST + "id: twice\n", "course.yaml:4: not valid YAML: key 'id' stands twice"),
        ("id: [\n", "course.yaml:2: not valid YAML:"),
        (
            "id: x\n\ttitle: X\n",
            "course.yaml:2: not valid YAML: found character '\\t' that cannot start any token; indent with",
        ),
        (
            "id: x\ntitle: Light: an introduction\n",
            "course.yaml:2: not valid YAML: mapping values are not allowed here; put a text with ': ' in quotes",
        ),
        ("id: 2026-99-99\ntitle: X\nexports: [a]\n", "course.yaml: not valid YAML:"),
        ("id: &a [*a]\ntitle: X\nexports: [a]\n", "course.yaml:1: not valid YAML: found unconstructable recursive"),
        ("exports: []\nid: x\ntitle: X\n", "course.yaml: exports: expected at least one export"),
        ("id: !!python/object:os.system x\n", "course.yaml:1: not valid YAML:"),
    ],
)
def test_a_mistake_in_course_yaml_is_named_with_its_path(text: str, message: str) -> None:
    with pytest.raises(CourseError) as caught:
        read_course(text)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_overrides_pin_what_their_grammar_names() -> None:
    (override,), warnings = read_overrides(
        "a.txt:35:\n  kind: claim\n  skip: true\n  mend: {canbe: can be}\n"
        "  pair: {quote: [35], comment: [36, 37]}\n  back: ''\n  was: raw\n"
    )
    assert override.key == "a.txt:35"
    assert override.kind is Kind.CLAIM
    assert override.skip
    assert override.mend == (("canbe", "can be"),)
    assert (override.quote_lines, override.comment_lines) == ((35,), (36, 37))
    assert override.back == ""
    assert override.was == "raw"
    assert warnings == ()


def test_an_unknown_key_of_an_override_is_a_warning_that_names_the_nearest() -> None:
    (override,), (warning,) = read_overrides("abc: {frunt: x, kind: claim}\n")
    assert override.kind is Kind.CLAIM
    assert warning == "overrides.yaml: abc.frunt: unknown key 'frunt' (did you mean 'front'?)"


def test_an_override_to_a_topic_that_the_course_does_not_have_is_a_warning_that_names_the_nearest() -> None:
    (override,), (warning,) = read_overrides("abc: {topic: rll, kind: claim}\n", topics=[Topic(slug="rl", title="RL")])
    assert (override.topic, override.kind) == (None, Kind.CLAIM)
    assert warning == "overrides.yaml: abc: unknown topic 'rll' (did you mean 'rl'?)"


def test_an_empty_overrides_file_pins_nothing() -> None:
    assert read_overrides("# nothing yet\n") == ((), ())
