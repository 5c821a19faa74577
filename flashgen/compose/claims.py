"""Claim cards: a sentence with its weightiest part hidden, or else a question about what was said."""

import re
from dataclasses import replace
from itertools import pairwise

from flashgen.compose import gaps, names, references, terms
from flashgen.compose.definitions import PLAIN_DEFINITION, SURE_TERM, defined, defining_words
from flashgen.compose.drafts import (
    CUE,
    EMPTY,
    ENTRY,
    JUDGEMENT,
    LONG_FRONT,
    LONG_MEANING,
    TELLING,
    Draft,
    Texts,
    cue,
    dangling,
    source_name,
)
from flashgen.compose.roles import NO_LABEL, best_definition
from flashgen.compose.sentences import (
    VERBS,
    capitalised,
    clipped,
    count_words,
    first_verb,
    full_stop,
    has_verb,
    is_finite,
    sentences,
    stem,
    stems,
    words,
)
from flashgen.compose.statements import ASKS, FINDING, PROCEEDING, gapped, telling, turn
from flashgen.compose.wording import lowered
from flashgen.errors import PairError
from flashgen.identity import squeezed
from flashgen.markup import plain
from flashgen.model import GAP


def draft(texts: Texts, *, numbers: bool = True) -> Draft:
    """The card of the claim that the pair makes; `numbers` are hidden or not. PairError where nothing can be asked."""
    if (
        references.is_reference(texts.quote)
        and not texts.title
        and all(references.is_reference(line) for line in (texts.comment or texts.quote).splitlines())
    ):
        raise PairError("a reference says nothing by itself")
    if not texts.comment and count_words(texts.quote) <= 8 and first_verb(texts.quote) is None:
        raise PairError("a title or a caption claims nothing by itself")
    outright = (way(texts) for way in (_asked_by_the_text, _translated, _exemplified, _of_a_work, _listed, _bare_term))
    return next(filter(None, outright), None) or _hidden(texts, numbers=numbers)


def _asked_by_the_text(texts: Texts) -> Draft | None:
    """The card of a quote that asks what the comment answers; else None."""
    asks = texts.quote.endswith("?") and count_words(texts.quote) <= LONG_MEANING
    answers = texts.comment and "?" not in texts.comment
    return Draft(front=capitalised(texts.quote), back=texts.comment) if asks and answers else None


def _translated(texts: Texts) -> Draft | None:
    """The card of a quote that the comment puts in other words; else None."""
    if not texts.quote or texts.title or not (gloss := _GLOSS.match(texts.comment)):
        return None
    meaning = full_stop(capitalised(texts.comment[gloss.end() :]))
    return Draft(front=f"What does “{clipped(texts.quote, CUE).rstrip('. ')}” mean?", back=meaning)


def _exemplified(texts: Texts) -> Draft | None:
    """The card of a thing that the comment calls an example of something; else None."""
    instance = _INSTANCE.match(texts.comment)
    if not texts.quote or texts.title or not instance or has_verb(texts.quote):
        return None
    general = next(iter(sentences(texts.comment[instance.end() :])))
    return Draft(
        front=f"What is “{clipped(texts.quote, CUE).rstrip('. ')}” an example of?", back=full_stop(capitalised(general))
    )


def _of_a_work(texts: Texts) -> Draft | None:
    """The card of a cited work and what the comment says of it; None where the quote cites none.

    PairError where the comment says no more than how good it is.
    """
    if not texts.title or not texts.comment:
        return None
    judges = JUDGEMENT.match(texts.comment) and not TELLING.search(texts.comment)
    if judges and not has_verb(texts.comment):
        raise PairError("the comment judges the work and says nothing of it")
    work = f"the work “{texts.title}”"
    return Draft(
        front=f"What is worth noting about {work}?" if judges else f"What is {work} about?",
        back=full_stop(capitalised(texts.comment)),
        subject=texts.title,
    )


def _bare_term(texts: Texts) -> Draft | None:
    """The card of a quote that is no more than a term, where the comment explains it; else None."""
    return _glossed(texts) if texts.thin else None


