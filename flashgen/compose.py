# ruff: noqa: E501
"""Pair, verdict and topic -> Card: what is asked and what is answered, as plain text with TeX in it.

The rules of good cards (Wozniak, "Twenty rules of formulating knowledge"): one thing asked, one answer, short,
understandable a year later without the text it comes from, and the answer nowhere in the question.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from flashgen import gaps as hiding
from flashgen import terms
from flashgen.errors import PairError
from flashgen.identity import squeezed
from flashgen.model import GAP, Card, Kind, Pair, Placement, Verdict
from flashgen.sentences import (
    PRONOUNS,
    capitalised,
    content_words,
    count_words,
    sentences,
    stem,
    stems,
    without_connective,
    words,
)

OPEN = "Open question"
LONG = 60  # words on a front
CUE = 28  # words of a cue


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The two texts of a pair as cards use them: no citation marks, no Markdown."""

    quote: str
    comment: str
    formulas: tuple[str, ...] = ()

    @classmethod
    def of(cls, pair: Pair) -> "Texts":
        """The texts of the pair."""
        return cls(
            quote=_tidy(without_citations(pair.quote)),
            comment=_tidy(without_citations(plain(pair.comment))),
            formulas=tuple(formula.tex for formula in pair.formulas if formula.sure and formula.display),
        )


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


def without_citations(text: str) -> str:
    """A stand-in."""
    text = re.sub(r"\s*\[\s*\d+(?:\s*[,–-]\s*\d+)*\s*\]", "", text)
    return re.sub(
        r"\s*\((?:e\.g\.,\s*)?[A-Z][\w.]+[^()\d]{0,60}\d{4}[a-z]?(?:\s\[\d{4}\])?(?:[;,][^()]*\d{4}[^()]*)?\)", "", text
    )


def plain(text: str) -> str:
    """A stand-in."""
    return re.sub(r"\*\*(.+?)\s*\*\*", r"\1", text)


def compose(pair: Pair, verdict: Verdict, placement: Placement) -> Card:
    """The card of a pair; PairError when there is nothing to ask."""
    if verdict.kind is None:
        raise PairError("a card needs a kind")
    texts = Texts.of(pair)
    if not texts.quote and not texts.comment:
        raise PairError("a card needs a quote or a comment")
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
        warnings=draft.warnings,
    )
    return replace(card, warnings=(*draft.warnings, *_weaknesses(card)))


def _weaknesses(card: Card) -> tuple[str, ...]:
    """Why a student may have trouble with the card, whatever its kind."""
    found = []
    if (length := count_words(card.front)) > LONG:
        found.append(f"long front: {length} words")
    asked, answered = stems(card.front), stems(card.back)
    if not card.gap and len(answered) > 2 and len(answered - asked) <= len(answered) // 5:
        found.append("front and back say nearly the same")
    if any(not formula.sure for formula in card.pair.formulas):
        found.append("a formula needs a look")
    if not card.context and _dangling(card.front):
        found.append("pronoun without referent")
    return tuple(found)


def _dangling(text: str) -> str:
    """The pronoun at the head of the text that nothing in it explains, or ""."""
    head = re.match(
        r"(?:\W|why|how|is|are|does|do|can|could|what|where|when|and|but|so|would|did)*(\w+)", text, re.IGNORECASE
    )
    low = head[1].lower() if head else ""
    return low if low in ("it", "they", "this", "that", "these", "those", "them", "he", "she") else ""


# ---------------------------------------------------------------- definitions


def _definition(texts: Texts) -> Draft:
    best = max(_definitions(texts), key=lambda finding: finding.weight, default=None)
    if best is None:
        return _about(texts, warning="term not found")
    meaning = _defining_words(best.meaning)
    if not meaning:
        return _about(texts, warning="term not found")
    formula = next((tex for tex in texts.formulas), "")
    reverse = _reverse(best, meaning, texts)
    return Draft(
        subject=best.term,
        front=_asked(best, texts),
        back=capitalised(meaning),
        reverse=reverse,
        formula=formula,
        warnings=("term guessed",) if best.weight < 2 else (),
    )


