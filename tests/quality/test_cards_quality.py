"""How much of the seed's course became cards that a student can answer; what falls below a floor fails."""

from collections import Counter

import pytest

from flashgen.compose.sentences import count_words, stems
from flashgen.model import GAP, Build, Card, Kind
from tests.seed import built

FLOORS = {
    "definitions whose term was found": 0.65,
    "claims with a gap or a question of their own": 0.9,
    "questions that stand alone": 0.95,
    "fronts of at most 40 words": 0.95,
    "cards without a warning of their own": 0.85,
}


_WEAK = {"the gap gives little", "no part worth hiding"}


@pytest.fixture(scope="module")
def seed() -> Build:
    return built()


def share(cards: list[Card], good: int) -> float:
    return good / max(len(cards), 1)


def test_the_seed_becomes_cards_that_can_be_answered(seed: Build) -> None:
    cards = [note.card for note in seed.notes if note.card]
    of = {kind: [card for card in cards if card.kind is kind] for kind in Kind}
    figures = {
        "definitions whose term was found": share(
            of[Kind.DEFINITION], sum("term not found" not in card.warnings for card in of[Kind.DEFINITION])
        ),
        "claims with a gap": share(of[Kind.CLAIM], sum(bool(card.gap) for card in of[Kind.CLAIM])),
        "claims with a gap or a question of their own": share(
            of[Kind.CLAIM], sum(not _WEAK & {*card.warnings} for card in of[Kind.CLAIM])
        ),
        "questions that stand alone": share(
            of[Kind.QUESTION],
            sum(not any(w.startswith(("pronoun", "no question")) for w in card.warnings) for card in of[Kind.QUESTION]),
        ),
        "fronts of at most 40 words": share(cards, sum(count_words(card.front) <= 40 for card in cards)),
        "cards without a warning of their own": share(cards, sum(not card.warnings for card in cards)),
    }
    for name, figure in figures.items():
        print(f"{figure:.2f} {name}")
    print(dict(Counter(warning.split(":")[0] for card in cards for warning in card.warnings)))
    assert [name for name, figure in figures.items() if figure < FLOORS.get(name, 0)] == []


def test_no_gap_of_the_seed_stands_on_its_front(seed: Build) -> None:
    for note in seed.notes:
        card = note.card
        if card and card.gap and len(card.gap) > 3:
            shown = f"{card.front.replace(GAP, ' ')} {card.context} {card.placement.topic.title}".casefold()
            assert card.gap.casefold() not in shown, card.front
            assert stems(card.gap) - stems(shown), card.front
