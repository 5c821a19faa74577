"""Pair, verdict and topic -> Card: what is asked and what is answered, as plain text with TeX in it.

The rules of good cards (Wozniak, "Twenty rules of formulating knowledge"): one thing asked, one answer, short,
understandable a year later without the text it comes from, and the answer nowhere in the question.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from flashgen.compose import gaps, references, terms
from flashgen.compose.asking import asked
from flashgen.compose.sentences import (
    FORMULA,
    GENERIC,
    PRONOUNS,
    VERBS,
    capitalised,
    clipped,
    content_words,
    count_words,
    first_verb,
    full_stop,
    has_verb,
    is_finite,
    sentences,
    stem,
    stems,
    whole,
    without_connective,
    word_set,
    words,
)
from flashgen.errors import PairError
from flashgen.identity import squeezed
from flashgen.markup import plain
from flashgen.model import GAP, OPEN, Card, Kind, Pair, Placement, Verdict
from flashgen.repair import without_citations
from flashgen.tex import segments
from flashgen.words import zipf

LONG_FRONT = 60  # words
CUE = 25  # words
NO_QUESTION = "no question found in it"
LONG_MEANING = 40  # words
SURE_TERM = 2.6  # the weight of a finding that is worth asking for
PLAIN_DEFINITION = 5  # and of one that is worth more than a gap, whatever the pair was judged to be


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The two texts of a pair as cards use them, without citation marks; `comment` without Markdown."""

    quote: str
    comment: str
    written: str  # the comment with its Markdown
    source: str  # the title of what was read
    header: str  # what stands above the front: kind and topic
    title: str = ""  # of the work that the quote cites, where it does nothing else
    formulas: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()

    @classmethod
    def of(cls, pair: Pair, *, header: str) -> "Texts":
        """The texts of the pair."""
        quote = _tidy(re.sub(r"^(?:Fig(?:ure|\.)?|Table)\s*\d+\s*[:.]\s*", "", pair.quote))
        quote = whole(re.sub(r"(\[[\d,;\s–-]+\])(?=[^\W\d_])", r"\1 ", quote))
        return cls(
            quote=_tidy(references.without_inline(without_citations(quote))),
            comment=_tidy(without_citations(plain(pair.comment))),
            written=_tidy(pair.comment),
            source=pair.annotation.title,
            header=header,
            title=references.title_of(quote) if references.is_reference(quote) else references.title_alone(quote),
            formulas=tuple(formula.tex for formula in pair.formulas if formula.sure and formula.display),
            replies=pair.replies,
        )

    @property
    def thin(self) -> bool:
        """Whether the quote says nothing by itself: a word or two, a heading, nothing at all."""
        return count_words(self.quote) <= 5 or bool(self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a card says, before it is bound to its pair."""

    front: str
    back: str
    subject: str = ""
    reverse: str = ""
    gap: str = ""
    formula: str = ""
    context: str = ""
    answered: bool = False
    warnings: tuple[str, ...] = ()


def _tidy(text: str) -> str:
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.splitlines()]
    return re.sub(r"^[\s.,;:)\]]+(?=\S)", "", re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip())


def compose(pair: Pair, verdict: Verdict, placement: Placement) -> Card:
    """The card of a pair; PairError when there is nothing to ask."""
    if verdict.kind is None:
        raise PairError("a card needs a kind")
    texts = Texts.of(pair, header=f"{verdict.kind} {placement.topic.title}")
    if not words(texts.quote) and not words(texts.comment):
        raise PairError("a card needs words in its quote or its comment")
    draft = _MAKERS[verdict.kind](texts)
    card = Card(
        pair=pair,
        verdict=verdict,
        placement=placement,
        kind=verdict.kind,
        subject=draft.subject,
        front=draft.front,
        back=draft.back,
        reverse=draft.reverse,
        gap=draft.gap,
        formula=draft.formula,
        context=draft.context,
        status="answered" if draft.answered else "",
    )
    return replace(card, warnings=(*draft.warnings, *_weaknesses(card)))


def _weaknesses(card: Card) -> tuple[str, ...]:
    """Why a student may have trouble with the card, whatever its kind."""
    found = []
    if (length := count_words(card.front)) > LONG_FRONT:
        found.append(f"long front: {length} words")
    told, answered = stems(card.front), stems(card.back)
    if not card.gap and card.kind is not Kind.QUESTION and len(answered - told) <= len(answered) // 4:
        found.append("front and back say nearly the same")
    if any(not formula.sure for formula in card.pair.formulas):
        found.append("a formula needs a look")
    if not card.context and (pronoun := _dangling(card.front)):
        found.append(f"pronoun without referent: {pronoun}")
    return tuple(found)


def _dangling(text: str) -> str:
    """The pronoun that stands before anything it could refer to, or "" ("it is likely that" refers to nothing)."""
    if re.match(
        r"(?i)\W*it\s+(?:is|was|turns|seems|appears|has been|follows|remains)\b.*\b(?:that|to|whether|how|if)\b", text
    ):
        return ""
    for word in words(re.sub(r"(?i)^\W*we \w+ that\s", "", text)):
        if word.low in ("it", "they", "this", "these", "those", "them", "he", "she", "its", "their"):
            return word.low
        if not word.is_function:
            return ""
    return ""


# ---------------------------------------------------------------- definitions


def _definition(texts: Texts) -> Draft:
    best = _best_definition(texts)
    if best is None or best.weight < SURE_TERM:
        return replace(_claim(texts, numbers=False), warnings=("term not found",))
    return _defined(best, texts)


def _best_definition(texts: Texts) -> terms.Finding | None:
    return max(_definitions(texts), key=lambda finding: finding.weight, default=None)


_ADVICE = re.compile(r"(?:need|must|should|have to|note|remember|why|because)\b", re.IGNORECASE)


def _defined(best: terms.Finding, texts: Texts) -> Draft:
    if best.way == "broken off" and re.match(
        r"(?i)(?:need|must|should|have to|note|remember|why|because)\b", best.meaning
    ):
        note = full_stop(capitalised(best.meaning))
        return Draft(front=f"What did the reader note on the definition of {best.term}?", back=note, subject=best.term)
    meaning, formula = _formula_apart(_defining_words(best))
    if not formula and texts.formulas and best.way in ("comment names it", "bare term", "heading"):
        formula = texts.formulas[0]
    return Draft(
        subject=best.term,
        front=_question_for(best, texts),
        back=_told(best, meaning, texts) or f"\\[{formula}\\]",
        reverse=_reverse(best, meaning, texts),
        formula=formula if meaning else "",
        warnings=("the quote breaks off before the definition",) if best.way == "broken off" else (),
    )


def _told(finding: terms.Finding, meaning: str, texts: Texts) -> str:
    """The meaning with the term in place of a pronoun at its head, and with the other name of the term."""
    if re.match(r"(?:It|They)\s", meaning) and not _is_quality(finding):
        article = _be(finding).partition(" ")[2]
        meaning = capitalised(f"{article}{_lowered(finding.term, texts)} {meaning.partition(' ')[2]}")
    return f"{meaning.rstrip('.')} (also called {finding.also})." if meaning and finding.also else meaning


def _definitions(texts: Texts) -> list[terms.Finding]:
    """Every term that the pair may define, with its meaning; weights count what speaks for it."""
    found = _by_their_roles(texts)
    for text, other in ((texts.written, texts.quote), ("" if texts.title else texts.quote, texts.comment)):
        known = stems(other)
        for finding in terms.findings(text):
            meaning = _plain_lines(finding.meaning) or _said_of(finding.term, texts)
            if (count_words(meaning) < 2 and not meaning.startswith("\\")) or squeezed(finding.term) == squeezed(
                meaning
            ):
                continue
            own = stems(finding.term)
            shared = 1.0 if own and own <= known else 0.5 if own & known else 0.0
            head = words(finding.term)[-1].text if words(finding.term) else ""
            shared -= 1.5 * bool(re.match(rf"(?i)(?:the|an?)\s{re.escape(head)}\b", meaning))  # goes round in a circle
            short = -1.0 if count_words(meaning) < 3 and "\\" not in meaning else 0.0
            found.append(replace(finding, meaning=meaning, weight=finding.weight + shared + short))
    return found


def _plain_lines(written: str) -> str:
    """Markdown as plain text; the entries of a list keep their lines and get a dot."""
    if len(_ENTRY.findall(written)) < 2:
        return plain(written)
    return "\n".join(
        f"• {plain(entry[1])}" if (entry := _ENTRY.match(line)) else plain(line)
        for line in written.splitlines()
        if line
    )


_ENTRY = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+(\S.*)$", re.MULTILINE)


def _said_of(term: str, texts: Texts) -> str:
    """What the pair says of a term that it only names.

    The rest of the comment; else the quote's sentence about it, or the next one where that only brings it up
    ("We propose a new attention. It projects …").
    """
    rest = [sentence for sentence in sentences(texts.comment) if squeezed(term) not in squeezed(sentence)]
    if rest:
        return rest[0]
    said = sentences(texts.quote)
    for sentence, following in zip(said, (*said[1:], ""), strict=False):
        _, found, after = squeezed(sentence).partition(squeezed(term))
        if found:
            return following if following and len(after) <= len(found) else sentence
    return ""


def _by_their_roles(texts: Texts) -> list[terms.Finding]:
    """Terms told by how quote and comment stand to each other: one names, the other explains."""
    quote, comment = texts.quote.strip(" .,;:"), texts.comment
    if texts.title:
        return _of_a_work(texts)
    found = []
    if formula := _as_formula(quote):
        found.append(_of_a_formula(formula, comment))
    if comment and (broken := re.match(_BROKEN_OFF, quote)):
        found.append(terms.Finding(term=terms.clean_term(broken[1]), meaning=comment, way="broken off", weight=4.5))
    name = "" if _is_cut(quote) or formula else terms.clean_term(quote)
    if comment and name and count_words(quote) <= 6 and (terms.is_term(name) or (name and terms.is_notation(name))):
        found.append(terms.Finding(term=name, meaning=comment, way="bare term", weight=4.2))
    if quote and (label := _as_label(comment, texts.quote)):
        found.append(terms.Finding(term=label, meaning=texts.quote, way="comment names it", weight=2.6))
    if how := re.match(r"(?i)how\s+(?:the\s+|an?\s+)?(.{3,60}?)\s+(?:is|are|was)\s+(\w+?)e?d?\W*$", comment):
        best = max(sentences(texts.quote), key=lambda s: len(stems(s) & stems(how[1])), default="")
        found.append(terms.Finding(term=how[1], meaning=best, way=f"how: {how[2]}ed", weight=3))
    if domain := re.match(r"(?i)(?:the\s+)?(.{2,50}?)\s+(?:is|are)\s+(?:the|their|our)\s+\w+\W*$", comment):
        saying = next((s for s in sentences(texts.quote) if domain[1].lower() in s.lower()), "")
        found += [f for f in terms.findings(saying) if f.term.lower() == domain[1].lower()]
    quality = _PREDICATE.fullmatch(quote)
    if quality and count_words(quote) <= 9 and count_words(comment) >= 3 and not _JUDGEMENT.match(comment):
        found.append(terms.Finding(term=quality[1], meaning=comment, way="bare term", weight=2.8))
    if (
        _named_by(comment)
        and count_words(quote) >= 6
        and not formula
        and not _STATES.match(quote)
        and first_verb(quote) is None
    ):
        found.append(
            terms.Finding(term=comment.strip(" ."), meaning=texts.quote, way="the comment is the name", weight=2.7)
        )
    return found


_PREDICATE = re.compile(
    r"(?:.*\s)?(?:is|are|was|were)\s([a-z][\w-]*(?:ive|al|ic|ous|able|ible|ent|ant|less|ary))", re.DOTALL
)


_STATES = re.compile(r"(?:we|they|i|you|it|there)\b", re.IGNORECASE)


def _named_by(comment: str) -> bool:
    """Whether the comment is the bare name of a thing: "Community-led approaches"."""
    name = comment.strip(" .")
    return (
        2 <= count_words(name) <= 5
        and terms.is_term(name)
        and not _NO_LABEL.search(name)
        and not _JUDGEMENT.match(name)
    )


_BROKEN_OFF = re.compile(
    r"(?:the\s+)?(.{3,80}?)\s+(?:is|are|can be)\s+(?:defined|given|computed|calculated)(?:\s+(?:as|by))?\W*$",
    re.IGNORECASE,
)


def _is_cut(quote: str) -> bool:
    """Whether the selection began inside of a word."""
    first = next(iter(words(quote)), None)
    return (
        bool(first)
        and first is not None
        and first.text.islower()
        and not first.is_formula
        and zipf(re.split(r"[-–]", first.text)[0]) < 1.5
    )


def _as_formula(quote: str) -> str:
    """The quote where it is an equation, "" where it is prose."""
    left, equals, right = quote.partition("=")
    prose = [word for word in re.findall(r"[^\W\d_]{4,}", right) if not re.search(rf"\b{word}\s?[({{]|\\{word}", right)]
    if not equals or len(prose) > 1 or count_words(left) > 6:
        return ""
    return quote


def _of_a_formula(formula: str, comment: str) -> terms.Finding:
    left = re.split(r"[=(]", re.sub(r"^\\[(\[]", "", formula))[0].strip()
    label = _as_label(f"the {comment}", formula)
    name = label if label and (stems(label) & stems(left) or not re.search(r"[^\W\d_]{3,}", left)) else left
    return terms.Finding(term=name, meaning=formula, way="formula", weight=5 if terms.is_term(name) else 0)


def _of_a_work(texts: Texts) -> list[terms.Finding]:
    if not texts.comment:
        return []
    head, colon, _ = texts.title.partition(":")
    if colon and count_words(head) <= 4:
        return [
            terms.Finding(
                term=head.strip(), meaning=plain(terms.LABEL.sub("", texts.comment)), way="head of a title", weight=4
            )
        ]
    return [terms.Finding(term=texts.title, meaning=texts.comment, way="cited work", weight=2.6)]


def _as_label(comment: str, quote: str) -> str:
    """The comment as the name of what the quote says, "" when it is more than a name."""
    if not comment or count_words(comment) > 9 or re.search(r"[?!]|\.\.\.|…", comment) or "\n" in comment:
        return ""
    bare = re.sub(r"(?i)^(?:the version of|example of|definition of|this is)\s+", "", comment.strip(" ."))
    bare = re.sub(r"(?i)\s+(?:needed|formula|equation|here)$", "", bare)
    name = terms.clean_term(bare)
    named = re.match(r"(?i)(?:the|their|our|his|her|an?|this)\s", comment) or 2 * len(stems(name) & stems(quote)) > len(
        stems(name)
    )
    if not named or any(is_finite(word.text) for word in words(name)) or " as " in name or "," in name:
        return ""
    return name if terms.is_term(name) else ""


def _defining_words(finding: terms.Finding) -> str:
    """The first sentence of the meaning (a list whole), cut where another thing begins, as a sentence of its own."""
    meaning = terms.LABEL.sub("", finding.meaning).strip()
    if finding.way == "formula":
        return meaning
    meaning = re.sub(r"\s*\([^()\\]{40,}\)", "", meaning)
    if re.search(r"\n\s*[•-]\s|\n.*\n|\\\[|^\\\(.*\\\)\W*$", meaning):
        return capitalised(meaning)
    meaning = next(iter(sentences(meaning)), "")
    meaning = (
        re.sub(r"\s+and\s+an?\s+(?:\w+\s+){1,3}(?:that|which)\s.*$", "", meaning)
        if finding.way == "introduced"
        else meaning
    )
    meaning = _shortened(
        meaning, needs_verb=finding.way in ("labelled as a definition", "bare term", "deed", "heading")
    )
    return full_stop(capitalised(_with_its_head(finding, meaning)))


def _shortened(meaning: str, *, needs_verb: bool) -> str:
    """The meaning up to the last mark that leaves it short enough and, where it is a clause, with its verb."""
    if count_words(meaning) <= LONG_MEANING:
        return meaning
    cuts = [meaning[: mark.start()] for mark in re.finditer(r"[,;:–—]\s", meaning)]
    fit = [cut for cut in cuts if 8 <= count_words(cut) <= LONG_MEANING and (first_verb(cut) or not needs_verb)]
    return fit[-1] if fit else meaning


def _with_its_head(finding: terms.Finding, meaning: str) -> str:
    """The meaning as an answer: "that can …" becomes "It can …" and "to fuse …" becomes "A mechanism to fuse …"."""
    many = finding.many or _is_plural(finding.term)
    begin, _, rest = meaning.partition(" ")
    head = next((word for word in reversed(words(finding.term)) if not word.is_formula), None)
    if finding.way in ("apposition", "copula", "called"):
        return meaning
    if begin.lower() in ("that", "which", "who"):
        return f"{'They' if many else 'It'} {rest}"
    if finding.way.startswith("how: ") and begin.lower() in ("the", "a", "an"):
        return f"As {meaning[0].lower()}{meaning[1:]}"
    if begin.lower() in ("where", "whereby", "in") and finding.way == "relative clause":
        return f"A setting {meaning}"
    if begin.lower() in ("to", "for") and finding.way == "introduced" and head:
        if head.is_name or head.text[0].isupper():
            return f"{'They are' if many else 'It is'} used {meaning}"
        return f"{'' if many else 'An ' if head.text[0] in 'aeiou' else 'A '}{head.text} {meaning}"
    return meaning


def _formula_apart(meaning: str) -> tuple[str, str]:
    """The meaning without the formula displayed in it, and the formula's TeX."""
    displayed = next((segment for segment in segments(meaning) if segment.display), None)
    if displayed is None:
        return meaning, ""
    before, _, after = meaning.partition(displayed.text)
    rest = f"{before.rstrip()} {after.lstrip(' .')}".strip()
    return (rest if len(content_words(rest)) >= 2 else ""), displayed.tex or ""


_COUNTABLE = re.compile(
    r"(?:er|or|model|network|function|algorithm|mechanism|policy|task|tree|graph|matrix|test|method|system|framework|paper|set|"
    r"distribution|rule|theorem|law|principle|problem|process|stream|variable|value|estimate|layer|node|cell|gene|bond|contract|"
    r"clause|treaty|organism|reflex|hormone|enzyme|database|agent|token|score|component)$"
)


def _question_for(finding: terms.Finding, texts: Texts) -> str:
    term = finding.term
    if finding.way.startswith("how: "):
        article = "the " if finding.article == "the" else ""
        return f"How is {article}{_lowered(term, texts)} {finding.way.removeprefix('how: ')}?"
    if finding.way == "cited work":
        return f"What is the work “{term}” about?"
    if finding.way == "named work" and finding.article:
        return f"What is the {term} known for?"
    if finding.way.startswith("in a thing: "):
        lead = finding.way.removeprefix("in a thing: ")
        where = " ".join(filter(None, (lead, finding.article, _lowered(term, texts))))
        return f"What {'holds' if lead == 'under' else 'happens'} {where}?"
    if finding.is_notation and not re.match(r"(?i)an?\s", finding.meaning):  # "a kind of …" says what it is
        return f"What {'do' if ' and ' in term else 'does'} {term} stand for?"
    if (
        count_words(term) in (2, 3)
        and term.istitle()
        and re.search(r"\b(?:he|she|his|her)\b|\bborn\b", texts.comment, re.IGNORECASE)
    ):
        return f"Who is {term}?"
    if _is_quality(finding):
        return f"What does “{term}” mean?"
    if finding.way == "formula" or not words(re.sub(FORMULA, " ", finding.meaning, flags=re.DOTALL)):
        return f"What is the formula for {_lowered(term, texts)}?"
    if not finding.article and finding.way in ("bare term", "heading", "colon", "labelled as a definition"):
        finding = replace(finding, article=_article_in(texts, term))
    return f"What {_be(finding)}{_lowered(term, texts)}?"


def _is_quality(finding: terms.Finding) -> bool:
    """Whether the term is an adjective, by its ending."""
    ending = r"[a-z-]+(?:ent|ant|ous|ive|able|ible|al|ic|ary|less|ful)"
    return finding.way == "bare term" and bool(re.fullmatch(ending, finding.term))


def _be(finding: terms.Finding) -> str:
    """ "is ", "are ", "is the " …, as the text has it."""
    term, article = finding.term, finding.article
    if (finding.many or _is_plural(term)) and article not in ("a", "an"):
        return "are the " if article == "the" else "are "
    head = words(term)[-1]
    if article in ("the", "our", "their", "his", "her") or finding.way == "comment names it":
        return "is the " if article or not head.is_name else "is "
    if head.is_formula:
        return "is the " if count_words(term) > 1 else "is "
    if article in ("a", "an"):
        return f"is {_a(term)} "
    if " of " in term and term[:1].islower():
        return "is the "
    countable = (
        term == term.lower()
        and _COUNTABLE.search(head.low)
        and finding.way in ("bare term", "heading", "labelled as a definition", "introduced")
    )
    return f"is {_a(term)} " if countable else "is "


def _a(term: str) -> str:
    vowel = re.match(r"[aeioAEIO][a-z-]|[uU](?!ni|se|ti|r[aeo])|[AEFHILMNORSX](?:[A-Z0-9]|\b)", term)
    return "an" if vowel else "a"


def _is_plural(term: str) -> bool:
    head = re.split(r"\s(?:of|for|in|with|from|to)\s", term)[0].split()[-1]
    return (
        bool(re.search(r"[^siu'’]s$", head))
        and not head.isupper()
        and not re.search(r"(?:ics|ness|ias|lens|gas)$", head)
    )


def _lowered(term: str, texts: Texts | None = None) -> str:
    """The term without the capital that only the start of a sentence gave it."""
    first, _, rest = term.partition(" ")
    if not (first[:1].isupper() and (first[1:].islower() or len(first) == 1)) or rest != rest.lower():
        return term
    if first.endswith(("'s", "’s")):
        return term
    said = f"{texts.quote}\n{texts.comment}" if texts else ""
    if re.search(rf"[\w,;] {re.escape(term)}\b", said):
        return term
    small = bool(re.search(rf"\b{re.escape(first.lower())}\b", said))
    if not small and terms.is_of_a_name(first):
        return term
    ending = re.search(r"(?:ing|ion|ity|ism|ment|ance|ence|osis|asis|emia|logy|ondria|teria|zoa|omena)$", first)
    return term[0].lower() + term[1:] if small or ending or (rest and terms.is_plain(first.lower())) else term


def _article_in(texts: Texts, term: str) -> str:
    """The article that the texts give the term where it stands by itself."""
    found = re.search(
        rf"\b(the|an?)\s+{re.escape(term)}(?=\s*(?:[.,;:)]|$)|\s+(?:is|are|was|that|which|of|in|for|to|by|and|with)\b)",
        f"{texts.quote}\n{texts.comment}",
        re.IGNORECASE,
    )
    if not found or (found[1].lower() == "the" and not (re.search(r"[A-Z]", term) or _COUNTABLE.search(term))):
        return ""
    return found[1].lower()


_IRREVERSIBLE = (
    "comment names it",
    "the comment is the name",
    "in a thing",
    "cited work",
    "notation",
    "denoted by",
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
    if finding.way.startswith((*_IRREVERSIBLE, "how: ")) or finding.is_notation or re.search(FORMULA, finding.term):
        return ""
    if meaning.startswith("•") or _is_quality(finding) or _UNTELLING.match(meaning):
        return ""
    spelled = terms.abbreviations(f"{texts.quote}\n{texts.comment}")
    low = finding.term.lower()
    also = [
        form for pair in spelled if low in (pair[0].lower(), pair[1].lower()) or pair[0].lower() in low for form in pair
    ]
    masked = terms.masked(meaning, (finding.term, finding.also, terms.initials(finding.term), *also), mask=GAP)
    shown = re.sub(rf"{FORMULA}|\$[^$]*\$", " ", masked.replace(GAP, " "), flags=re.DOTALL)
    left = content_words(shown)
    if stems(finding.term) - GENERIC_STEMS and stems(finding.term) - GENERIC_STEMS <= stems(shown):
        return ""
    return (
        capitalised(masked) if len(left) >= 4 and count_words(masked) <= LONG_FRONT and masked.count(GAP) <= 3 else ""
    )


# ---------------------------------------------------------------- claims


def _claim(texts: Texts, *, numbers: bool = True) -> Draft:
    if (
        references.is_reference(texts.quote)
        and not texts.title
        and all(references.is_reference(line) for line in (texts.comment or texts.quote).splitlines())
    ):
        raise PairError("a reference says nothing by itself")
    if not texts.comment and count_words(texts.quote) <= 8 and first_verb(texts.quote) is None:
        raise PairError("a title or a caption claims nothing by itself")
    if texts.quote.endswith("?") and texts.comment and "?" not in texts.comment:
        return Draft(front=capitalised(texts.quote), back=texts.comment)
    if texts.quote and (gloss := _GLOSS.match(texts.comment)) and not texts.title:
        meaning = full_stop(capitalised(texts.comment[gloss.end() :]))
        return Draft(front=f"What does “{clipped(texts.quote, CUE).rstrip('. ')}” mean?", back=meaning)
    if texts.title and texts.comment:
        asks = "What did the reader note about" if _JUDGEMENT.match(texts.comment) else ""
        return Draft(
            front=f"{asks} the work “{texts.title}”?" if asks else f"What is the work “{texts.title}” about?",
            back=full_stop(capitalised(texts.comment)),
            subject=texts.title,
        )
    if (listed := _listed(texts)) is not None:
        return listed
    best = max(_gapped(texts, numbers=numbers), key=lambda choice: choice[0], default=None)
    if best is None or _is_weak(best[1], best[3], texts):
        instead = _labelled(texts) or _noted(texts) or _about(texts)
        if instead or best is None:
            if instead is None:
                raise PairError("nothing in it can be asked for")
            return instead
    _, claim, before, gap = best
    if gap.way == "phrase" and (defining := _best_definition(texts)) and defining.weight >= PLAIN_DEFINITION:
        return replace(_defined(defining, texts), reverse="")
    if gap.way == "phrase" and (deed := _deed_told(texts)):
        return deed
    hidden = claim[gap.start : gap.end]
    claim += _turn(claim, hidden, texts) if gap.way == "phrase" else ""
    return Draft(
        subject=_subject(claim, texts),
        front=claim[: gap.start] + GAP + claim[gap.end :],
        back=claim,
        gap=hidden,
        context=_claim_cue(claim, before, hidden, texts),
        warnings=("the gap gives little",) if gap.weight < gaps.WEAK else (),
    )


def _is_weak(claim: str, gap: gaps.Gap, texts: Texts) -> bool:
    """Whether anything else should be asked, if it can be: the reader named the part, or the text speaks of itself."""
    aside = _OWN_PART.fullmatch(texts.comment) or _PROCEEDING.search(claim)
    return gap.weight < gaps.WEAK or (gap.way == "phrase" and bool(aside))


def _deed_told(texts: Texts) -> Draft | None:
    """The card of what a thing does, where both quote and comment speak of that thing; else None."""
    for text, other in ((texts.quote, texts.comment), (texts.comment, texts.quote)):
        for finding in terms.findings(text):
            own = stems(finding.term)
            if finding.way == "deed" and own <= stems(other) and count_words(finding.term) > 1 and not texts.title:
                term = f"{finding.article} {_lowered(finding.term, texts)}".strip()
                return Draft(front=f"What does {term} do?", back=_defining_words(finding), subject=finding.term)
    return None


def _claim_cue(claim: str, before: str, hidden: str, texts: Texts) -> str:
    """What the claim needs beside it: the sentence before a pronoun, the quote beside the reader's own words."""
    if squeezed(claim.strip("… .")) in squeezed(texts.quote):
        cue = clipped(before, CUE) if _dangling(claim) else ""
    else:
        cue = "" if squeezed(texts.quote) in squeezed(claim) else _cue(claim, texts.quote)
    told = squeezed(hidden) in squeezed(cue) or (stems(hidden) and stems(hidden) <= stems(cue))
    return "" if told else cue


_JUDGEMENT = re.compile(
    r"\W*(?:very|really|quite|so)\s[a-z]+(?:,|\sand\b)|"
    r"\W*(?:(?:very|really|quite|so|an?|this is|that is|it is)\s+)*(?:interesting|disturbing|good|great|nice|cool|"
    r"important|fascinating|surprising|famous|classic|useful|bad|weak|strange|odd|controversial|influential)\b",
    re.IGNORECASE,
)
"""How a comment begins that judges rather than tells."""


_OWN_PART = re.compile(
    r"(?:this is )?(?:(?:the|their|his|her|its|main|general|basic)\s+)+"
    r"(?P<part>(?:\w+\s){0,2}(?:goal|aim|claim|idea|finding|task|motivation|problem|contribution|hypothesis|conclusion|objective))s?\W*",
    re.IGNORECASE,
)
_NO_LABEL = re.compile(r"[?!\n]|\.\.|…|\b(?:I|we|you|it|they|this|that|here|love|omg|lol|yeah|maybe)\b", re.IGNORECASE)


def _labelled(texts: Texts) -> Draft | None:
    """The card of a quote that the comment only names ("Their regression task", "anatomy of a riot"); else None."""
    label = texts.comment.strip(" .,:;")
    if not texts.quote or texts.title or not 2 <= count_words(label) <= 8 or _is_clause(label):
        return None
    said = _telling(texts)
    if count_words(said) < 6:
        return None
    if part := _OWN_PART.fullmatch(label):
        return Draft(front=f"What is the authors’ {part['part'].lower()}?", back=capitalised(said))
    if _NO_LABEL.search(label) or _JUDGEMENT.match(label) or not (stems(label) & stems(texts.quote) or " of " in label):
        return None
    return Draft(
        front=f"What does {_source(texts)} say about “{_lowered(label)}”?", back=said, subject=terms.clean_term(label)
    )


def _is_clause(text: str) -> bool:
    """Whether a verb seems to hold the text together: a finite one, or a bare one before the word that it leads to."""
    found = words(text)
    return (
        has_verb(text)
        or found[0].low in VERBS
        or found[0].low.endswith("ly")
        or found[-1].is_function
        or is_finite(found[-1].text)
        or any(word.low in VERBS and following.is_function for word, following in pairwise(found))
    )


def _telling(texts: Texts) -> str:
    """The sentence of the quote that says most of what the reader speaks of, as it stands alone."""
    return max(
        (_as_claim(sentence, cut=False) for sentence in sentences(texts.quote)),
        key=lambda sentence: _merit(sentence, stems(texts.comment)),
        default="",
    )


def _source(texts: Texts) -> str:
    """What a front calls the text that was read."""
    is_title = 1 < count_words(texts.source) <= 12 and " " in texts.source
    return f"“{texts.source}”" if is_title else "the text"


_EMPTY = re.compile(
    r"\W*(?:omg|lol|wow|yeah|yes|no|ha|still|love|i (?:don|do|have|need|agree|like)|need to|learn|good"
    r"|(?:very )?true)\b",
    re.IGNORECASE,
)


def _noted(texts: Texts) -> Draft | None:
    """The card that asks what the reader had to say of the quote; None where that is little."""
    told = stems(texts.comment) - stems(texts.quote)
    ways = (_ASKS,) if texts.thin or count_words(texts.comment) > 12 else (_ASKS, _EMPTY, _JUDGEMENT)
    empty = "?" in texts.comment or any(way.match(texts.comment) for way in ways)
    if not texts.quote or empty or count_words(texts.comment) < 4:
        return None
    if len(told) < (3 if has_verb(texts.quote) else 1):
        return None
    said = _telling(texts)
    said = said if has_verb(said) or count_words(texts.quote) > CUE else texts.quote
    heading, _, rest = texts.comment.partition("\n")
    note = rest if squeezed(heading.strip(": ")) in squeezed(texts.quote) and rest else texts.comment
    return Draft(
        front=f"What did the reader note on “{clipped(said, CUE).strip(' .,:;')}”?",
        back=full_stop(capitalised(note)),
        subject=_subject(said, texts),
    )


def _turn(claim: str, hidden: str, texts: Texts) -> str:
    """The sentence after the claim that takes it back ("However, …"), with a space before it; "" without one."""
    said = sentences(texts.quote)
    for sentence, following in pairwise(said):
        if squeezed(sentence).endswith(squeezed(claim.strip("… ."))[-40:]) and _TURNING.match(following):
            fits = count_words(claim) + count_words(following) <= LONG_MEANING and not stems(hidden) & stems(following)
            return f" {full_stop(following)}" if fits else ""
    return ""


_TURNING = re.compile(r"(?:however|but|yet|nevertheless|nonetheless|still)\b", re.IGNORECASE)

_SEVERAL = re.compile(
    r"\b(?:two|three|four|five|six|seven|several|many|following|various|these|[2-9])\b|:\W*$", re.IGNORECASE
)


def _listed(texts: Texts) -> Draft | None:
    """The card of a quote that announces several things and a comment that lists them; None for any other pair."""
    entries = _ENTRY.findall(texts.written)
    if len(entries) < 2 or not _SEVERAL.search(texts.quote) or count_words(texts.quote) > LONG_FRONT:
        return None
    said = texts.quote.strip(" .,;:")
    plain_list = "\n".join(f"• {plain(entry)}" for entry in entries)
    if first_verb(said) is None:
        return Draft(front=f"What are the {_lowered(terms.clean_term(said))}?", back=plain_list)
    return Draft(front=f"{capitalised(said)}: which are they?", back=plain_list)


_GLOSS = re.compile(
    r"(?:translation|meaning|in other words|in plain words|i\.?e\.?|aka|that is|read|means?)\s*[:,]\s+", re.IGNORECASE
)


def _gapped(texts: Texts, *, numbers: bool) -> list[tuple[float, str, str, gaps.Gap]]:
    """Every sentence with its best gap: merit, sentence, the sentence before, gap."""
    choices = []
    for text, other in ((texts.quote, texts.comment), (texts.comment, texts.quote)):
        is_quote = text is texts.quote
        wanted = stems(other)
        skipped = bool(texts.title) or (texts.thin and count_words(texts.comment) >= 6)
        empty = bool(_JUDGEMENT.match(text) or (_EMPTY.match(text) and count_words(text) <= 8))
        before = ""
        for number, sentence in enumerate(_clauses(text)):
            claim = _as_claim(sentence, cut=number == 0 and is_quote)
            leans = not is_quote and bool(_LEANING.match(claim) or (texts.quote and (empty or not has_verb(claim))))
            if not (_ASKS.match(claim) or count_words(claim) < 4 or leans or (is_quote and skipped)):
                merit = _merit(claim, wanted) + (0.5 if _CONCLUDING.match(sentence) else 0.0)
                merit -= 0.0 if is_quote or texts.thin else 0.8 if _is_clear(claim) else 1.6
                found = gaps.gaps(claim, wanted=wanted, given=texts.header)
                found = tuple(gap for gap in found if numbers or gap.way != "number")
                choices += [(gap.weight + merit - (gap.weight < gaps.WEAK), claim, before, gap) for gap in found[:1]]
            before = sentence
    return choices


_ASKS = re.compile(
    r"(?:what|how|why|who|when|where|which|whether|do|does|did|is|are)\b|.*\?$", re.IGNORECASE | re.DOTALL
)
_LEANING = re.compile(r"(?:this|that|it|they|these|those)\b(?!\s(?:is|was|seems)\s.*\b(?:that|to)\b)", re.IGNORECASE)
_CONCLUDING = re.compile(
    r"(?:however|yet|but|therefore|thus|hence|overall|in (?:summary|short|sum)|in contrast)\b", re.IGNORECASE
)


def _is_clear(claim: str) -> bool:
    """Whether the reader's sentence states something by itself, in a sober voice."""
    return (
        6 <= count_words(claim) <= 30
        and has_verb(claim)
        and _dangling(claim) in ("", "this", "these", "those")
        and not _JUDGEMENT.match(claim)
        and not re.search(r"[?!]|\b(?:I|we|maybe|me|my|seems?)\b", claim)
    )


def _clauses(text: str) -> list[str]:
    """The sentences; a very long one falls apart at its semicolons."""
    found = []
    for sentence in sentences(text):
        parts = sentence.split("; ") if count_words(sentence) > LONG_MEANING else [sentence]
        found += parts if all(count_words(part) >= 6 for part in parts) else [sentence]
    return found


def _as_claim(sentence: str, *, cut: bool) -> str:
    """The sentence as one that stands alone; "…" where the reader's selection cut its beginning off."""
    claim = without_connective(terms.LABEL.sub("", sentence).strip())
    if claim[:1].islower() and not words(claim)[0].is_name:
        claim = f"… {claim}" if cut else capitalised(claim)
    last = words(claim)[-1] if words(claim) else None
    if last and last.low in _CUT_OFF and not re.search(r"[.!?]$", claim):
        body = claim.rpartition(",")[0]
        return full_stop(body) if count_words(body) >= 6 and first_verb(body) else f"{claim} …"
    return full_stop(claim)


_CUT_OFF = word_set("the a an of to for with by from in on at and or that which is are was were than as all")


_SUCH = re.compile(r"\bsuch\s(?!as\b|that\b|an?\b)|\b(?:the former|the latter)\b", re.IGNORECASE)
_PROCEEDING = re.compile(
    r"""\b(?: mentioned\ (?:above|before|below) | to\ demonstrate\ this | (?:our|this)\ focus\ on
        | we\ (?:start|begin|describe|discuss|report|present|run|conduct) | the\ (?:first|second|third|last)\ author
        | in\ (?:the\ (?:next|following)|section|figure|table|this\ (?:section|figure|chapter))
        | (?:example|section|figure|table)\ \d | the\ rest\ of\ (?:this|the) )\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""How a text speaks of its own course instead of its subject."""


def _merit(claim: str, wanted: frozenset[str]) -> float:
    """How well the sentence stands for what the reader speaks of, and by itself."""
    merit = 2.0 * len(stems(claim) & wanted) / min(max(len(wanted), 3), 8)
    if _PROCEEDING.search(claim):
        merit -= 1.2
    if _SUCH.search(claim):
        merit -= 0.5
    if pronoun := _dangling(claim):
        merit -= 0.6 if pronoun in ("this", "these", "those") else 1.4
    if not has_verb(claim):
        merit -= 2
    if "?" in claim:
        merit -= 0.8
    merit -= 0.03 * max(0, count_words(claim) - 30)
    if _FINDING.search(claim):
        merit += 0.4
    return merit


def _subject(claim: str, texts: Texts) -> str:
    """What the claim is about: what stands before its verb, else a name in it, "" if neither is to be had."""
    bare = re.sub(r"^… ", "", claim)
    verb = first_verb(bare)
    name = terms.clean_term(re.sub(r"\s+\w+ly$", "", bare[:verb].strip())) if verb else ""
    if terms.is_term(name) and count_words(name) <= 5:
        return name
    names = [word.text for word in words(bare) if word.is_name and not word.is_formula]
    return next((name for name in names if stem(name) in stems(texts.comment)), next(iter(names), ""))


def _about(texts: Texts) -> Draft | None:
    """The card that asks what the text, or its reader, says about the subject; None without a subject."""
    claim = _telling(texts)
    if texts.quote and texts.comment and (texts.thin or count_words(claim) < 5):
        about = terms.clean_term(texts.quote)
        subject = about or _subject(texts.comment, texts)
        if not subject:
            return None
        named = f"“{about}”" if about else subject
        back = full_stop(capitalised(texts.comment))
        return Draft(front=f"What did the reader note on {named}?", back=back, subject=subject, warnings=_NO_PART)
    subject = _subject(claim, texts)
    if not subject or not has_verb(claim):
        return None
    verb = "find" if _FINDING.search(claim) else "say"
    return Draft(
        front=f"What does {_source(texts)} {verb} about {_lowered(subject)}?",
        back=claim,
        subject=subject,
        warnings=_NO_PART,
    )


_NO_PART = ("no part worth hiding",)
_FINDING = re.compile(
    r"(?i)\b(?:find|found|shows?|suggests?|results?|conclude|argue|demonstrate|indicate|turns out|therefore)\b"
)


# ---------------------------------------------------------------- questions


def _question(texts: Texts) -> Draft:
    found = asked(texts.comment)
    questions = found.questions
    subject = ""
    if not questions and (wanted := _wanted(texts.comment)):
        questions, found = (f"What {'are' if _is_plural(wanted) else 'is'} {wanted}?",), replace(found, remarks=())
    elif (
        found.wants_definition
        and "," not in texts.quote
        and (name := terms.clean_term(texts.quote))
        and terms.is_term(name)
        and count_words(name) <= 5
    ):
        questions = (f"What {'are' if _is_plural(name) else 'is'} {name}?",)
    elif not questions and (in_quote := asked(texts.quote).questions):
        questions = in_quote
    front = " ".join(questions) if questions else full_stop(capitalised(texts.comment or texts.quote))
    subject = subject or _asked_term(front)
    answer = found.answer or next((reply for reply in texts.replies if _answers(reply)), "")
    remarks = " ".join(full_stop(capitalised(remark)) for remark in found.remarks if count_words(remark) > 3)
    near = squeezed(front) in squeezed(texts.quote) or squeezed(terms.clean_term(texts.quote)) in squeezed(front)
    context = "" if near else _cue(front, texts.quote)
    return Draft(
        front=front,
        back=full_stop(answer) if answer else f"{OPEN}. {remarks}".strip() if questions else f"{OPEN}.",
        subject=subject,
        context=context,
        answered=bool(answer),
        warnings=() if questions else (NO_QUESTION,),
    )


_LOOK_UP = re.compile(
    r"(?:to\s?-?do:?\s*)?(?:look up|read up on|read about|learn(?: more)? about|find out about|check|google"
    r"|search for)\s+(.{3,60}?)\W*",
    re.IGNORECASE,
)


def _wanted(comment: str) -> str:
    """What the comment wants to look up, "" where it wants nothing that has a name."""
    found = _LOOK_UP.fullmatch(comment)
    name = terms.clean_term(found[1]) if found else ""
    return name if terms.is_term(name) else ""


def _answers(reply: str) -> bool:
    return count_words(reply) >= 4 and "?" not in reply


def _asked_term(front: str) -> str:
    match = re.match(
        r"(?i)what (?:is|are|does|do)\s+(?:an?\s+|the\s+)?(.{2,60}?)(?:\s+(?:mean|stand for|when).*)?\?", front
    )
    term = terms.clean_term(match[1]) if match else ""
    return term if terms.is_term(term) else ""


def _cue(front: str, quote: str) -> str:
    """The stretch of the quote that the question is about, at most a cue long; "…" where it was cut."""
    own = stems(front)
    said = sentences(quote)
    leans = any(word.low in ("it", "they", "its", "their", "them", "he", "she") for word in words(front))

    def nearness(sentence: str) -> float:
        """How much it speaks of what is asked; what a pronoun stands for is named at a sentence's head."""
        names = leans and not _dangling(sentence) and words(sentence) and words(sentence)[0].low not in PRONOUNS
        return len(stems(sentence) & own) + (1.5 if names else 0)

    sentence = max(said, key=nearness, default="")
    found = words(sentence)
    begins = said and sentence == said[0] and sentence[:1].islower() and not found[0].is_name
    mark = "… " if begins and count_words(sentence) > 5 else ""
    if len(found) <= CUE:
        return mark + sentence
    starts = [
        at for at in range(len(found) - CUE + 1) if at == 0 or re.search(r"[,;:(]\s*$", sentence[: found[at].start])
    ]
    best = max(starts, key=lambda at: (len(own & stems(sentence[found[at].start : found[at + CUE - 1].end])), -at))
    end = best + CUE - 1
    stretch = sentence[found[best].start if best else 0 : found[end].end]
    return ("… " if best else mark) + stretch + (" …" if end + 1 < len(found) else "")


_MAKERS: Mapping[Kind, Callable[[Texts], Draft]] = {
    Kind.DEFINITION: _definition,
    Kind.CLAIM: _claim,
    Kind.QUESTION: _question,
}


# ---------------------------------------------------------------- across the course


def connect(cards: Sequence[Card]) -> tuple[Card, ...]:
    """The same cards; a question points to the card that defines the term it asks for, or else to the one claim or
    answered question that speaks of the same rare things."""
    # of equally near ones the first counts, whatever order the exports are given in
    in_order = sorted(cards, key=lambda card: card.pair.annotation.origin.export)
    defined = [card for card in in_order if card.kind is Kind.DEFINITION and card.subject and not card.gap]
    told = [(card, _spoken_of(card)) for card in in_order if card.kind is Kind.CLAIM or card.status == "answered"]
    common = Counter(one for card in cards for one in stems(f"{card.pair.quote} {card.pair.comment}"))
    rare = frozenset(one for one, times in common.items() if times <= max(RARE, len(cards) // 50))
    return tuple(
        _connected(card, defined, told, rare) if card.kind is Kind.QUESTION and not card.status else card
        for card in cards
    )


RARE = 5  # cards that may speak of a thing that is still rare


def _spoken_of(card: Card) -> frozenset[str]:
    return stems(f"{card.front} {card.back}")


def _connected(
    card: Card, defined: Sequence[Card], told: Sequence[tuple[Card, frozenset[str]]], rare: frozenset[str]
) -> Card:
    scored = [(_nearness(card, other), -place, other) for place, other in enumerate(defined)]
    nearness, _, other = max(scored, key=lambda found: found[:2], default=(0, 0, card))
    if nearness:
        return replace(card, see_also=f"{capitalised(other.subject)}: {other.back}")
    asked_for = stems(card.front)
    alike = [
        (len(asked_for & spoken & rare), len(asked_for & spoken), -place) for place, (_, spoken) in enumerate(told)
    ]
    rarely, shared, place = max(alike, default=(0, 0, 0))
    if rarely < 2 or shared < 3:
        return card
    said = told[-place][0]
    return replace(card, see_also=said.back if said.kind is Kind.CLAIM else f"{said.front} {said.back}")


def _nearness(question: Card, definition: Card) -> int:
    """3: asks for this term; 2: for it with another head ("meta SCM", "meta concepts"); 1: speaks of it; else 0."""
    term, asked_for = _key(definition.subject), _key(question.subject)
    if asked_for and asked_for == term:
        return 3
    named = term - GENERIC_STEMS
    if (
        asked_for
        and named
        and named <= asked_for
        and asked_for <= term | stems(definition.pair.quote + definition.back)
    ):
        return 2
    in_front = stems(question.front)
    return 1 if len(term) >= 2 and term <= in_front else 0


def _key(term: str) -> frozenset[str]:
    return stems(term)


GENERIC_STEMS = frozenset(map(stem, GENERIC))