def _hidden(texts: Texts, *, numbers: bool) -> Draft:
    """The card of a sentence with its weightiest part hidden, or of what can be asked of it instead."""
    best = max(gapped(texts, numbers=numbers), key=lambda choice: choice.merit, default=None)
    if best is None or _is_weak(best.claim, best.gap, texts):
        instead = _labelled(texts) or _glossed(texts) or _noted(texts) or _about(texts)
        if instead or best is None:
            if instead is None:
                raise PairError("nothing in it can be asked for")
            return instead
    claim, gap = best.claim, best.gap
    if gap.way != "number" and (defining := best_definition(texts)) and defining.weight >= PLAIN_DEFINITION:
        return replace(defined(defining, texts), reverse="")
    if gap.way == "phrase" and (deed := _deed_told(texts)):
        return deed
    hidden = claim[gap.start : gap.end]
    claim += turn(claim, hidden, texts) if gap.way == "phrase" else ""
    return Draft(
        subject=_subject(claim, texts),
        front=claim[: gap.start] + GAP + claim[gap.end :],
        back=claim,
        gap=hidden,
        context=_claim_cue(claim, best.before, hidden, texts),
        warnings=("the gap gives little",) if gap.weight < gaps.WEAK else (),
    )


def _is_weak(claim: str, gap: gaps.Gap, texts: Texts) -> bool:
    """Whether anything else should be asked, if it can be: the reader named the part, or the text speaks of itself."""
    aside = _OWN_PART.fullmatch(texts.comment) or PROCEEDING.search(claim)
    return gap.weight < gaps.WEAK or (gap.way == "phrase" and bool(aside))


def _deed_told(texts: Texts) -> Draft | None:
    """The card of what a thing does, where both quote and comment speak of that thing; else None."""
    for text, other in ((texts.quote, texts.comment), (texts.comment, texts.quote)):
        for finding in terms.findings(text):
            own = stems(finding.term)
            if finding.way == "deed" and own <= stems(other) and count_words(finding.term) > 1 and not texts.title:
                term = f"{finding.article} {lowered(finding.term, texts)}".strip()
                return Draft(front=f"What does {term} do?", back=defining_words(finding), subject=finding.term)
    return None


def _claim_cue(claim: str, before: str, hidden: str, texts: Texts) -> str:
    """What the claim needs beside it: the sentence before a pronoun, the quote beside the reader's own words."""
    if squeezed(claim.strip("… .")) in squeezed(texts.quote):
        beside = clipped(before, CUE) if dangling(claim) else ""
    else:
        beside = "" if squeezed(texts.quote) in squeezed(claim) else cue(claim, texts.quote)
    told = squeezed(hidden) in squeezed(beside) or (stems(hidden) and stems(hidden) <= stems(beside))
    return "" if told else beside


_OWN_PART = re.compile(
    r"(?:this is )?(?:(?:the|their|his|her|its|main|general|basic)\s+)+"
    r"(?P<part>(?:\w+\s){0,2}(?:goal|aim|claim|idea|finding|task|motivation|problem|contribution|hypothesis|conclusion|objective))s?\W*",
    re.IGNORECASE,
)


