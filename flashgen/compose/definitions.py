"""Definition cards: the term is asked for, the defining words answer, and the reverse asks for the term."""

import re
from collections.abc import Sequence
from dataclasses import replace

from flashgen.compose import names, terms
from flashgen.compose.connecting import GENERIC_STEMS
from flashgen.compose.drafts import LONG_FRONT, LONG_MEANING, Draft, Texts
from flashgen.compose.roles import best_definition
from flashgen.compose.sentences import (
    ARROW,
    AUXILIARIES,
    FORMULA,
    capitalised,
    content_words,
    count_words,
    first_verb,
    full_stop,
    has_verb,
    is_finite,
    sentences,
    stems,
    words,
)
from flashgen.compose.wording import article_of, be, is_plural, is_quality, lowered, question_for
from flashgen.identity import squeezed
from flashgen.model import GAP
from flashgen.tex import segments

SURE_TERM = 2.6  # the weight of a finding that is worth asking for
PLAIN_DEFINITION = 5  # and of one that is worth more than a gap, whatever the pair was judged to be


def draft(texts: Texts, *, sure: float = SURE_TERM) -> Draft | None:
    """The card of the surest definition in the pair; None where no term was found, or none with the weight `sure`."""
    best = best_definition(texts)
    if best is None or best.weight < sure or (best.way == "broken off" and "because" in best.meaning):
        return None  # a reason is worth hiding
    return defined(best, texts)


_ADVICE = re.compile(r"(?:need|must|should|have to|note|remember|why|because)\b", re.IGNORECASE)
"""How a remark begins on a definition that the quote leaves out."""


def defined(best: terms.Finding, texts: Texts) -> Draft:
    """The card of this definition."""
    if best.way == "broken off" and _ADVICE.match(best.meaning):
        note = full_stop(capitalised(best.meaning))
        return Draft(front=f"What is worth noting about the definition of {best.term}?", back=note, subject=best.term)
    meaning, formula = _formula_apart(defining_words(best))
    if formula and not meaning:
        best = replace(best, meaning=f"\\[{formula}\\]")
    if not formula and texts.formulas and best.way in ("comment names it", "bare term", "heading"):
        formula = texts.formulas[0]
    return Draft(
        subject=best.term,
        front=question_for(best, texts),
        back=f"{_told(best, meaning, texts)} {_told_besides(best, meaning)}".strip() or f"\\[{formula}\\]",
        reverse=_reverse(best, meaning, texts),
        formula=formula if meaning else "",
        warnings=("the quote breaks off before the definition",) if best.way == "broken off" else (),
    )


def _told(finding: terms.Finding, meaning: str, texts: Texts) -> str:
    """The meaning with the term in place of a pronoun at its head, and with the other name of the term."""
    if re.match(r"(?:It|They)\s", meaning) and not is_quality(finding) and not finding.is_notation:
        article = be(finding).partition(" ")[2]
        meaning = capitalised(f"{article}{lowered(finding.term, texts)} {meaning.partition(' ')[2]}")
    return f"{meaning.rstrip('.')} (also called {finding.also})." if meaning and finding.also else meaning


def _told_besides(finding: terms.Finding, meaning: str) -> str:
    """What a gloss of a few words tells behind the meaning, which is no paragraph: "NOT reversible"."""
    if finding.way != "bare term" or count_words(finding.meaning) > SHORT or not meaning:
        return ""
    said = sentences(finding.meaning)
    first = max((at for at, sentence in enumerate(said) if squeezed(sentence) in squeezed(meaning)), default=len(said))
    besides = said[first + 1 :]
    tells = besides and not any("?" in sentence or count_words(sentence) < 2 for sentence in besides)
    return full_stop(" ".join(map(capitalised, besides))) if tells else ""


def defining_words(finding: terms.Finding) -> str:
    """The first sentence of the meaning (a list whole), cut where another thing begins, as a sentence of its own."""
    meaning = re.sub(rf"^{ARROW}\s+", "", terms.LABEL.sub("", finding.meaning).strip())
    if finding.way in ("colon", "labelled as a definition"):  # the next line explains another term
        meaning = re.split(r"\n(?=[^\n:.?!]{2,40}:\s)", meaning)[0]
    if finding.way == "formula":
        return meaning
    if finding.way == "so called, if" or finding.way.startswith("when: "):
        return full_stop(capitalised(meaning))
    if finding.way in _NAMING and count_words(meaning) <= LONG_FRONT:
        return full_stop(capitalised(meaning))  # the whole of what the reader gave a name
    meaning = re.sub(r"\s*\([^()\\]{40,}\)", "", meaning)
    lines = meaning.splitlines()
    is_list = len(lines) > 2 and all(count_words(line) <= LONG_ENTRY for line in lines)
    if is_list or re.search(r"\n\s*[•-]\s|\\\[|^\\\(.*\\\)\W*$", meaning):
        return capitalised(meaning)
    said = sentences(meaning)
    barely = len(said) > 1 and bool(re.match(r"(?i)not\b", said[0])) and count_words(said[0]) <= BARELY
    meaning = said[1 if barely else 0] if said else ""
    if finding.way == "bare term" and len(said) > 1 and _says_barely(said):
        meaning = " ".join(said[barely:2])  # a word or two, and what they mean
    meaning = (
        re.sub(r"\s+and\s+an?\s+(?:\w+\s+){1,3}(?:that|which)\s.*$", "", meaning)
        if finding.way == "introduced"
        else meaning
    )
    meaning = _shortened(
        meaning, needs_verb=finding.way in ("labelled as a definition", "bare term", "deed", "does", "heading")
    )
    return full_stop(capitalised(_with_its_head(finding, meaning)))


