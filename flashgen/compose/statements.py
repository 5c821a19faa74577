"""Which sentence of a pair carries its claim, and which part of it is worth hiding."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from flashgen.compose import gaps, names, terms
from flashgen.compose.drafts import EMPTY, JUDGEMENT, LONG_MEANING, TO_DO, Texts, dangling, points_back
from flashgen.compose.hiding import Gap
from flashgen.compose.sentences import (
    FUNCTION_WORDS,
    VERBS,
    capitalised,
    clipped,
    count_words,
    first_verb,
    full_stop,
    has_verb,
    is_finite,
    lower,
    sentences,
    stem,
    stems,
    without_connective,
    word_set,
    words,
)
from flashgen.identity import squeezed
from flashgen.words import zipf


def telling(texts: Texts) -> str:
    """The sentence of the quote that says most of what the reader speaks of, as it stands alone."""
    said = sentences(texts.quote)
    alone = [sentence for before, sentence in pairwise(("", *said)) if not _CAPTION.search(before)]
    wanted, named = stems(texts.comment), _names_in(texts.comment)

    def speaks(sentence: str) -> float:
        return _merit(sentence, wanted) + (NAMED if named & _names_in(sentence) else 0.0)

    return max(
        (_as_claim(sentence, cut=False) for sentence in alone or said),
        key=lambda sentence: (not sentence.endswith("…"), speaks(sentence)),
        default="",
    )


def _names_in(text: str) -> frozenset[str]:
    """The stems of the names in the text."""
    return frozenset(
        stem(re.sub(r"[’']s$", "", word.low)) for word in words(text) if word.is_name and not word.is_formula
    )


NAMED = 0.8
"""What a sentence of the quote gains where it has a name that the comment takes up."""


def passage(texts: Texts, limit: int) -> str:
    """The telling sentence of the quote with as many of those behind it, then before it, as `limit` words hold."""
    said, best = sentences(texts.quote), telling(texts)
    wanted = squeezed(best.strip("… ."))
    first = next((number for number, one in enumerate(said) if wanted in squeezed(one)), None)
    if first is None:
        return clipped(best, limit)
    last = first + 1
    while last < len(said) and _joins(said[first : last + 1], said[last], limit):
        last += 1
    while first and _joins(said[first - 1 : last], said[first - 1], limit):
        first -= 1
    whole = without_connective(" ".join(said[first:last]))
    return whole if last - first > 1 else clipped(best, limit)


def _joins(said: Sequence[str], added: str, limit: int) -> bool:
    """Whether the sentences with the one that is added are short enough, and that one whole and of the subject."""
    of_the_subject = count_words(added) >= 4 and not breaks_off(added) and not PROCEEDING.search(added)
    return of_the_subject and count_words(" ".join(said)) <= limit


def breaks_off(text: str) -> bool:
    """Whether the text ends in the middle of a sentence, at a word that leads on."""
    last = words(text)[-1:]
    return text.endswith("…") or bool(last and last[0].is_function and last[0].end == len(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A sentence with its best gap, the sentence before it, and how good a card the two make."""

    merit: float
    claim: str
    before: str
    gap: Gap
    is_quoted: bool

    @property
    def hidden(self) -> str:
        """The words in the gap."""
        return self.claim[self.gap.start : self.gap.end]


def gapped(texts: Texts) -> list[Choice]:
    """Every sentence that can stand for the pair's claim, with its best gap."""
    choices = []
    for text, other in ((texts.quote, texts.comment), (texts.comment, texts.quote)):
        is_quote = text is texts.quote
        if is_quote and (texts.title or (texts.thin and count_words(texts.comment) >= 6)):
            continue
        said = _clauses(text)
        before = ""
        for number, (sentence, following) in enumerate(zip(said, (*said[1:], ""), strict=False)):
            claim = _as_claim(sentence, cut=number == 0 and is_quote)
            if _is_taken_back(claim, following):
                before = sentence
                continue
            if count_words(claim) >= 4 and not ASKS.match(claim) and not _leans(claim, texts, is_quote=is_quote):
                merit = _merit(claim, stems(other)) + (0.5 if _CONCLUDING.match(sentence) else 0.0)
                merit -= _needs(before, claim, opens=number == 0 and len(said) > 1)
                merit -= SPOKEN if is_quote and _is_spoken(sentence, text) else 0.0
                if gap := _best_gap(claim, texts, is_quote=is_quote):
                    merit += gap.weight - (2.0 if gap.weight < gaps.WEAK else 0.0)
                    merit -= 0.0 if is_quote else _burden(claim, gap, texts)
                    choices.append(Choice(merit=merit, claim=claim, before=before, gap=gap, is_quoted=is_quote))
            before = sentence if has_verb(sentence) or count_words(sentence) >= NAMING else before
    return choices + _pointed(texts)


