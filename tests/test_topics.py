"""Where pairs are placed, and which topics are proposed."""

from flashgen.model import Pair, Topic
from flashgen.topics import MISC, by_document, place
from flashgen.topics.proposing import propose
from tests.pairs import pair_of

BEES = Topic(slug="bees", title="Bees", words=("honey bee", "hive", "waggle dance", "swarm"))
STARS = Topic(slug="stars", title="Stars", words=("star", "red giant", "supernova", "stellar"))
TOPICS = (BEES, STARS)


def pair(quote: str, comment: str = "", *, source: str = "", tags: tuple[str, ...] = ()) -> Pair:
    return pair_of(quote, comment, tags=tags, source_key=source, title=source)


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


def test_two_to_a_dozen_documents_are_a_topic_each() -> None:
    bees = [pair("The waggle dance of honey bees tells where flowers are", source="On Bees")] * 3
    stars = [pair("A supernova is the death of a massive star", source="On Stars")] * 2
    topics = propose([*bees, *stars])
    assert [topic.title for topic in topics] == ["On Bees", "On Stars"]
    assert any("waggle" in word for word in topics[0].words)


def test_a_short_export_without_documents_gets_topics_of_its_telling_words() -> None:
    bees = [pair(f"The honeybee and its hive, part {n}: a honeybee swarm") for n in range(6)]
    stars = [pair(f"Supernova number {n}: the supernova of a galaxy") for n in range(6)]
    pairs = [*bees, *stars]
    topics = propose(pairs)
    assert len(topics) == 2
    assert [placement.topic.title for placement in place(pairs, topics)] == [topics[0].title] * 6 + [
        topics[1].title
    ] * 6


def test_one_pair_is_enough_for_a_topic() -> None:
    assert len(propose([pair("The waggle dance of honey bees tells where flowers are")])) == 1


def test_tags_are_topics_where_most_pairs_have_some() -> None:
    topics = propose([pair("a hive", tags=("bees",)), pair("a swarm", tags=("bees",)), pair("a nova", tags=("stars",))])
    assert [topic.title for topic in topics] == ["bees", "stars"]


def test_the_same_pairs_propose_the_same_topics() -> None:
    pairs = [pair(f"The honeybee and its hive, part {n}: a honeybee swarm") for n in range(6)]
    assert propose(pairs) == propose(list(pairs))


def test_a_topic_is_named_after_a_noun_phrase_not_after_a_piece_of_one() -> None:
    pairs = [pair(f"Initially they discounted {n} things. They say that tidal energy is cheap.") for n in range(8)]
    assert [topic.title for topic in propose(pairs)] == ["Tidal energy"]


def test_slips_and_names_of_people_are_no_words_of_a_topic() -> None:
    pairs = [
        pair(f"In season {n}, Kowalczyk found that the honeybee and its hivve obey a queen bee.") for n in range(24)
    ]
    words = [word.lower() for topic in propose(pairs) for word in (topic.title, *topic.words)]
    assert words
    assert not [word for word in words if "kowalczyk" in word or "hivve" in word]


def test_an_acronym_and_its_words_make_one_title() -> None:
    pairs = [pair(f"Gradient boosting machine, or GBM for short, in round {n}: the GBM wins.") for n in range(10)]
    titles = [topic.title for topic in propose(pairs)]
    assert len(titles) == 1
    assert " and " not in titles[0]


def test_what_shares_no_term_with_anything_is_left_to_misc() -> None:
    odd = (
        "The cat sat. Rain fell all day. He whistled. Nobody answered the door. Six swans came. Soup was cold. "
        "Her letter burned. Why not?"
    )
    assert propose([pair(text) for text in odd.split(". ")]) == ()


def test_many_documents_that_share_little_are_a_topic_each_whatever_their_few_tags() -> None:
    letters = "abcdefghijklmnopqrst"
    pairs = [
        pair(f"{letter * 3} {number}", source=f"Volume {letter}", tags=(f"{letter}{number}",))
        for letter in letters
        for number in range(3)
    ]
    assert [topic.title for topic in propose(pairs)] == [f"Volume {letter}" for letter in letters[:12]]


def test_a_tag_that_marks_a_kind_is_no_topic() -> None:
    tagged = [pair("a hive", tags=("bees", "Question")), pair("a nova", tags=("stars", "Question"))]
    assert [topic.title for topic in propose(tagged, marks={"question"})] == ["bees", "stars"]