def _definitions(texts: Texts) -> list[terms.Finding]:
    found = []
    for text, other in ((texts.comment, texts.quote), (texts.quote, texts.comment)):
        known = stems(other)
        for finding in terms.findings(text):
            meaning = finding.meaning or _saying(finding.term, texts)
            own = stems(finding.term)
            bonus = 1.0 if own and own <= known else 0.5 if own & known else 0.0
            bonus -= 0.5 if count_words(meaning) < 4 else 0.0
            if meaning:
                found.append(replace(finding, meaning=meaning, weight=finding.weight + bonus))
    return [*found, *_by_their_roles(texts)]


def _saying(term: str, texts: Texts) -> str:
    """What the pair says of a term that it only names: the comment's next sentence, else the quote's about it."""
    rest = [s for s in sentences(texts.comment) if squeezed(term) not in squeezed(s)]
    return rest[0] if rest else next((s for s in sentences(texts.quote) if squeezed(term) in squeezed(s)), "")


def _by_their_roles(texts: Texts) -> list[terms.Finding]:
    """Terms told by how quote and comment stand to each other: one names, the other explains."""
    quote, comment = texts.quote.strip(" .,;:"), texts.comment.strip()
    found = []
    if quote and comment and count_words(quote) <= 6 and terms.is_term(terms.clean_term(quote)):
        found.append(terms.Finding(term=terms.clean_term(quote), meaning=comment, way="bare term", weight=4.2))
    if quote and comment and count_words(comment) <= 7 and "?" not in comment:
        name = terms.clean_term(re.sub(r"(?i)^(?:the version of\s+)|\s+(?:needed|formula|equation)\W*$", "", comment))
        if terms.is_term(name) and count_words(quote) > 3:
            found.append(terms.Finding(term=name, meaning=texts.quote, way="comment names it", weight=2.2))
    if how := re.match(r"(?i)how\s+(?:the\s+|an?\s+)?(.{3,60}?)\s+(?:is|are)\s+\w+\W*$", comment):
        found.append(terms.Finding(term=how[1], meaning=texts.quote, way="how it is done", weight=3))
    if shared := _shared_phrase(texts.quote, texts.comment):
        saying = next((s for s in sentences(texts.quote) if shared.lower() in s.lower()), "")
        if saying and count_words(saying) > count_words(shared) + 3:
            found.append(terms.Finding(term=shared, meaning=saying, way="spoken of by both", weight=1.5))
    return found


def _shared_phrase(quote: str, comment: str) -> str:
    """The longest run of content words of the quote that the comment has too, "" when none has two words or a capital."""
    known = stems(comment)
    runs: list[str] = []
    run: list[str] = []
    for word in (*words(quote), None):
        if word and not word.is_function and stem(word.text) in known and not word.is_formula:
            run.append(word.text)
        elif run:
            runs.append(" ".join(run))
            run = []
    good = [r for r in runs if r in quote and (" " in r or any(c.isupper() for c in r[1:])) and terms.is_term(r)]
    return max(good, key=len, default="")


def _defining_words(meaning: str) -> str:
    """The first sentence, or the first entries of a list, without what ties it to the rest."""
    if re.search(r"\n\s*(?:[-*•]|\d+[.)])\s", meaning):
        return meaning.strip()
    parts = sentences(meaning)
    return re.sub(r"[,;:\s]+$", "", parts[0]) if parts else ""


def _asked(finding: terms.Finding, texts: Texts) -> str:
    term = finding.term
    if finding.way == "how it is done":
        return f"How is {term} computed?"
    if finding.notation:
        return f"What does {term} stand for?"
    if (
        count_words(term) <= 3
        and re.search(r"\b(?:he|she|his|her|who)\b", texts.comment, re.IGNORECASE)
        and term.istitle()
    ):
        return f"Who is {term}?"
    article = finding.article if finding.article in ("a", "an", "the") else ""
    if finding.article == "another":
        article = ""
    head = term.split()[-1]
    plural = re.search(r"[^siu]s$", head) and not head.isupper()
    be = "are" if plural and article not in ("a", "an") else "is"
    return f"What {be} {article + ' ' if article else ''}{_lowered(term)}?"


def _lowered(term: str) -> str:
    """The term without the capital that only the start of a sentence gave it."""
    first, _, rest = term.partition(" ")
    if first[:1].isupper() and first[1:].islower() and rest and rest == rest.lower():
        return term[0].lower() + term[1:]
    return term