def _is_taken_back(claim: str, following: str) -> bool:
    """Whether the next sentence says that it is not so, or what is so instead ("It uses no pump. Instead, …")."""
    return bool(_UNTRUE.search(following) or (_INSTEAD.match(following) and _DENIES.search(claim)))


_UNTRUE = re.compile(
    r"\b(?:this|that|it|these|they)\s(?:is|was|are|were)\s(?:\w+\s)?"
    r"(?:untrue|false|wrong|mistaken|misleading|an?\s(?:error|fallacy|lie|misconception|mistake|myth)"
    r"|not\s(?:so|true|correct|the\scase))\b",
    re.IGNORECASE,
)
"""How a text takes back what it said."""
_INSTEAD = re.compile(r"(?:instead|rather)(?!\s(?:of|than)\b)\b", re.IGNORECASE)
_DENIES = re.compile(r"\b(?:not|no|never|cannot|\w+n[’']t)\b", re.IGNORECASE)


@lru_cache(maxsize=16)  # each sentence asks for that of the same texts
def _stressed(texts: Texts, *, is_quote: bool) -> tuple[str, ...]:
    """What the reader stresses, in the quote also by quoting it."""
    quoted = _QUOTED.findall(texts.comment) if is_quote else ()
    return (*_EMPHASIS.findall(texts.written), *_shouted(texts.comment), *quoted)


def _best_gap(claim: str, texts: Texts, *, is_quote: bool) -> Gap | None:
    """What is most worth hiding in the sentence; None where nothing is. Of a tale little is."""
    wanted = stems(texts.comment if is_quote else texts.quote)
    found = gaps.gaps(claim, wanted=wanted, given=texts.header, stressed=_stressed(texts, is_quote=is_quote))
    if texts.thin and not is_quote and texts.quote:  # the card would ask for its own heading
        heading, named = squeezed(texts.quote), stems(texts.quote)
        found = tuple(
            gap
            for gap in found
            if not (stems(claim[gap.start : gap.end]) <= named or squeezed(claim[gap.start :]).startswith(heading))
        )
    gap = next(iter(found), None)
    if gap and (is_quote or gap.way == "phrase") and _is_tale(texts.quote):
        return replace(gap, weight=gap.weight - TOLD)
    return gap


@lru_cache(maxsize=16)
def _is_tale(text: str) -> bool:
    """Whether somebody tells in it of himself, or of what was said."""
    return bool(_TALE.search(text))


def _is_spoken(sentence: str, text: str) -> bool:
    """Whether the text only tells that somebody says so; a text that is one quotation says so itself."""
    marks = _marks_in(text)
    if not marks or (marks <= 2 and text.startswith(MARKS)):
        return False
    return _marks_in(text[: text.find(sentence)]) % 2 == 1


def _marks_in(text: str) -> int:
    return sum(map(text.count, MARKS))


MARKS = ('"', "“", "”")
"""Quotation marks."""
SPOKEN = 2.0
"""What a sentence loses that somebody is only quoted with."""


def _needs(before: str, claim: str, *, opens: bool) -> float:
    """What a sentence loses that only goes on from the one before: a caption, a case, what stands outside the quote."""
    if _CAPTION.search(before):
        return 2.0
    if _CASE.match(before):
        return 1.0
    return 0.6 if opens and points_back(claim) else 0.0


def _burden(claim: str, gap: Gap, texts: Texts) -> float:
    """What a sentence of the reader's own loses: nobody else would put it like this, and a phrase in it least."""
    beside = stems(claim[gap.start : gap.end]) <= stems(texts.quote)  # which cannot be shown beside it then
    strange = 0.0 if texts.thin else 1.2 if _is_clear(claim) else 2.0
    return strange + (0.8 if beside else 0.0) + (0.8 if not texts.thin and gap.way == "phrase" else 0.0)


