# ruff: noqa: E501
"""Which part of a claim to hide: what carries it, can be recalled, and is not given away by the rest.

A table of kinds of parts, each with a weight: a number, a reason, the named winner, what is denied, a direction, and
last the weightiest phrase. What the reader's comment speaks of weighs more; what stands twice is never hidden.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flashgen.sentences import Word, content_words, stem, stems, word_set, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The hidden part: where it stands in the sentence, what it is called, and how much it is worth asking for."""

    start: int
    end: int
    way: str
    weight: float


_FINITE = (
    r"(?:is|are|was|were|be|has|have|had|can|cannot|could|may|might|must|will|would|should|do|does|did|\w+ed|\w+s)"
)
_NUMBER = re.compile(
    r"(?<![\w.,/–-])(?P<number>[$€£]?\d+(?:[.,]\d+)*(?:\s?%|\s?(?:percent|per cent|million|billion|trillion|thousand)\b"
    r"(?:\s(?:dollars|euros|people|years))?|[x×]|-fold)?)(?![\w/]|[.,]\d|–\d|-\w)"
)
_NO_NUMBER = re.compile(
    r"\b(?:figs?|figures?|tables?|sections?|sect?|eqs?|equations?|chapters?|ch|examples?|version|v|steps?|nos?|no|pp?|"
    r"pages?|layers?|lemma|theorem|refs?|vol|art|articles?|§)\.?\s*\(?$",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because(?:\s+of)?|due to|owing to|thanks to|on account of|caused by|the reason is that|in order to)\s+(?P<gap>[^;:.!?]{8,140}?)(?=[;:.!?,]?\s*$|,\s+(?:and|but|while|whereas|so|which)\b|[;:])",
    re.IGNORECASE,
)
_SINCE = re.compile(
    rf"(?:^|,\s*)(?:since|as)\s+(?P<gap>(?!a\s|an\s|well\b|in\b|such\b|to\b|opposed\b|shown\b|compared\b)[^,;:.!?]{{3,60}}?\s{_FINITE}\s[^,;:.!?]{{3,80}})(?=,|[.;]?\s*$)",
    re.IGNORECASE,
)
_WINNER = re.compile(
    r"^(?:[^,]{0,60},\s+)?(?:we (?:find|show|see) that\s+)?(?P<gap>(?:the\s+)?[^,;:]{2,50}?)\s+(?:\w+ly\s+|also\s+|can\s+|either\s+)?(?:outperforms?|outperformed|beats?|beat|exceeds?|exceeded|surpass(?:es|ed)?|wins?|won|"
    r"performs?\s+(?:\w+ly\s+)?better|(?:is|are|was|were)\s+(?:\w+ly\s+)?(?:superior|better|faster|cheaper|safer|stronger|larger|smaller|more \w+|less \w+))\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:without|(?:does|do|did|is|are|was|were|has|have|can|could|will|would|need|must|may) ?n(?:o|')t|not|cannot|no longer|never|instead of|rather than|lacks?|no)\s+(?:(?:really|even|only|just|yet|be|been|to|necessarily|need(?:ed)?|require[ds]?|use[ds]?|have|appropriate|necessary)\s+)*(?:(?:an?|the|any|for)\s+)*(?P<gap>[^,;:.!?()]{4,60})",
    re.IGNORECASE,
)
_COMPARATIVE = (
    r"more|less|fewer|greater|higher|lower|better|worse|faster|slower|larger|smaller|stronger|weaker|longer|shorter|"
    r"earlier|later|cheaper|richer|poorer|safer|easier|harder|simpler|stricter|closer|older|younger|deeper"
)
_DIRECTION = re.compile(
    rf"(?P<gap>\b(?:(?:significantly|much|far|uniformly|slightly|substantially|considerably|usually|consistently)\s+)?(?:{_COMPARATIVE})(?:\s+(?!than\b)[\w-]+(?:\s+and\s+[\w-]+)?)?)(?:\s+[\w-]+){{0,3}}?\s+(?:than|compared)\b",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"\b(?P<gap>(?:significantly |dramatically |greatly |sharply |strongly )?(?:increas|decreas|reduc|improv|lower|rais|worsen|hamper|hinder|prevent|inhibit|promot|suppress|weaken|strengthen|doubl|halv|fell|fall|rise|rose|drop|shrink|shrank)(?:es?|s|ed|ped|ing)?)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[,;:()\[\]“”\"!?—]|\s[–-]\s|\.(?=\s|$)")