def _reverse(finding: terms.Finding, meaning: str, texts: Texts) -> str:
    if finding.way in ("how it is done", "comment names it") or finding.notation:
        return ""
    also = tuple(
        form
        for pair in terms.abbreviations(f"{texts.quote}\n{texts.comment}")
        if finding.term.lower() in (pair[0].lower(), pair[1].lower())
        for form in pair
    )
    masked = terms.masked(meaning, finding.term, also=also, mask=GAP)
    left = list(content_words(masked))
    return capitalised(masked) if len(left) >= 4 and count_words(masked) <= LONG else ""


# ---------------------------------------------------------------- claims


def _claim(texts: Texts) -> Draft:
    if texts.quote.endswith("?") and texts.comment and "?" not in texts.comment:
        return Draft(front=texts.quote, back=texts.comment, subject="")
    wanted = stems(texts.comment)
    thin = count_words(texts.quote) <= 5
    spoken = sentences(texts.comment) if thin else sentences(texts.quote)
    best: tuple[float, str, hiding.Gap] | None = None
    for sentence in spoken:
        claim = _standing_alone(sentence)
        if claim.endswith("?") or count_words(claim) < 5:
            continue
        merit = _merit(claim, wanted)
        for gap in hiding.gaps(claim, wanted=wanted)[:1]:
            if best is None or gap.weight + merit > best[0]:
                best = (gap.weight + merit, claim, gap)
    if best is None:
        return _about(texts, warning="no part worth hiding")
    _, claim, gap = best
    hidden = claim[gap.start : gap.end]
    return Draft(
        subject=_subject(texts),
        front=claim[: gap.start] + GAP + claim[gap.end :],
        back=claim,
        gap=hidden,
        context=texts.quote if thin else "",
        warnings=("the gap gives little",) if gap.weight < 2 else (),
    )


def _standing_alone(sentence: str) -> str:
    claim = without_connective(sentence.strip())
    claim = re.sub(r"^[\s.,;:)\]]+", "", claim)
    claim = capitalised(claim)
    return claim if re.search(r"[.?!:]$", claim) else claim.rstrip(",;– ") + "."


def _merit(claim: str, wanted: frozenset[str]) -> float:
    own = stems(claim)
    merit = 1.5 * len(own & wanted) / max(len(wanted), 1)
    first = words(claim)[0].text.lower()
    merit -= 0.7 if first in PRONOUNS and first not in ("we", "our", "i") else 0.0
    merit -= 0.02 * max(0, count_words(claim) - 30)
    if re.search(r"(?i)\b(?:find|found|show|shows|suggests?|results?|conclude|argue|demonstrate)\b", claim):
        merit += 0.4
    return merit


def _subject(texts: Texts) -> str:
    if shared := _shared_phrase(texts.quote, texts.comment):
        return shared
    for text in (texts.quote, texts.comment):
        for run in re.findall(r"(?<![.?!]\s)(?<!^)\b(?:[A-Z][\w-]*[A-Z0-9][\w-]*|[A-Z][\w-]+(?:\s[A-Z][\w-]+)+)", text):
            return str(run)
    return ""


def _about(texts: Texts, *, warning: str) -> Draft:
    """The last resort: what the text says about its subject."""
    subject = _subject(texts)
    short = count_words(texts.quote) <= 8
    if texts.comment and (short or not texts.quote):
        front = f"What is to be said about “{texts.quote.strip(' .,;:')}”?" if texts.quote else ""
        answer = texts.comment
    else:
        answer = _standing_alone(
            max(sentences(texts.quote), key=lambda s: _merit(s, stems(texts.comment)) if words(s) else -9)
        )
        front = ""
    if not front:
        subject = subject or next(iter(_long_words(answer)), "")
        if not subject:
            raise PairError("nothing in it can be asked for")
        front = f"What does the text say about {subject}?"
    return Draft(front=front, back=answer, subject=subject, warnings=(warning,))


def _long_words(text: str) -> list[str]:
    return sorted((word.text for word in content_words(text) if not word.is_formula), key=lambda w: (-len(w), w))


# ---------------------------------------------------------------- questions

