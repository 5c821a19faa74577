"""What can be hidden in a sentence: words that say something, and that the rest does not give away."""

import re
from dataclasses import dataclass

from flashgen.compose.names import initials
from flashgen.compose.sentences import VERBS, Word, is_finite, stem, stems, word_set, words
from flashgen.identity import squeezed


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The hidden part: where it stands in the sentence, what kind of part it is, and how much it is worth asking
    for."""

    start: int
    end: int
    way: str
    weight: float


_BLAND = word_set("""
    participant participants factor factors author authors
    abovementioned above-mentioned aforementioned
    able about actual actually again almost already also always amount answer around available average away back
    based basic best big broad broadly case certain clear clearly common commonly comparable complete completely
    crucial current currently day different difficult directly early easily easy effect entire especially essential ever
    example fact fair fashion
    few first five following forward four full fully further general generally given good great
    greatly hard high highly hour important individual instance interesting kind large largely last late latter
    likely little long lot low main mainly major manner many means mentioned method minor month new next notable
    notably number obtain often old once only order original overall own paper part particular particularly people
    perhaps person place point possible posteriori potential potentially present previous previously priori proper
    quite real really recent recently related relatively relevant respective result same second section seen sense
    several significant significantly similar similarly simple simply single small so-called something soon sort
    special specific specifically study sure task term thing third three time together total true truly two type
    typical typically unusual usual usually various way well whole wide widely work world year
""")


def is_bland(word: Word) -> bool:
    """Whether the word says too little to be asked for."""
    return (
        word.is_generic
        or word.low in _BLAND
        or word.low.removesuffix("s") in _BLAND
        or (word.low.endswith("ly") and len(word.low) > 4)
        or (word.text.islower() and word.text.isascii() and not re.search(r"[aeiouy\W\d]", word.text))  # "grrr"
    )


_ABBREVIATED = re.compile(r"\s*\(([A-Z]{2,6})s?\)")


def _is_told(sentence: str, gap: Gap, rest: str) -> bool:
    """Whether the rest says the hidden part too: in the same words, by its initials, or in another formula."""
    hidden = sentence[gap.start : gap.end]
    short = _ABBREVIATED.match(sentence[gap.end :])
    formulas = (word.text[2:-2].strip() for word in words(hidden) if word.is_formula)
    return (
        squeezed(hidden) in squeezed(rest)
        or (short is not None and short[1] in initials(hidden))
        or any(formula in rest for formula in formulas)
    )


def can_be_hidden(sentence: str, gap: Gap, given: str) -> bool:
    """Whether the gap can be filled from memory alone; `given` is what else stands on the front."""
    hidden = sentence[gap.start : gap.end]
    rest = f"{sentence[: gap.start]} {sentence[gap.end :]} {given}"
    if any(hidden.count(left) != hidden.count(right) for left, right in ("()", "[]", "“”", ("\\(", "\\)"))):
        return False
    if gap.way not in ("number", "direction", "effect") and len(hidden) > 0.62 * len(sentence):
        return False
    if _is_told(sentence, gap, rest):
        return False
    if gap.way == "phrase" and _PLACE.fullmatch(hidden):
        return False
    if re.search(r"\w-(?:and|but|or)$", hidden):
        return False  # a hyphen in place of a dash: "at a certain time-or any time"
    if gap.way == "phrase" and re.match(r"\s?\([^()]*\)\s?=", sentence[gap.end :]):
        return False  # the name of a function
    if gap.way == "phrase" and sentence[: gap.start].endswith("(") and sentence[gap.end :].startswith(")"):
        return False  # "our model (right)"
    if any(_is_cut(idiom, gap) for idiom in _IDIOM.finditer(sentence)):
        return False
    if re.match(r"\s(?:et al|and colleagues)\b", sentence[gap.end :]):
        return False  # who it was is no claim
    if gap.way == "stressed" and (_is_idiom(words(hidden)) or all(is_bland(word) for word in words(hidden))):
        return False
    if gap.way in _SURE:
        return True
    return _is_turn(gap, sentence, rest) if gap.way in _TURNS else _is_telling(gap, sentence, rest)


_IDIOM = re.compile(
    r"\b(?:chain of thought|cost of living|degrees? of freedom|frame of mind|line of sight|orders? of magnitude"
    r"|points? of (?:departure|view)|proof of concept|rate of return|rules? of thumb|state of the art|turn of phrase"
    r"|ways? of life)\b",
    re.IGNORECASE,
)
"""Words that are one; half of them is no answer."""


def _is_cut(idiom: re.Match[str], gap: Gap) -> bool:
    """Whether the gap holds a part of the idiom and leaves the rest."""
    apart = gap.end <= idiom.start() or idiom.end() <= gap.start
    return not apart and not (gap.start <= idiom.start() and idiom.end() <= gap.end)


_PLACE = re.compile(
    r"(?:(?:this|the|next|previous|last|following|subsequent|later|earlier)\s)*(?:appendix|chapters?|paragraphs?|sections?)",
    re.IGNORECASE,
)
"""Where something stands in the text."""


def _is_idiom(found: tuple[Word, ...]) -> bool:
    """Whether the words say nothing: "in general"."""
    return found[0].is_function and all(word.is_function or is_bland(word) for word in found)


_SURE = ("number", "stressed")
_TURNS = ("direction", "effect")


def _is_turn(gap: Gap, sentence: str, rest: str) -> bool:
    """Whether a direction or an effect is one by itself, and not "more" of what stands behind it."""
    hidden = sentence[gap.start : gap.end]
    if not stems(hidden) and not re.match(r"\s+than\b", sentence[gap.end :]):
        return False
    return stem(words(hidden)[-1].text) not in stems(rest)


def _is_telling(gap: Gap, sentence: str, rest: str) -> bool:
    """Whether words of their own are hidden: no formula alone, no bare verb, no more old words than new ones."""
    hidden = sentence[gap.start : gap.end]
    inside = [word for word in words(hidden) if not word.is_function]
    if any(_GLUED.search(word.text) for word in inside):
        return False
    if not any(re.search(r"[^\W\d_]{3,}", word.text) or word.is_name or word.is_formula for word in inside):
        return False
    if len(inside) == 1 and (inside[0].is_formula or (gap.way != "phrase" and _is_bare(inside[0], gap, sentence))):
        return False
    outside = stems(rest)
    if gap.way == "denied" and not any(_is_thing(word) for word in inside):
        return False
    new = [word for word in inside if not _is_akin(stem(word.text), outside) and not is_bland(word)]
    return bool(new) and len(new) * 2 >= len(inside)


def _is_thing(word: Word) -> bool:
    """Whether the word may name something: no verb, no participle, nothing bland."""
    return not (is_bland(word) or is_finite(word.text) or word.low in VERBS)


_GLUED = re.compile(r"[a-z]{4,}[A-Z]$")
"""A word with a variable stuck to it, as PDF copies them: "rewrittenasR"."""


def _is_bare(word: Word, gap: Gap, sentence: str) -> bool:
    """Whether one word is no condition and no denial: "when predicting", "without intending it", "does not fit"."""
    if gap.way == "condition":
        return True
    if gap.way != "denied":
        return False
    negated = re.search(r"(?i)(?:not|n[o’']t|never)\s$", sentence[: gap.start])
    return bool(negated) or is_finite(word.text) or word.low in VERBS or word.is_gerund


KIN = 6  # letters


def _is_akin(one: str, others: frozenset[str]) -> bool:
    """Whether the stem is among the others, or shares a root of some length: "explanatory", "explanation"."""
    return one in others or (len(one) >= KIN and any(other.startswith(one[:KIN]) for other in others))