_TOO_COMMON = word_set(
    "use used using uses make makes made making show shows shown find finds found get gets got give gives given take "
    "takes taken see seen seem seems become becomes way ways thing things kind kinds part case cases number lot fact "
    "new good great big small many different same important various several general particular certain example "
    "paper work study method approach result results time first last two three one main whole able likely simply "
    "actually really clearly generally usually particularly potentially especially mainly highly"
)


def gaps(sentence: str, *, wanted: frozenset[str] = frozenset(), given: str = "") -> tuple[Gap, ...]:
    """The parts of the sentence that are worth hiding, best first.

    `wanted` are stems of what the reader speaks of; `given` is what else stands on the front.
    """
    found = [
        Gap(start=gap.start, end=gap.end, way=gap.way, weight=gap.weight + _bonus(sentence, gap, wanted))
        for gap in _candidates(sentence)
        if _can_be_hidden(sentence, gap, given)
    ]
    return tuple(sorted(found, key=lambda gap: (-gap.weight, gap.start)))


def _candidates(sentence: str) -> Iterator[Gap]:
    for match in _NUMBER.finditer(sentence):
        before = sentence[: match.start()]
        text = match["number"]
        year = re.fullmatch(r"1[5-9]\d\d|20\d\d", text)
        if _NO_NUMBER.search(before) or (
            before.endswith(("[", "(")) and sentence[match.end() :].startswith(("]", ")"))
        ):
            continue
        yield Gap(start=match.start(), end=match.end(), way="number", weight=2.5 if year or text in "01" else 5.0)
    for pattern, way, weight in (
        (_REASON, "reason", 4.2),
        (_SINCE, "reason", 4.0),
        (_WINNER, "winner", 3.0),
        (_DENIED, "denied", 3.2),
        (_DIRECTION, "direction", 3.1),
        (_EFFECT, "effect", 2.2),
    ):
        for match in pattern.finditer(sentence):
            start, end = match.span("gap")
            if way == "denied":
                end = _first_phrase(sentence, start, end)
            yield Gap(start=start, end=end, way=way, weight=weight)
    yield from _phrases(sentence)


def _first_phrase(sentence: str, start: int, end: int) -> int:
    last = start
    for word in words(sentence[start:end]):
        if word.is_function and last > start:
            break
        last = start + word.end
    return last


def _phrases(sentence: str) -> Iterator[Gap]:
    """Runs of one to four content words between function words and marks."""
    breaks = [match.start() for match in _BREAK.finditer(sentence)]
    run: list[Word] = []
    everything = words(sentence)
    for word, following in zip(everything, (*everything[1:], None), strict=True):
        if not word.is_function:
            run.append(word)
        parted = following is None or any(word.end <= at < following.start for at in breaks)
        if run and (word.is_function or parted or following is None or following.is_function):
            if len(run) <= 4:
                late = run[0].start / max(len(sentence), 1)
                length = {1: 0.0, 2: 0.5, 3: 0.5, 4: 0.2}[len(run)]
                yield Gap(start=run[0].start, end=run[-1].end, way="phrase", weight=1.0 + length + 0.6 * late)
            run = []


def _bonus(sentence: str, gap: Gap, wanted: frozenset[str]) -> float:
    hidden = stems(sentence[gap.start : gap.end])
    shared = len(hidden & wanted)
    long = max(0, len(words(sentence[gap.start : gap.end])) - (14 if gap.way == "reason" else 6))
    return (1.0 if shared else 0.0) + (0.3 if shared > 1 else 0.0) - 0.3 * long


def _can_be_hidden(sentence: str, gap: Gap, given: str) -> bool:
    hidden = sentence[gap.start : gap.end]
    rest = f"{sentence[: gap.start]} {sentence[gap.end :]} {given}"
    inside = content_words(hidden)
    if not inside or hidden.count("(") != hidden.count(")") or hidden.count("\\(") != hidden.count("\\)"):
        return False
    if gap.way in ("direction", "effect"):
        return True
    if gap.way == "number":
        return hidden not in re.findall(r"\d+(?:[.,]\d+)*\s?%?", rest)
    if gap.way == "winner" and inside[-1].text.lower() in ("it", "this", "that"):
        return False
    if all(word.text.lower() in _TOO_COMMON or word.text.lower().endswith("ly") for word in inside):
        return False
    outside = stems(rest)
    new = [word for word in inside if stem(word.text) not in outside]
    return len(new) * 2 >= len(inside) and len(hidden) < 0.6 * len(sentence)