def _labelled(texts: Texts) -> Draft | None:
    """The card of a quote that the comment only names ("Their regression task", "anatomy of a riot"); else None."""
    label = texts.comment.strip(" .,:;")
    if not texts.quote or texts.title or not 2 <= count_words(label) <= 8 or _is_clause(label) or "$" in label:
        return None
    said = telling(texts)
    if count_words(said) < 6:
        return None
    if part := _OWN_PART.fullmatch(label):
        return Draft(front=f"What is the authors’ {part['part'].lower()}?", back=capitalised(said))
    if NO_LABEL.search(label) or JUDGEMENT.match(label) or not (stems(label) & stems(texts.quote) or " of " in label):
        return None
    return Draft(
        front=f"What does {source_name(texts)} say about “{lowered(label)}”?",
        back=said,
        subject=names.clean_term(label),
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


def _glossed(texts: Texts) -> Draft | None:
    """The card of a term that is the whole quote, or begins the comment, and of its gloss; else None."""
    if "?" in texts.comment or ASKS.match(texts.comment) or JUDGEMENT.match(texts.comment):
        return None
    finding = best_definition(texts)
    glossed = finding is not None and finding.way in ("bare term", "colon", "heading") and finding.weight >= SURE_TERM
    return replace(defined(finding, texts), reverse="") if finding and glossed else None


def _noted(texts: Texts) -> Draft | None:
    """The card that asks what the reader had to say of the quote; None where that is little."""
    told = stems(texts.comment) - stems(texts.quote)
    ways = (ASKS,) if texts.thin or count_words(texts.comment) > 12 else (ASKS, EMPTY, JUDGEMENT)
    empty = "?" in texts.comment or any(way.match(texts.comment) for way in ways)
    if not texts.quote or empty or count_words(texts.comment) < 4:
        return None
    if len(told) < (3 if has_verb(texts.quote) else 1):
        return None
    said = telling(texts)
    said = said if has_verb(said) or count_words(texts.quote) > CUE else texts.quote
    heading, _, rest = texts.comment.partition("\n")
    note = rest if squeezed(heading.strip(": ")) in squeezed(texts.quote) and rest else texts.comment
    return Draft(
        front=f"What is worth noting about “{clipped(said, CUE).strip(' .,:;')}”?",
        back=full_stop(capitalised(note)),
        subject=_subject(said, texts),
    )


_SEVERAL = re.compile(
    r"\b(?:two|three|four|five|six|seven|several|many|following|various|these|[2-9])\b|:\W*$", re.IGNORECASE
)


def _listed(texts: Texts) -> Draft | None:
    """The card of a quote that announces several things and a comment that lists them; None for any other pair."""
    entries = ENTRY.findall(texts.written)
    if len(entries) < 2 or not _SEVERAL.search(texts.quote) or count_words(texts.quote) > LONG_FRONT:
        return None
    said = texts.quote.strip(" .,;:")
    plain_list = "\n".join(f"• {plain(entry)}" for entry in entries)
    if first_verb(said) is None:
        return Draft(front=f"What are the {lowered(names.clean_term(said))}?", back=plain_list)
    return Draft(front=f"{capitalised(said)}: which are they?", back=plain_list)


_INSTANCE = re.compile(
    r"(?:(?:an?|the|another|this is|famous|good|nice|great|classic|clear)\s)*example of (?=\w+\s+\w+\s+\w)",
    re.IGNORECASE,
)
"""How a comment begins that says what the quote exemplifies."""

_GLOSS = re.compile(
    r"(?:translation|meaning|in other words|in plain words|i\.?e\.?|aka|that is|read|means?)\s*[:,]\s+", re.IGNORECASE
)


def _subject(claim: str, texts: Texts) -> str:
    """What the claim is about: what stands before its verb, else a name in it, "" if neither is to be had."""
    bare = re.sub(r"^… ", "", claim)
    verb = first_verb(bare)
    name = names.clean_term(re.sub(r"\s+\w+ly$", "", bare[:verb].strip())) if verb else ""
    if names.is_term(name) and count_words(name) <= 5:
        return name
    named = [word.text for word in words(bare) if word.is_name and not word.is_formula]
    return next((name for name in named if stem(name) in stems(texts.comment)), next(iter(named), ""))


def _about(texts: Texts) -> Draft | None:
    """The card that asks what the text, or its reader, says about the subject; None without a subject."""
    claim = telling(texts)
    if texts.quote and texts.comment and (texts.thin or count_words(claim) < 5):
        about = names.clean_term(texts.quote)
        subject = about or _subject(texts.comment, texts)
        if not subject:
            return None
        named = f"“{about}”" if about else subject
        back = full_stop(capitalised(texts.comment))
        return Draft(front=f"What is worth noting about {named}?", back=back, subject=subject, warnings=_NO_PART)
    subject = _subject(claim, texts)
    if not subject or not has_verb(claim):
        return None
    verb = "find" if FINDING.search(claim) else "say"
    return Draft(
        front=f"What does {source_name(texts)} {verb} about {lowered(subject)}?",
        back=claim,
        subject=subject,
        warnings=_NO_PART,
    )


_NO_PART = ("no part worth hiding",)
