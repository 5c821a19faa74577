"""Where pairs are placed, and which topics are proposed."""

from flashgen.model import Annotation, Origin, Pair, Role, Topic
from flashgen.topics import MISC, by_document, place, propose

BEES = Topic(slug="bees", title="Bees", words=("honey bee", "hive", "waggle dance", "swarm"))
STARS = Topic(slug="stars", title="Stars", words=("star", "red giant", "supernova", "stellar"))
TOPICS = (BEES, STARS)


def pair(quote: str, comment: str = "", *, source: str = "", tags: tuple[str, ...] = ()) -> Pair:
    annotation = Annotation(
        origin=Origin(export="made-up"),
        format="flat",
        uid="",
        fingerprint="",
        role=Role.ANNOTATION,
        quote=quote,
        comment=comment,
        tags=tags,
        source_key=source,
        title=source,
    )
    return Pair(annotation=annotation, quote_mended=quote, comment_mended=comment, quote=quote, comment=comment)


def slugs(*pairs: Pair, tags: dict[str, str] | None = None) -> list[str]:
    return [placement.topic.slug for placement in place(pairs, TOPICS, tags=tags or {})]


def test_words_are_found_in_their_inflections() -> None:
    assert slugs(pair("Honey-bees built two hives")) == ["bees"]


def test_words_are_matched_whole() -> None:
    assert slugs(pair("She started at once")) == [MISC.slug]


def test_a_pair_without_words_goes_with_its_neighbours() -> None:
    near = [
        pair("A supernova outshines its galaxy"),
        pair("It lasts for weeks."),
        pair("Every star ends as one of three."),
    ]
    assert slugs(*near) == ["stars"] * 3


def test_what_fits_nothing_goes_to_misc() -> None:
    placement = place([pair("The cat sat on the mat")], TOPICS)[0]
    assert placement.topic == MISC
    assert placement.evidence


def test_a_mapped_tag_decides() -> None:
    assert slugs(pair("The hive swarms.", tags=("astro",)), tags={"astro": "topic/stars"}) == ["stars"]


def test_no_pairs_have_no_places() -> None:
    assert place([], TOPICS) == ()
    assert propose([]) == ()


def test_without_a_course_each_document_is_a_topic() -> None:
    placements = by_document([pair("a", source="On Bees"), pair("b", source="On Stars"), pair("c")], title="Notes")
    assert [placement.topic.slug for placement in placements] == ["on-bees", "on-stars", "notes"]
