"""Pair, verdict and topic -> Card: what is asked and what is answered, as plain text with TeX in it.

The rules of good cards (Wozniak, "Twenty rules of formulating knowledge"): one thing asked, one answer, short,
understandable a year later without the text it comes from, and the answer nowhere in the question.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from flashgen.compose import gaps, references, terms
from flashgen.compose.asking import asked
from flashgen.compose.sentences import (
    FORMULA,
    GENERIC,
    PRONOUNS,
    capitalised,
    clipped,
    content_words,
    count_words,
    first_verb,
    full_stop,
    is_finite,
    sentences,
    stem,
    stems,
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
        return cls(
            quote=_tidy(references.without_inline(without_citations(quote))),
            comment=_tidy(without_citations(plain(pair.comment))),
            written=_tidy(pair.comment),
            source=pair.annotation.title,
            header=header,
            title=references.title_of(quote) if references.is_reference(quote) else "",
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


def _defined(best: terms.Finding, texts: Texts) -> Draft:
    meaning, formula = _formula_apart(_defining_words(best))
    if not formula and texts.formulas and best.way in ("comment names it", "bare term", "heading"):
        formula = texts.formulas[0]
    return Draft(
        subject=best.term,
        front=_question_for(best, texts),
        back=meaning or f"\\[{formula}\\]",
        reverse=_reverse(best, meaning, texts),
        formula=formula if meaning else "",
        warnings=("the quote breaks off before the definition",) if best.way == "broken off" else (),
    )


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
    return found


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
    if not comment or count_words(comment) > 7 or re.search(r"[?!]|\.\.\.|…", comment) or "\n" in comment:
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
    many = _is_plural(finding.term)
    begin, _, rest = meaning.partition(" ")
    head = next((word for word in reversed(words(finding.term)) if not word.is_formula), None)
    if finding.way in ("apposition", "copula", "called"):
        return meaning
    if begin.lower() in ("that", "which", "who"):
        return f"{'They' if many else 'It'} {rest}"
    if begin.lower() in ("where", "whereby", "in") and finding.way == "relative clause":
        return f"{finding.term}, {meaning}"
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
        return f"How is {_lowered(term, texts)} {finding.way.removeprefix('how: ')}?"
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
    if finding.way == "bare term" and re.fullmatch(r"[a-z]+(?:ent|ant|ous|ive|able|ible|al|ic|ary|less|ful)", term):
        return f"What does “{term}” mean?"
    if finding.way == "formula" or not words(re.sub(FORMULA, " ", finding.meaning, flags=re.DOTALL)):
        return f"What is the formula for {_lowered(term, texts)}?"
    if not finding.article and finding.way in ("bare term", "heading", "colon", "labelled as a definition"):
        finding = replace(finding, article=_article_in(texts, term))
    return f"What {_be(finding)}{_lowered(term, texts)}?"


def _be(finding: terms.Finding) -> str:
    """ "is ", "are ", "is the " …, as the text has it."""
    term, article = finding.term, finding.article
    if _is_plural(term) and article not in ("a", "an"):
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
    if texts and re.search(rf"[\w,;] {re.escape(term)}\b", f"{texts.quote}\n{texts.comment}"):
        return term
    common = zipf(first.lower()) >= 2.5 or re.search(r"(?:al|ary|ible|able|ive|ic|ous|ed|ing)$", first)
    ending = re.search(r"(?:ing|ion|ity|ism|ment|ance|ence|osis|asis|emia|logy)$", first)
    return term[0].lower() + term[1:] if (common and rest) or ending else term


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
    "in a thing",
    "cited work",
    "notation",
    "denoted by",
    "named work",
    "formula",
    "broken off",
)


def _reverse(finding: terms.Finding, meaning: str, texts: Texts) -> str:
    """The definition with its term masked, "" where nobody could tell the term from it."""
    if finding.way.startswith((*_IRREVERSIBLE, "how: ")) or finding.is_notation:
        return ""
    spelled = terms.abbreviations(f"{texts.quote}\n{texts.comment}")
    low = finding.term.lower()
    also = [
        form for pair in spelled if low in (pair[0].lower(), pair[1].lower()) or pair[0].lower() in low for form in pair
    ]
    masked = terms.masked(meaning, (finding.term, terms.initials(finding.term), *also), mask=GAP)
    left = content_words(masked.replace(GAP, " "))
    return (
        capitalised(masked) if len(left) >= 4 and count_words(masked) <= LONG_FRONT and masked.count(GAP) <= 3 else ""
    )


# ---------------------------------------------------------------- claims


def _claim(texts: Texts, *, numbers: bool = True) -> Draft:
    if (
        references.is_reference(texts.quote)
        and not texts.title
        and references.is_reference(texts.comment or texts.quote)
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
        return Draft(
            front=f"What is the work “{texts.title}” about?",
            back=full_stop(capitalised(texts.comment)),
            subject=texts.title,
        )
    if (listed := _listed(texts)) is not None:
        return listed
    best = max(_gapped(texts, numbers=numbers), key=lambda choice: choice[0], default=None)
    if best is None:
        return _about(texts)
    _, claim, before, gap = best
    if gap.way == "phrase" and (defining := _best_definition(texts)) and defining.weight >= PLAIN_DEFINITION:
        return replace(_defined(defining, texts), reverse="")
    hidden = claim[gap.start : gap.end]
    return Draft(
        subject=_subject(claim, texts),
        front=claim[: gap.start] + GAP + claim[gap.end :],
        back=claim,
        gap=hidden,
        context=_claim_cue(claim, before, hidden, texts),
        warnings=("the gap gives little",) if gap.weight < gaps.WEAK else (),
    )


def _claim_cue(claim: str, before: str, hidden: str, texts: Texts) -> str:
    """What the claim needs beside it: the sentence before a pronoun, the quote beside the reader's own words."""
    if squeezed(claim.strip("… .")) in squeezed(texts.quote):
        cue = clipped(before, CUE) if _dangling(claim) else ""
    else:
        cue = "" if squeezed(texts.quote) in squeezed(claim) else _cue(claim, texts.quote)
    told = squeezed(hidden) in squeezed(cue) or (stems(hidden) and stems(hidden) <= stems(cue))
    return "" if told else cue


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
    for text, other, handicap in (
        (texts.quote, texts.comment, 0.0),
        (texts.comment, texts.quote, 0.0 if texts.thin else 1.2),
    ):
        wanted = stems(other)
        before = ""
        for number, sentence in enumerate(_clauses(text)):
            claim = _as_claim(sentence, cut=number == 0 and text is texts.quote)
            if not claim.endswith("?") and count_words(claim) >= 4 and not (text is texts.quote and texts.title):
                choices += [
                    (gap.weight + _merit(claim, wanted) - handicap, claim, before, gap)
                    for gap in [
                        gap
                        for gap in gaps.gaps(claim, wanted=wanted, given=texts.header)
                        if numbers or gap.way != "number"
                    ][:1]
                ]
            before = sentence
    return choices


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
        return f"{claim} …"
    return full_stop(claim)