_CASE = re.compile(r"(?:assume|consider|imagine|let[’']?s?|say|suppose)\b", re.IGNORECASE)
"""How a sentence begins that sets up the case of the next."""
_CAPTION = re.compile(r"\b(?:fig(?:ure)?|table)\.?\s?\d+\.?$", re.IGNORECASE)
"""What the number of a caption, copied into a sentence, ends."""
NAMING = 8
"""So many words name what the next sentence speaks of, even where no verb is known among them."""

_EMPHASIS = re.compile(r"(?<![\w*])\*{1,2}(?=[^\s*])([^*\n]{3,60})(?<=\S)\*{1,2}(?![\w*])")
_QUOTED = re.compile(r"[\"“]([^\"”\n]{3,60})[\"”]")
"""What a reader stresses: in bold or italics, or taken word for word from the quote."""


_TALE = re.compile(
    r"""
    (?: ^ | [.,;:!?—“"‘'(] \s?
        | \b (?: and | but | that | if | when | as | what | because | where | than | how | so | or ) \s )
        I (?: ['’]\w+ )? \s (?! (?: (?: have | will | shall | would )\ )? (?: argued? | claim | shown? | proposed?
        | suggest | mean | call | conclude | contend | defend | take | use ) \b )
    | \b (?: me | my | mine | myself ) \b
    | [“"‘'][^“”"‘’']{0,400}[,!?][”"’']\ (?:\w+\ ){1,2} (?: said | asked | cried | replied | laughed )
    """,
    re.VERBOSE,
)
"""How somebody tells of himself or of what was said: no word of it is worth learning by heart."""
TOLD = 2.6


def _shouted(comment: str) -> Iterator[str]:
    """The common words that the reader wrote in capitals."""
    if comment.isupper():
        return
    written = _CAPITALS.findall(comment)
    if any(zipf(lower(word)) < COMMON for word in written):
        return  # among abbreviations: "CRUD, REST, HTTP"
    for word in written:
        low = lower(word)
        if zipf(low) >= COMMON and low not in FUNCTION_WORDS and low not in VERBS:  # "LEARN this!"
            yield word


COMMON = 4.5  # as words.zipf counts
_CAPITALS = re.compile(r"\b[A-Z]{4,}\b")


def _leans(claim: str, texts: Texts, *, is_quote: bool) -> bool:
    """Whether the sentence says nothing without the other text, or nothing beside it."""
    if is_quote:
        return claim.endswith("…") and bool(texts.comment)  # it breaks off, and the comment goes on
    if LEANING.match(claim):
        return True
    judges = JUDGEMENT.match(texts.comment) or (EMPTY.match(texts.comment) and count_words(texts.comment) <= 8)
    of_the_reader = TO_DO.match(claim) or (not texts.thin and _OF_THE_READER.search(claim))
    return bool(texts.quote) and bool(judges or of_the_reader or not has_verb(claim))


def _pointed(texts: Texts) -> list[Choice]:
    """The reader's remark on a thing that the quote only names, with that name in place of its "this"."""
    name = texts.quote.strip(" .,;:")
    remark = next(iter(sentences(texts.comment)), "")
    pointing = _POINTING.match(remark)
    if (
        not pointing
        or not name[:1].isalpha()
        or not 0 < count_words(name) <= LONGEST_NAME
        or has_verb(name)
        or texts.title
        or _OF_THE_READER.search(remark)
    ):
        return []
    claim = full_stop(f"{capitalised(name)} {remark[pointing.end() :]}")
    found = (gap for gap in gaps.gaps(claim, given=texts.header) if gap.start > len(name))
    return [Choice(merit=gap.weight + 1, claim=claim, before="", gap=gap, is_quoted=False) for gap in found][:1]


LONGEST_NAME = 15  # words
_POINTING = re.compile(
    r"(?:and |but |so )?(?:this|that|it|these|they)\s+(?=(?:is|was|are|were|can|could|may|might|must|will|would|should|"
    r"has|have|does|do|seems?|looks?|makes?|means?|needs?|requires?|shows?|gives?|allows?|helps?)\b)",
    re.IGNORECASE,
)
"""How a remark points to what stands in the quote."""


