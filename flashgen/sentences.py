# ruff: noqa: E501
"""Sentences and words of plain text with TeX in it, and what can be told of them by their letters alone.

A formula counts as one word and never ends a sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FORMULA = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)


def word_set(listed: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(listed.split())


_ABBREVIATIONS = word_set(
    "al approx ca cf ch chap co corp def dept dr ed eds e.g eg eq eqs esp et etc ex fig figs i.e ie inc jr lit ltd mr "
    "mrs ms nat no nos op p pp prof ref refs resp sec sect sr st thm univ viz vol vols vs wrt"
)

_END = re.compile(
    r"""(?P<stop>[.?!…]+)(?P<close>["”’')\]]*)(?P<space>\s+|$)(?=(?P<next>\S?))|(?P<line>\n\s*(?:\n|[-*•]\s|\d+[.)]\s))"""
)

WORD = re.compile(
    r"\\\(.*?\\\)|\\\[.*?\\\]"  # a formula
    r"|[$€£]?\d+(?:[.,:]\d+)*(?:[-–]\w+)*\s?%|[$€£]?\d+(?:[.,:]\d+)*(?:(?:st|nd|rd|th)\b)?(?:[-–]\w+)*"
    r"|[^\W\d_][\w]*(?:[-–'’./+&][\w]+)*",
    re.DOTALL,
)

FUNCTION_WORDS = word_set(
    "a an the this that these those some any each every no all both either neither such another other one own same "
    "i you he she it we they me him her us them my your his its our their mine yours hers ours theirs myself itself "
    "themselves who whom whose which what where when why how whether "
    "of in on at by for with from to into onto upon over under above below between among through during before after "
    "against about across along around behind beyond despite except inside near off out outside per since than "
    "toward towards until up via within without like as if because although though while unless so and or but nor yet "
    "am is are was were be been being do does did done doing have has had having can could may might must shall "
    "should will would ought not n't cannot don't doesn't didn't isn't aren't wasn't weren't won't can't "
    "there here then thus hence also only just even still already often usually always never very too quite rather "
    "much many more most less least few fewer several however moreover furthermore therefore otherwise instead "
    "e.g i.e eg ie etc et al vs"
)

PRONOUNS = word_set("it they he she this that these those them its their his her him we our us i")

_LEADING_CONNECTIVES = re.compile(
    r"^(?:(?:and|but|so|or|also|however|moreover|furthermore|therefore|thus|hence|overall|additionally|further|finally|"
    r"indeed|namely|consequently|accordingly|importantly|notably|in addition|in other words|in fact|in particular|"
    r"for example|for instance|as a result|of course|that is|on the other hand|in contrast|in short|in brief|"
    r"more specifically|specifically|second|third|first|as such|along these lines)\s*,\s+|(?:and|but|so)\s+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands."""

    text: str
    start: int
    end: int

    @property
    def is_function(self) -> bool:
        """Whether it only holds the sentence together."""
        return self.text.lower().replace("’", "'") in FUNCTION_WORDS

    @property
    def is_formula(self) -> bool:
        """Whether it is a formula."""
        return self.text.startswith(("\\(", "\\["))


def words(text: str) -> tuple[Word, ...]:
    """The words of the text in order; a formula and a number with its per cent sign are one word."""
    return tuple(Word(found.group(), found.start(), found.end()) for found in WORD.finditer(text))


def content_words(text: str) -> tuple[Word, ...]:
    """The words that carry meaning of their own."""
    return tuple(word for word in words(text) if not word.is_function)


def count_words(text: str) -> int:
    """How many words the text has."""
    return len(words(text))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of the text, trimmed; list entries and paragraphs end a sentence as well as stops do."""
    return tuple(filter(None, (part.strip(" \t\n-*•") for part in _parts(text))))


def _parts(text: str) -> Iterator[str]:
    formulas = [found.span() for found in _FORMULA.finditer(text)]
    begin = 0
    for end in _END.finditer(text):
        if any(start <= end.start() < stop for start, stop in formulas) or not _ends(text, end):
            continue
        cut = end.end("close") if end["line"] is None else end.start()
        yield text[begin:cut]
        begin = cut
    yield text[begin:]


def _ends(text: str, end: re.Match[str]) -> bool:
    if end["line"] is not None:
        return True
    following = end["next"]
    if following and following.islower():
        return False
    if end["stop"] != ".":
        return True
    before = re.search(r"[\w.]+$", text[: end.start()])
    last = before.group().lower() if before else ""
    if len(last) == 1 and last.isalpha() and before and before.group().isupper():
        return False  # an initial: J. Smith
    return last not in _ABBREVIATIONS and not re.fullmatch(r"(?:[a-z]\.)+[a-z]", last)


def without_connective(sentence: str) -> str:
    """The sentence without what ties it to the one before ("However, …")."""
    bare = _LEADING_CONNECTIVES.sub("", sentence, count=1)
    return capitalised(bare) if bare != sentence else sentence


def capitalised(text: str) -> str:
    """The text with a capital first letter, unless its first word has capitals of its own (iPhone) or is a formula."""
    first = re.match(r"[\"“‘'(]*([^\W\d_][\w-]*)", text)
    if not first or any(letter.isupper() for letter in first[1]):
        return text
    at = first.start(1)
    return text[:at] + text[at].upper() + text[at + 1 :]


def stem(word: str) -> str:
    """A rough stem: equal for most inflections of one English word."""
    low = word.lower().replace("’", "'").removesuffix("'s")
    for suffix in (
        "ations",
        "ation",
        "izing",
        "ising",
        "ments",
        "ment",
        "ings",
        "ing",
        "ities",
        "ity",
        "edly",
        "ed",
        "ies",
        "ely",
        "ly",
        "es",
        "ers",
        "er",
        "ors",
        "or",
        "s",
        "e",
    ):
        if low.endswith(suffix) and len(low) - len(suffix) >= 3:
            return low.removesuffix(suffix)
    return low


def stems(text: str) -> frozenset[str]:
    """The stems of the content words, and of the parts of their compounds."""
    return frozenset(
        stem(part) for word in content_words(text) for part in (word.text, *re.split(r"[-–/]", word.text)) if part
    )
