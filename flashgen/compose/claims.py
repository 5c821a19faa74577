"""Claim cards: a sentence with its weightiest part hidden, or else a question about what was said."""

import re
from dataclasses import replace
from itertools import pairwise

from flashgen.compose import gaps, names, references, terms
from flashgen.compose.definitions import PLAIN_DEFINITION, SURE_TERM, defined, defining_words
from flashgen.compose.drafts import (
    JUDGEMENT,
    Draft,
    Texts,
    cue,
    points_back,
    source_name,
)
from flashgen.compose.outright import glossed, outright
from flashgen.compose.remarks import AGAINST, IS_IT_SO, disputed, noted, reacted, remarked
from flashgen.compose.roles import DEED, NO_LABEL, best_definition
from flashgen.compose.sentences import (
    VERBS,
    capitalised,
    clipped,
    count_words,
    first_verb,
    full_stop,
    has_verb,
    is_finite,
    stems,
    word_set,
    words,
)
from flashgen.compose.statements import (
    FINDING,
    PROCEEDING,
    SUPPOSING,
    Choice,
    gapped,
    subject_of,
    telling,
    turn,
)
from flashgen.compose.wording import deed_of, is_plural, lowered
from flashgen.errors import PairError
from flashgen.identity import squeezed
from flashgen.model import GAP