def _says_barely(said: Sequence[str]) -> bool:
    """Whether the first of the sentences needs the second: a name, or a few words with only one more behind them."""
    first, second, *others = map(count_words, said)
    return second > 2 and first <= (2 if others else BARELY)


_NAMING = ("comment names it", "the comment is the name")
LONG_ENTRY = 25  # words
SHORT = 16  # words of a gloss that answers as a whole
BARELY = 6  # words that tell no more than what a thing is not


def _shortened(meaning: str, *, needs_verb: bool) -> str:
    """The meaning up to the last mark that leaves it short enough and, where it is a clause, with its verb."""
    if count_words(meaning) <= LONG_MEANING:
        return meaning
    cuts = [meaning[: mark.start()] for mark in re.finditer(r"[,;:–—]\s", meaning)]
    fit = [cut for cut in cuts if 8 <= count_words(cut) <= LONG_MEANING and (first_verb(cut) or not needs_verb)]
    return fit[-1] if fit else meaning


def _with_its_head(finding: terms.Finding, meaning: str) -> str:
    """The meaning as an answer: "that can …" becomes "It can …" and "to fuse …" becomes "A mechanism to fuse …"."""
    many = finding.many or is_plural(finding.term)
    begin, _, rest = meaning.partition(" ")
    head = next((word for word in reversed(words(finding.term)) if not word.is_formula), None)
    if head and re.match(r"(?i)one (?:that|which|who|whose)\b", meaning):  # "a flaky test is one that …"
        return f"{article_of(head.text).capitalize()} {head.text} {rest}"
    if other := re.match(r"(?i)another\s(?=\w)", meaning):  # beside what stood before it in its text
        meaning = f"{article_of(meaning[other.end() :])} {meaning[other.end() :]}"
    if finding.way in ("apposition", "copula", "called"):
        return meaning
    if begin.lower() in ("that", "which", "who"):
        return f"{'They' if many else 'It'} {rest}"
    first = next(iter(words(meaning)), None)
    does = first and first.low.endswith("s") and is_finite(first.text) and first.low not in AUXILIARIES
    if does and not many and finding.way in _GLOSSING and " of " not in finding.term:
        return f"It {meaning[0].lower()}{meaning[1:]}"  # "maps its input to …"
    if finding.way.startswith("how: ") and begin.lower() in ("the", "a", "an") and not has_verb(meaning):
        return f"As {meaning[0].lower()}{meaning[1:]}"
    if begin.lower() in ("where", "whereby", "in") and finding.way == "relative clause":
        return f"A setting {meaning}"
    if begin.lower() in ("to", "for") and finding.way == "introduced" and head:
        if head.is_name or head.text[0].isupper():
            return f"{'They are' if many else 'It is'} used {meaning}"
        return f"{'' if many else 'An ' if head.text[0] in 'aeiou' else 'A '}{head.text} {meaning}"
    return meaning


_GLOSSING = ("bare term", "heading", "colon", "labelled as a definition")


def _formula_apart(meaning: str) -> tuple[str, str]:
    """The meaning without the formula displayed in it, and the formula's TeX."""
    displayed = next((segment for segment in segments(meaning) if segment.display), None)
    if displayed is None:
        return meaning, ""
    before, _, after = meaning.partition(displayed.text)
    if before.rstrip().endswith(":") and _UNTELLING.match(before):  # "in class we write: …"
        before = ""
    rest = f"{before.rstrip()} {after.lstrip(' .')}".strip()
    return (rest if len(content_words(rest)) >= 2 else ""), displayed.tex or ""


_IRREVERSIBLE = (
    "comment names it",
    "the comment is the name",
    "in a thing",
    "cited work",
    "notation",
    "does",
    "named work",
    "formula",
    "broken off",
)


_UNTELLING = re.compile(
    r"(?:this|these|that|those|we(?! call)|they|in (?:this|our|class|the text)|as|the (?:above|same|following)"
    r"|quickly|very|looking)\b|.{0,30}\bour\b",
    re.IGNORECASE,
)
"""How an explanation begins that tells nobody what it explains."""


def _reverse(finding: terms.Finding, meaning: str, texts: Texts) -> str:
    """The definition with its term masked, "" where nobody could tell the term from it."""
    chained = len(re.findall(r"\s(?:of|for)\s", finding.term))  # "the measure of success for a test" is no term
    if chained > 1 or (chained and len(content_words(finding.term)) > 3):
        return ""
    if (
        finding.way.startswith((*_IRREVERSIBLE, "how: ", "when: "))
        or finding.is_notation
        or re.search(FORMULA, finding.term)
    ):
        return ""
    if meaning.startswith("•") or is_quality(finding) or _UNTELLING.match(meaning):
        return ""
    spelled = names.abbreviations(f"{texts.quote}\n{texts.comment}")
    low = finding.term.lower()
    also = [
        form for pair in spelled if low in (pair[0].lower(), pair[1].lower()) or pair[0].lower() in low for form in pair
    ]
    masked = names.masked(meaning, (finding.term, finding.also, names.initials(finding.term), *also), mask=GAP)
    shown = re.sub(rf"{FORMULA}|\$[^$]*\$", " ", masked.replace(GAP, " "), flags=re.DOTALL)
    left = content_words(shown)
    if stems(finding.term) - GENERIC_STEMS and stems(finding.term) - GENERIC_STEMS <= stems(shown):
        return ""
    return (
        capitalised(masked) if len(left) >= 4 and count_words(masked) <= LONG_FRONT and masked.count(GAP) <= 3 else ""
    )