_ASKING = re.compile(
    r"^\W*(?:q|question|questions|big question|discussion|summary|interesting|answer|a)\s*(?:for \w+)?\s*[:.]+\W*",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"^\W*(?:a|answer|ans|edit|update)\s*:\W*", re.IGNORECASE)
_INTERROGATIVE = re.compile(
    r"^(?:and |but |so |then |now )?(?:why|how|what|where|when|who|whom|whose|which|is|are|was|were|do|does|did|can|could|would|"
    r"should|will|has|have|isn't|aren't|doesn't|don't|wouldn't|couldn't)\b",
    re.IGNORECASE,
)


def _question(texts: Texts) -> Draft:
    asked, said, answer = _asked_and_said(texts.comment)
    if not asked:
        asked, _, _ = _asked_and_said(texts.quote)
    if not asked and (term := terms.clean_term(texts.quote)) and re.search(r"(?i)\bdefin|what'?s this", texts.comment):
        asked = [f"What is {term}?"]
    front = " ".join(asked) if asked else _standing_alone(texts.comment or texts.quote)
    context = _cue(front, texts) if squeezed(front) not in squeezed(texts.quote) else ""
    thought = " ".join(said)
    back = answer or (f"{OPEN}. {thought}" if thought else f"{OPEN}.")
    warnings = () if asked else ("no question found in it",)
    return Draft(
        front=front, back=back, subject=_asked_term(front), context=context, answered=bool(answer), warnings=warnings
    )


def _asked_and_said(comment: str) -> tuple[list[str], list[str], str]:
    asked: list[str] = []
    said: list[str] = []
    answer = ""
    for sentence in sentences(comment):
        if asked and _ANSWER.match(sentence):
            answer = capitalised(_ANSWER.sub("", sentence))
            continue
        bare = _ASKING.sub("", sentence)
        labelled = _ASKING.match(sentence)
        if bare.endswith("?") or _INTERROGATIVE.match(bare) or (labelled and labelled[0].lower().strip()[0] in "q*"):
            asked.append(_as_question(bare))
        elif count_words(bare) > 1:
            said.append(bare)
    return asked, said, answer


def _as_question(text: str) -> str:
    bare = re.sub(r"\s*[?.!:,;]+$", "", re.sub(r"\s+", " ", text).strip())
    return capitalised(bare) + "?"


def _asked_term(front: str) -> str:
    match = re.match(
        r"(?i)what (?:is|are|does|do)\s+(?:an?\s+|the\s+)?(.{2,60}?)(?:\s+(?:mean|stand for|when).*)?\?", front
    )
    term = terms.clean_term(match[1]) if match else ""
    return term if terms.is_term(term) else ""


def _cue(front: str, texts: Texts) -> str:
    """The part of the quote that the question is about: one sentence, or its beginning."""
    if not texts.quote:
        return ""
    own = stems(front)
    best = max(sentences(texts.quote), key=lambda s: len(stems(s) & own), default="")
    return _clipped(best, CUE)


def _clipped(text: str, limit: int) -> str:
    found = words(text)
    return text if len(found) <= limit else text[: found[limit - 1].end].rstrip(" ,;:") + " …"


def _tidy(text: str) -> str:
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.splitlines()]
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


_MAKERS: Mapping[Kind, Callable[[Texts], Draft]] = {
    Kind.DEFINITION: _definition,
    Kind.CLAIM: _claim,
    Kind.QUESTION: _question,
}


# ---------------------------------------------------------------- across the course


def connect(cards: Sequence[Card]) -> tuple[Card, ...]:
    """The same cards; a question that asks for a term which another card defines points to that card."""
    defined: dict[str, Card] = {}
    for card in cards:
        if card.kind is Kind.DEFINITION and card.subject:
            defined.setdefault(_key(card.subject), card)
    return tuple(_connected(card, defined) for card in cards)


def _connected(card: Card, defined: Mapping[str, Card]) -> Card:
    other = defined.get(_key(card.subject)) if card.kind is Kind.QUESTION and card.subject else None
    return replace(card, see_also=f"{other.subject}: {other.back}") if other else card


def _key(term: str) -> str:
    return squeezed(" ".join(stem(word.text) for word in words(term)))