def draft(texts: Texts) -> Draft:
    """The card of the claim that the pair makes; PairError where nothing can be asked."""
    if (
        references.is_reference(texts.quote)
        and not texts.title
        and all(references.is_reference(line) for line in (texts.comment or texts.quote).splitlines())
    ):
        raise PairError("a reference says nothing by itself")
    if not texts.comment and count_words(texts.quote) <= 8 and first_verb(texts.quote) is None:
        raise PairError("a title or a caption claims nothing by itself")
    said, told = stems(texts.quote), stems(texts.comment)
    names_only = count_words(texts.quote) <= 8 and not has_verb(texts.quote)
    if told and names_only and len(told - said) <= min(2, len(told & said) // 2):
        raise PairError("the comment says no more than the quote")
    return outright(texts) or _hidden(texts)


def _hidden(texts: Texts) -> Draft:
    """The card of a sentence with its weightiest part hidden, or of what can be asked of it instead."""
    choices = sorted(gapped(texts), key=lambda choice: -choice.merit)
    best = next((choice for choice in choices if not _is_weak(choice, texts)), None)
    return _gapped(best, texts) if best else _instead(choices, texts)


def _instead(choices: list[Choice], texts: Texts) -> Draft:
    """The card of the first thing that can be asked where no part is well worth hiding; PairError where none can.

    The choices stand best first.
    """
    if told := _labelled(texts) or glossed(texts) or _told_by_the_quote(texts) or remarked(texts):
        return told
    fair = [choice for choice in choices if choice.is_quoted and choice.gap.weight >= LITTLE]
    if best := next(filter(_stands, fair), None):
        return _gapped(best, texts)
    if told := _defined_in(texts) or noted(texts):
        return told
    if fair:
        return _gapped(fair[0], texts)
    if told := reacted(texts):
        return told
    if number := next((choice for choice in choices if choice.gap.way == "number"), None):
        return _gapped(number, texts)
    if told := reacted(texts, asking=True) or _about(texts):
        return told
    if not choices:
        raise PairError("nothing in it can be asked for")
    return replace(_gapped(choices[0], texts), warnings=("the gap gives little",))


def _defined_in(texts: Texts) -> Draft | None:
    """The card of the term that the pair defines, though it was not taken for a definition; else None."""
    defining = None if disputed(texts) else best_definition(texts)
    if defining is None or defining.weight < PLAIN_DEFINITION:
        return None
    return replace(defined(defining, texts), reverse="")


def _gapped(best: Choice, texts: Texts) -> Draft:
    """The card of the sentence with its part hidden, or of what the comment or a definition in it asks for by name."""
    claim, gap = best.claim, best.gap
    if gap.way != "number" and (defining := _defined_in(texts)):
        return defining
    if disputed(texts) or gap.way in (*_MILD, "stressed"):
        remark = remarked(texts)
        if remark and (gap.way in _MILD or remark.front.endswith((AGAINST, IS_IT_SO))):
            return remark
    if gap.way == "phrase" and (deed := _deed_told(texts)):
        return deed
    hidden = best.hidden
    claim += turn(claim, hidden, texts) if gap.way == "phrase" else ""
    return Draft(
        subject=subject_of(claim, texts),
        front=claim[: gap.start] + GAP + claim[gap.end :],
        back=claim,
        gap=hidden,
        context=_claim_cue(claim, best, texts),
        warnings=("the gap gives little",) if gap.weight < gaps.WEAK else (),
    )


def _stands(choice: Choice) -> bool:
    """Whether hiding a part of what the quote states is better than to ask of all of it."""
    claim = choice.claim
    return choice.merit >= 0 and count_words(claim) >= STANDING and has_verb(claim) and not _leads_on(claim)


def _leads_on(claim: str) -> bool:
    """Whether the sentence speaks of the text's own course, or sets up what the next one says."""
    return bool(PROCEEDING.search(claim) or SUPPOSING.match(claim))


STANDING = 6  # words
LITTLE = 1.75
"""A gap that weighs less gives nothing, and what the text says of its subject is asked instead."""

_MILD = ("phrase", "effect", "denied", "condition", "winner")
"""What is hidden only where the reader says nothing that can be asked for by name."""


def _is_weak(best: Choice, texts: Texts) -> bool:
    """Whether anything else should be asked, if it can be.

    The reader named the part, the text speaks of its own course, or a phrase or number of the reader's own says little.
    """
    gap = best.gap
    aside = _OWN_PART.fullmatch(texts.comment) or _leads_on(best.claim)
    own = not best.is_quoted and squeezed(texts.quote) not in squeezed(best.claim)
    little = not texts.thin or gap.weight < OWN or count_words(best.hidden) == 1
    return (
        gap.weight < gaps.WEAK
        or (gap.way in ("phrase", "direction") and own and little)
        or (gap.way == "number" and own and not texts.thin)
        or (gap.way == "phrase" and bool(aside))
    )


OWN = 2.6
"""What a phrase in the reader's own words on a heading weighs at least, and of two words; on a sentence none will do.

Nobody else would put it like this.
"""


def _told_by_the_quote(texts: Texts) -> Draft | None:
    """The card of a term that the quote defines by itself ("… arises when"); else None."""
    defining = best_definition(replace(texts, comment="", written="")) if not texts.thin else None
    if defining is None or defining.way != "deed" or defining.weight < SURE_TERM or _SAYS.match(defining.meaning):
        return None
    return replace(defined(defining, texts), reverse="")


_SAYS = re.compile(r"It (?:says?|holds?|states?)\b")
"""What a person does."""


def _deed_told(texts: Texts) -> Draft | None:
    """The card of what a thing does, where both quote and comment speak of that thing; else None."""
    for text, other in ((texts.quote, texts.comment), (texts.comment, texts.quote)):
        for finding in terms.findings(text):
            own = stems(finding.term)
            if (
                finding.way in ("deed", "does")
                and own <= stems(other)
                and count_words(finding.term) > 1
                and not texts.title
            ):
                term = f"{finding.article} {lowered(finding.term, texts)}".strip()
                told = defining_words(finding)
                does = "do" if is_plural(finding.term) else "does"
                return Draft(front=f"What {does} {term} {deed_of(told)}?", back=told, subject=finding.term)
    return None


def _claim_cue(claim: str, best: Choice, texts: Texts) -> str:
    """What the claim needs beside it: the sentence before one that points back, the quote beside the reader's words."""
    shown, hidden = claim[: best.gap.start] + GAP + claim[best.gap.end :], best.hidden
    if squeezed(claim.strip("… .")) in squeezed(texts.quote):
        beside = clipped(best.before, BEFORE) if points_back(shown) else ""
        beside = f"… {beside}" if beside[:1].islower() else beside
    else:
        beside = "" if squeezed(texts.quote) in squeezed(claim) else cue(claim, texts.quote)
    told = squeezed(hidden) in squeezed(beside) or (stems(hidden) and stems(hidden) <= stems(beside))
    return "" if told else beside


BEFORE = 30  # words


_OWN_PART = re.compile(
    r"(?:this is )?(?:(?:the|their|his|her|its|main|general|basic)\s+)+"
    r"(?P<part>(?:\w+\s){0,2}(?:goal|aim|claim|idea|finding|task|motivation|problem|contribution|hypothesis|conclusion|objective))s?\W*",
    re.IGNORECASE,
)


def _labelled(texts: Texts) -> Draft | None:
    """The card of a quote that the comment only names ("Their regression task", "anatomy of a riot"); else None."""
    label = texts.comment.strip(" .,:;")
    if (
        not texts.quote
        or texts.title
        or not 2 <= count_words(label) <= 8
        or _is_clause(label)
        or re.search(r"[$=<>→]", label)
    ):
        return None
    said = telling(texts)
    if count_words(said) < 6:
        return None
    if part := _OWN_PART.fullmatch(label):
        return Draft(front=f"What is the authors’ {part['part'].lower()}?", back=capitalised(said))
    if (
        NO_LABEL.search(label)
        or JUDGEMENT.match(label)
        or not (stems(label) & stems(texts.quote) or _HEADING.match(label))
    ):
        return None
    return Draft(
        front=f"What does {source_name(texts)} say about “{lowered(label)}”?",
        back=said,
        subject=names.clean_term(label),
    )


_HEADING = re.compile(r"(?!an?\s).*\sof\s", re.IGNORECASE)
"""What names a thing by another, and is not a remark: "anatomy of a riot", but not "a view of a new place"."""


def _is_clause(text: str) -> bool:
    """Whether a verb seems to hold the text together: a finite one, or a bare one before the word that it leads to."""
    found = words(text)
    return (
        has_verb(text)
        or found[0].low in VERBS
        or any(word.low in _REMARKING for word in found)
        or (DEED.match(text) and not found[0].is_function)
        or found[0].low.endswith("ly")
        or found[-1].is_function
        or is_finite(found[-1].text)
        or any(word.low in VERBS and following.is_function for word, following in pairwise(found))
    )


_REMARKING = word_set("also always even just never not only really still too")


def _about(texts: Texts) -> Draft | None:
    """The card that asks what the text, or its reader, says about the subject; None without a subject."""
    claim = telling(texts)
    if texts.quote and texts.comment and (texts.thin or count_words(claim) < 5):
        about = names.clean_term(texts.quote)
        subject = about or subject_of(texts.comment, texts)
        if not subject:
            return None
        named = f"“{about}”" if about else subject
        back = full_stop(capitalised(texts.comment))
        return Draft(front=f"What is worth noting about {named}?", back=back, subject=subject, warnings=_NO_PART)
    subject = subject_of(claim, texts)
    if not subject or not has_verb(claim):
        return None
    verb = "find" if FINDING.search(claim) else "say"
    article = re.match(rf"(?i)(?:the|an?)\s(?={re.escape(subject)}\b)", claim)
    the = article[0].lower() if article else ""
    return Draft(
        front=f"What does {source_name(texts)} {verb} about {the}{lowered(subject)}?",
        back=claim,
        subject=subject,
        warnings=_NO_PART,
    )


_NO_PART = ("no part worth hiding",)