ASKS = re.compile(
    r"(?:what(?!\s(?:we|you|they|one|people|he|she|it|matters)\s(?:\w+\s){0,3}(?:is|was)\b)"
    r"|how|why|who|which|(?:when|where)(?!\s[^?]*,)|whether(?!.*\b(?:depends?|matters|remains)\b)|do(?!\snot\b)"
    r"|does|did|is|are)\b|.*\?$",
    re.IGNORECASE | re.DOTALL,
)
"""How a sentence begins that asks, or ends; "when it rains, …" and "do not …" state something."""


_OF_THE_READER = re.compile(
    r"\b(?:I|my|me|us|our|we(?!\s(?:can|cannot|can[’']t|don[’']t|do not|need|may|could)\b))\b(?!-)", re.IGNORECASE
)
"""A sentence about the reader, which is nothing to learn where the quote says something; "we can" is anybody."""
LEANING = re.compile(
    r"""
    (?: because | like | same | similar (?:ly)? | unlike | which | likewise | ditto | love | hate | glad | happy
      | cheaper | better | worse | faster | slower | easier | harder | simpler | safer ) \b
    | (?: even\ )? (?: though | although ) \b (?! .*, )
    | (?: this | that | they | these | those ) \b
    | it \b (?! \s (?:is|was|seems) \s (?:\w+\s){1,3} (?:that|to) \b )
    | (?: rather | instead | otherwise | specifically | similarly | again ) ,
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""How a sentence begins that says nothing without the one before."""
_CONCLUDING = re.compile(
    r"(?:however|yet|but|therefore|thus|hence|overall|in (?:summary|short|sum)|in contrast)\b", re.IGNORECASE
)


def _is_clear(claim: str) -> bool:
    """Whether the reader's sentence states something by itself, in a sober voice."""
    return (
        6 <= count_words(claim) <= 30
        and has_verb(claim)
        and dangling(claim) in ("", "this", "these", "those")
        and not JUDGEMENT.match(claim)
        and not re.search(r"[?!=]|\b(?:I|we|maybe|me|my|seems?)\b", claim)
    )


def _clauses(text: str) -> list[str]:
    """The sentences, what a thing is joined to what it is not; a very long one falls apart at its semicolons."""
    found: list[str] = []
    for sentence in sentences(text):
        if found and _IS_NOT.search(found[-1]) and _IT_IS.fullmatch(sentence):
            found[-1] = f"{found[-1]} {sentence}"
            continue
        parts = sentence.split("; ") if count_words(sentence) > LONG_MEANING else [sentence]
        found += parts if all(count_words(part) >= 6 for part in parts) else [sentence]
    return found


_IS_NOT = re.compile(r"\b(?:is|are|was|were)\snot\s(?!only\b|just\b|merely\b|simply\b)[^;:.!?]{3,90}\.$", re.IGNORECASE)
_IT_IS = re.compile(r"(?:It|They)\s(?:is|are|was|were)\s(?!not\b)[^;:.!?]{4,90}[.!]")
"""A sentence that says what a thing is not, and the next one that says what it is."""


def _as_claim(sentence: str, *, cut: bool) -> str:
    """The sentence as one that stands alone; "…" where the reader's selection cut its beginning off."""
    claim = _closed(without_connective(terms.LABEL.sub("", sentence).strip()))
    found = words(claim)
    if claim[:1].islower() and found and not found[0].is_name:
        claim = f"… {claim}" if cut else capitalised(claim)
    last = found[-1] if found else None
    if last and last.low in _CUT_OFF and not re.search(r"[.!?]$", claim):
        body = claim.rpartition(",")[0]
        whole = not re.search(r"\b(?:an?|the|that|this|these|such|its|their)\s[\w-]+$", body)
        return full_stop(body) if whole and count_words(body) >= 6 and first_verb(body) else f"{claim} …"
    return full_stop(claim)


def _closed(claim: str) -> str:
    """The sentence without a quotation mark at one end whose other stands outside of it."""
    if _marks_in(claim) != 1:
        return claim
    return re.sub(r"^[\"“]\s?|[\"”]$", "", claim)


_CUT_OFF = word_set("the a an of to for with by from in on at and or that which is are was were than as all")
_WHEN = re.compile(r"(?:when|where)\b", re.IGNORECASE)
_SUCH = re.compile(r"\bsuch\s(?!as\b|that\b|an?\b)|\b(?:the former|the latter)\b", re.IGNORECASE)
SUPPOSING = re.compile(
    r"""
    (?: suppose | imagine | assume | let | consider | take | say ) \b (?! \s \w+s\b )
    | (?: at\ first\ sight | it\ is\ no\ (?:answer|use|good) | it\ (?:may|might)\ seem ) \b
    | (?:one|you)\ (?:may|might|could) \b
    | it\ (?:is|was|may\ be)\ (?: tempting | sometimes | often | commonly | widely | easy\ to ) \b
    | (?:some|many|most)\ (?: people | authors | scholars | critics | would ) \s
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""How a sentence begins that sets a case up, or tells what others think; what follows stands in the next."""
PROCEEDING = re.compile(
    r"""\b(?: mentioned\ (?:above|before|below) | to\ demonstrate\ this | (?:our|this)\ focus\ on
        | we\ (?:start|begin|describe|discuss|examine|leave|outline|report|present|review
        |run|conduct|summari[sz]e) | the\ (?:first|second|third|last)\ author
        | in\ (?:the\ (?:next|following)|section|figure|table|this\ (?:section|figure|chapter))
        | (?:example|section|figure|table)\ \d | (?:reading|wrote)\ this\ (?:article|book|chapter|paper|post)
        | as\ follows (?= \W* $ ) | the\ rest\ of\ (?:this|the) )\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""How a text speaks of its own course instead of its subject."""


def _merit(claim: str, wanted: frozenset[str]) -> float:
    """How well the sentence stands for what the reader speaks of, and by itself."""
    merit = 2.0 * len(stems(claim) & wanted) / min(max(len(wanted), 3), 8)
    if PROCEEDING.search(claim):
        merit -= 1.2
    if SUPPOSING.match(claim):
        merit -= 1.5
    if _SUCH.search(claim) or _WHEN.match(claim):
        merit -= 0.5
    if pronoun := dangling(claim):
        merit -= 0.6 if pronoun in ("this", "these", "those") else 1.4
    if not has_verb(claim) or "\\[" in claim:  # a displayed formula fills the front
        merit -= 2
    if "?" in claim:
        merit -= 0.8
    first = next((word for word in words(claim) if word.low not in _ADVERBS), None)
    if first and (is_finite(first.text) or first.low == "not"):  # "deals well with …": who does?
        merit -= 1.0
    merit -= 0.03 * max(0, count_words(claim) - 30)
    if FINDING.search(claim):
        merit += 0.4
    return merit


_ADVERBS = word_set("always never often usually mostly also only just still even really probably")


FINDING = re.compile(
    r"(?i)\b(?:find|found|shows?|suggests?|results?|conclude|argue|demonstrate|indicate|turns out|therefore)\b"
)


def turn(claim: str, hidden: str, texts: Texts) -> str:
    """The sentence after the claim that takes it back ("However, …"), with a space before it; "" without one."""
    said = sentences(texts.quote)
    for sentence, following in pairwise(said):
        if squeezed(sentence).endswith(squeezed(claim.strip("… ."))[-40:]) and _TURNING.match(following):
            fits = count_words(claim) + count_words(following) <= LONG_MEANING and not stems(hidden) & stems(following)
            return f" {full_stop(following)}" if fits else ""
    return ""


_TURNING = re.compile(r"(?:however|but|yet|nevertheless|nonetheless|still)\b", re.IGNORECASE)


def subject_of(claim: str, texts: Texts) -> str:
    """What the claim is about: what stands before its verb, else a name in it, "" if neither is to be had."""
    bare = re.sub(r"^… ", "", claim)
    verb = first_verb(bare)
    name = names.clean_term(re.sub(r"\s+\w+ly$", "", bare[:verb].strip())) if verb else ""
    if names.is_term(name) and count_words(name) <= 5:
        return name
    named = [word.text for word in words(bare) if word.is_name and not word.is_formula]
    return next((name for name in named if stem(name) in stems(texts.comment)), next(iter(named), ""))