_CUT_OFF = word_set("the a an of to for with by from in on at and or that which is are was were than as all")


def _merit(claim: str, wanted: frozenset[str]) -> float:
    """How well the sentence stands for what the reader speaks of, and by itself."""
    merit = 2.0 * len(stems(claim) & wanted) / max(len(wanted), 3)
    if _dangling(claim):
        merit -= 0.8
    if first_verb(claim) is None:
        merit -= 2
    if "?" in claim:
        merit -= 0.8
    merit -= 0.03 * max(0, count_words(claim) - 30)
    if re.search(
        r"(?i)\b(?:find|found|shows?|suggests?|results?|conclude|argue|demonstrate|indicate|turns out|therefore)\b",
        claim,
    ):
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


def _about(texts: Texts) -> Draft:
    """The last resort: what the text, or its reader, says about the subject."""
    claim = max(
        (_as_claim(sentence, cut=False) for sentence in sentences(texts.quote)),
        key=lambda s: _merit(s, stems(texts.comment)),
        default="",
    )
    warnings = ("no part worth hiding",)
    if texts.comment and (texts.thin or count_words(claim) < 5):
        about = terms.clean_term(texts.quote)
        if not about:
            subject = _subject(texts.comment, texts)
            if not subject:
                raise PairError("nothing in it can be asked for")
            return Draft(
                front=f"What is to be said about {subject}?", back=texts.comment, subject=subject, warnings=warnings
            )
        return Draft(
            front=f"What is to be said about “{about}”?",
            back=full_stop(capitalised(texts.comment)),
            subject=about,
            warnings=warnings,
        )
    subject = _subject(claim, texts)
    if not subject:
        raise PairError("nothing in it can be asked for")
    source = f"“{texts.source}”" if texts.source else "the text"
    return Draft(
        front=f"What does {source} say about {_lowered(subject)}?", back=claim, subject=subject, warnings=warnings
    )


# ---------------------------------------------------------------- questions


def _question(texts: Texts) -> Draft:
    found = asked(texts.comment)
    questions = found.questions
    subject = ""
    if (
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
        warnings=() if questions else ("no question found in it",),
    )


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
    """The same cards; a question that asks for a term which another card defines points to that card."""
    defined = [card for card in cards if card.kind is Kind.DEFINITION and card.subject and not card.gap]
    return tuple(_connected(card, defined) if card.kind is Kind.QUESTION else card for card in cards)


def _connected(card: Card, defined: Sequence[Card]) -> Card:
    scored = [(_nearness(card, other), -place, other) for place, other in enumerate(defined)]
    nearness, _, other = max(scored, key=lambda found: found[:2], default=(0, 0, card))
    return replace(card, see_also=f"{capitalised(other.subject)}: {other.back}") if nearness else card


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
