"""Which part of a claim to hide: what carries it, can be recalled, and is not given away by the rest.

A table of kinds of parts, each with a weight: a number, a reason, what is denied, a direction, what something is
compared with, a condition, the named winner, an effect, and last the weightiest phrase. What the reader's comment
speaks of weighs more; what stands twice, and what anybody guesses ("achieves […] than"), is not hidden.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flashgen.compose.drafts import dangling
from flashgen.compose.hiding import Gap, can_be_hidden, is_bland
from flashgen.compose.sentences import (
    AUXILIARIES,
    VERBS,
    Word,
    count_words,
    ends_in_s,
    first_verb,
    has_verb,
    is_finite,
    stems,
    word_set,
    words,
)
from flashgen.words import zipf

STRESSED = 4.6
WEAK = 1.9
"""A gap that weighs less gives a student little."""


def _way(pattern: str) -> re.Pattern[str]:
    for name, part in _PARTS.items():
        pattern = pattern.replace(f"<{name}>", part)
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_PARTS = {
    "END": r"(?= [;:.!?,]? \s* $ | , \s+ (?:and|but|while|whereas|so|which|thus) \b | (?<!\\) [;:(] | \s [–—] )",
    "MORE": r"""(?: more | less | fewer | greater | higher | lower | better | worse | faster | slower | larger |
            smaller | stronger
        | weaker | longer | shorter | earlier | later | cheaper | richer | poorer | safer | easier | harder | simpler
        | stricter
        | sooner | milder | heavier | lighter | tighter | looser | broader
        | narrower | warmer | colder | older | younger | deeper | bigger | wider )""",
    "MUCH": r"(?: (?: \w+ly | much | far | even | no ) \s+ )?",
    "AMOUNT": r"""(?: \d | (?: half | one | two | three | five | ten )\b | an?\s (?: second | minute | hour | day | week
            | month | year | century | dozen | hundred | thousand | million | half | third | quarter )\b )""",
    "NUMBER": r"""(?: [−-]? [$€£]? (?: \d+ (?:[.,]\d+)* | \.\d+ ) (?:-fold | x\b | × | (?:st|nd|rd|th)\b )?
            (?: \s? (?:% | percent\b | per\ cent\b | million\b | billion\b | trillion\b ) )? )""",
    "COUNT": r"""(?: two | three | four | five | six | seven | eight | nine | ten | twelve | fifteen | twenty
            | thirty | forty | fifty | sixty | seventy | eighty | ninety | half
            | (?:a|one)\ (?:hundred|thousand) )""",
    "FRACTION": r"""(?: (?: an? | one | two | three | four ) [\s-] (?: third | quarter | fifth | half ) s? )""",
    "FINITE": r"""(?: is | are | was | were | has | have | had | can | cannot | could | may | must | will | would |
            do | does | did | \w{3,}ed | \w{3,}s )""",
}

WAYS: tuple[tuple[str, float, re.Pattern[str]], ...] = (
    (
        "number",
        5.0,
        _way(r"""\b (?:between|from) \s (?: (?: about | around | roughly | nearly | some ) \s )?
            (?P<gap> [$€£]?\d[\d.,]*%? \s (?:and|to) \s [$€£]?\d[\d.,]*%? ) (?! [\w%] )"""),
    ),
    (
        "number",
        5.0,
        _way(r"""(?<! [\w.,:/–^_{(\[-] ) (?P<gap> <NUMBER> (?: (?: \s to \s | \s?–\s? ) <NUMBER> )? )
             (?! [\w/)\]}] | [.,]\d | [–-]\w ) """),
    ),
    (
        "number",
        4.4,
        _way(r"""\b (?: (?:fewer|less|more) \s than | at\ (?:least|most) | factor\ of | only | about | nearly | almost
                | some ) \s (?P<gap> <COUNT> (?: \s (?: hundred | thousand | million ) )?
                (?: \s (?: per\ cent | percent | times ) )? ) \b"""),
    ),
    (
        "number",
        4.4,
        _way(
            r"""\b by \s (?: (?: about | some | around | roughly | nearly | almost ) \s )? (?P<gap> <FRACTION> ) \b"""
        ),
    ),
    (
        "number",
        4.4,
        _way(r"""\b (?P<gap> (?: between \s )? <FRACTION> (?: \s+ and \s+ <FRACTION> )? ) (?= \s of \b )"""),
    ),
    (
        "reason",
        4.3,
        _way(
            r"""(?<= [^….] \s ) (?<! not\s ) (?<! not\ just\s ) (?<! not\ only\s ) (?<! not\ simply\s )
                (?: because(?:\ of)? | due\ to | owing\ to | thanks\ to | on\ account\ of | caused\ by | is\ that
                    ) \s+ (?P<gap> (?: [^;:!?–—] | (?<=\w)–(?=\w) ){8,140}? ) <END>"""
        ),
    ),
    (
        "reason",
        4.3,
        _way(r"""^ (?:…\ )? (?: because(?:\ of)? | due\ to | owing\ to | thanks\ to ) \s+
                (?P<gap> (?: [^,;:!?–—] | (?<=\w)–(?=\w) ){8,140}? ) (?= , [^;:!?]{0,200} \s <FINITE> \s )"""),
    ),
    (
        "contrast",
        4.2,
        _way(r"""\b not \s (?! only\b | just\b | merely\b | simply\b ) [^;:.!?]{3,90}? ,? \s but \s (?! also\b | not\b )
                (?: (?: rather | instead | because | that | by | for | in | to | as | on | an? | the ) \s )*
                (?P<gap> [^;:.!?]{4,140}? ) <END>"""),
    ),
    (
        "contrast",
        4.2,
        _way(r"""\b (?:is|are|was|were) \s not \s (?! only\b | just\b | merely\b | simply\b ) [^;:.!?]{3,90} [.;]
                \s (?: it | they ) \s (?:is|are|was|were) \s (?: (?: rather | an? | the ) \s )*
                (?P<gap> [^;:.!?]{4,140}? ) <END>"""),
    ),
    (
        "reason",
        4.0,
        _way(r"""(?: ^ | ,\s* ) (?: since | as (?! \s (?: you | we | one ) \s ) ) \s+ (?P<gap> (?!
                (?: an? | well | in | such | to | opposed | shown | compared | it | with | of | part | soon | long |
                far | many | much
                | mentioned | the\ advent ) \b )
             [^,;:.!?]{3,60}? \s <FINITE> \s [^,;:.!?]{3,80} ) (?= , (?! \s (?: and | or | \w+ing ) \b ) | [.;]? \s*
             $ )"""),
    ),
    (
        "denied",
        3.4,
        _way(r"""\b (?: without | (?:does|do|did|has|have|can|could|will|would|need|must|may|should)
                (?:\ ?n[o’']t) | (?:is|are|was|were) (?:\ ?n[o’']t)
                (?= \s (?: appropriate | necessary | sufficient | enough | suitable | \w+ed ) \b )
               | cannot | no\ longer | never | instead\ of
               | rather\ than | lacks? (?! \s of\b ) | eliminates? | avoids? | precludes? ) \s+
             (?: (?: really | even | only | just | yet | be | been | being | to | necessarily | need(?:ed)? |
             requir\w+ | us(?:e[sd]?|ing) | hav(?:e|ing) | perform\w* | depend\w* | rely\w* | make
               | appropriate | necessary | sufficient | enough | on | for | an? | the | any ) \s+ )*
             (?P<gap> [^,;:.!?()“”"–—]{4,60} )"""),
    ),
    (
        "direction",
        3.8,
        _way(
            r"""(?P<gap> \b <MUCH> <MORE> (?: \s+ (?!(?:than|compared|in|on|of|to|for|by|at|from|with)\b)
                    [a-z-]+ (?: \s+ and \s+ [a-z-]+
                    (?:er|ive|able|al|ent) )? )? ) (?= (?: \s+ [\w-]+ ){0,3}? \s+
                    (?:than(?!\s<AMOUNT>)|compared) \b )"""
        ),
    ),
    (
        "compared",
        3.4,
        _way(r"""\b <MORE> \b [^,;:.!?]{0,80}? \b than \s+
             (?: (?: there\ (?:is|are|was|were) | that\ of | those\ of | when | by | for | in | of | on
                | to | with | an? | the | any | just | simply
                | doing | using | perform\w* ) \s+ )*
             (?! <AMOUNT> | (?:usual|before|ever|expected|others?|it|they|this|that|these|those|if)\b )
             (?P<gap> [^,;:.!?()“”"]{4,90}? )
             (?= \s+ (?: and (?! \s [\w-]+ \s (?: combined | together )\b )
                | but | in | on | with | for | when | at | during | under | if | because | while | from
                | do(?:es)? | did | is | are | was | were | has | have | had ) \b | [,;:.!?()“”"—–] | $ )"""),
    ),
    (
        "condition",
        3.1,
        _way(r"""\w (?:,\s+)? \s* (?: \b (?: especially | particularly | only | even ) \s+ )?
             \b (?: when(?:ever)? | if | unless | as\ long\ as | provided\ that ) \s+
             (?: (?: given | using | applying ) \s+ )?
             (?P<gap> (?! (?:it|they|this|that|these|those|possible|necessary|needed|compared)\b )
             [^,;:.!?()“”"]{8,90}? ) (?= [.;]? \s* $ )"""),
    ),
    (
        "winner",
        3.0,
        _way(r"""^ (?: we\ (?:find|show|see|found|argue) \s+ that \s+ | (?:(?:it\ )?turns\ out | \w+ \s
                results\ (?:indicate|show|suggest)) \s+ that \s+ )?
             (?P<gap> (?! (?: this | that | these | those | such | it | they | both | all | which ) \b )
             [^,;:]{2,50}? ) \s+ (?: \w+ly \s+ |
                also\s+ | can\s+ | either\s+ )?
             (?: outperform\w* | beats? | exceed(?:s|ed)? | surpass(?:es|ed)? | wins | won
               | perform(?:s|ed)? \s <MUCH> better | (?:is|are|was|were) \s <MUCH> (?: superior | <MORE> ) ) \b"""),
    ),
    (
        "effect",
        1.6,
        _way(r"""\b (?<! to\s ) (?P<gap> (?: \w+ly \s+ )? (?: increas | decreas | reduc | improv | lower | rais
                | worsen | hamper | hinder | prevent | inhibit | promot | suppress | weaken
               | strengthen | doubl | halv ) (?: es? | s | ed ) ) \b (?! \s+ by \b )"""),
    ),
)

BEFORE = 40  # characters: what stands further from a number says nothing about it
_NO_QUANTITY = re.compile(
    r"""\b(?:figs?|figures?|tables?|sections?|sect?|eqs?|equations?|chapters?|ch|examples?|versions?|v|steps?|nos?|p|pp|pages?|lemma|"""
    r"""theorem|refs?|vol|art|articles?|GPT|step|day|part|phase|type|level|layer|figure|doi)[.\s]*\(?$|[=<>≤≥≈∈±−*/^]\s*$|§\s*$""",
    re.IGNORECASE,
)
_DETERMINERS = word_set("a an the each every some any no this these those our their its his her my your all both such")
_OF_ONE = word_set("a an each every")
"""What stands before one thing, so that a word in "s" behind its noun is a verb."""
_BEFORE_VERBS = word_set(
    "to can will could may might should would must we they i you not never don't doesn't didn't cannot who that which"
)
_TAILS = word_set(
    "relative related similar due prior according able likely based close equal subject next compared contrary"
)
_BREAK = re.compile(r"[,;:()\[\]“”\"!?—→]|\s(?:[+–-]|--)\s|->|\.(?=\s|$)|…")


def gaps(
    sentence: str, *, wanted: frozenset[str] = frozenset(), given: str = "", stressed: Sequence[str] = ()
) -> tuple[Gap, ...]:
    """The parts of the sentence that are worth hiding, best first.

    `wanted` are stems of what the reader speaks of; `given` is what else stands on the front; `stressed` are the
    words that the reader wrote in bold or took over from the sentence.
    """
    marked = (
        Gap(start=whole.start(), end=whole.end(), way="stressed", weight=STRESSED)
        for part in stressed
        if (whole := re.search(rf"(?<!\w){re.escape(part)}(?!\w)", sentence)) and whole.start() > 0
    )
    candidates = (*marked, *_candidates(sentence))
    found = (_weighed(sentence, gap, wanted) for gap in candidates if can_be_hidden(sentence, gap, given))
    return tuple(sorted(found, key=lambda gap: (-gap.weight, gap.start)))


def _candidates(sentence: str) -> Iterator[Gap]:
    formulas = [(word.start, word.end) for word in words(sentence) if word.is_formula]
    for way, weight, pattern in WAYS:
        for match in pattern.finditer(sentence):
            start, end = match.span("gap")
            if any(left < end and start < right for left, right in formulas) and way == "number":
                continue
            if way == "number" and not _is_quantity(sentence, start, end):
                continue
            if way == "contrast" and _HAPPENS.match(sentence[start:end]):
                continue  # another sentence: "not a palace, but a hut might be too small"
            if way == "denied":
                if _BUT.match(sentence[start:]):
                    continue  # what a thing is not is no news where it is told what it is
                end = _end_of_phrase(sentence, start, end)
                if _PARTICLE.match(sentence[end:]) and " " not in sentence[start:end].strip():
                    continue  # half of a verb: "no longer walks out"
            elif way == "reason" and re.match(r",?\sbut\b", sentence[end:]) and _NOT.search(sentence[start:end]):
                continue  # what it is not, and what it is comes next
            elif way == "reason" and not _CLAUSAL.search(sentence[:start]):
                end = start + _end_of_thing(sentence[start:end])
            if re.match(r"\.\w", sentence[end:]) or (way == "direction" and not sentence[:start].strip("… ")):
                continue  # it ends in an abbreviation; "better than before, …" compares nothing yet
            hidden = sentence[start:end].rstrip(" ,;:.")
            expected = EXPECTED if way == "direction" and _PRAISE.fullmatch(hidden) else 0.0
            rejected = REJECTED if re.match(r"(?i)instead of|rather than", match[0]) else 0.0
            yield Gap(start=start, end=start + len(hidden), way=way, weight=weight - expected - rejected)
    yield from _phrases(sentence)


_PARTICLE = re.compile(r"\s(?:away|back|behind|down|off|out|over|up)\b")
"""The other half of a verb."""
_NOT = re.compile(r"\bnot\b", re.IGNORECASE)
_HAPPENS = re.compile(
    r"(?:this|it|they|he|she|we|you)\s|(?:(?!that\b|which\b|who\b|what\b|where\b|when\b|how\b)[\w’'-]+\s){1,5}"
    r"(?:is|are|was|were|has|have|had|can|could|may|might|must|will|would|should)\b",
    re.IGNORECASE,
)
"""How a clause begins that has a subject and a verb of its own."""
_BUT = re.compile(r"[^;:.!?]{3,90}? \s?but\s(?!also\b|not\b)", re.IGNORECASE)

REJECTED = 0.8
"""What is not meant weighs less than what is, beside it: "a rather than b"."""
EXPECTED = 1.4
_PRAISE = re.compile(
    r"""(?: \w+ \s ){0,2} (?: (?:more|less)
      | (?: better | faster | stronger | safer | easier | simpler | cheaper | richer ) \b .*
      | (?:more|less) \s (?!likely\b|common\b) \w+ (?:able|ible|ive|ient|ate|ust|ful|ant|al|ly) \b .* )""",
    re.IGNORECASE | re.VERBOSE,
)
"""Comparatives that praise, or a bare "more": few write of what is worse or less, so these are guessed at once."""


_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def _is_quantity(sentence: str, start: int, end: int) -> bool:
    hidden, before, after = sentence[start:end], sentence[max(0, start - BEFORE) : start], sentence[end : end + BEFORE]
    if _NO_QUANTITY.search(before) or hidden in ("0", "1") or re.search(r"\bbetween\s$|\d\sand\s$", before):
        return False
    if re.match(r"\s(?:confidence|credible|CI)\b|\sof\s(?:an?|the)\s(?:century|decade|hour|mile)\b", after):
        return False
    if re.match(r"\s*[=<>≤≥∈×*/^:]|\sby\s\d|\.0|['’′″]", after) or re.search(r"\d\sby\s$", before):
        return False
    if re.fullmatch(r"\d+(?:\.\d+)*", hidden) and _is_label(sentence, start, end):
        return False
    if _YEAR.fullmatch(hidden):
        return bool(
            re.search(r"\b(?:in|since|until|by|of|from|around|after|before)\s$", before)
        ) and not after.startswith((" [", ")"))
    return bool(before.strip())


def _is_label(sentence: str, start: int, end: int) -> bool:
    """Whether the number names one of several things, as in "context 1147 was": it follows a noun and counts none."""
    before, after = words(sentence[:start])[-1:], words(sentence[end:])[:1]
    if not before or sentence[before[0].end : start] != " ":
        return False
    noun = (
        not before[0].is_function and not is_finite(before[0].text) and not before[0].low.endswith(("ing", "ed", "ly"))
    )
    counts = (
        after
        and sentence[end : end + after[0].start].isspace()
        and not after[0].is_function
        and not is_finite(after[0].text)
    )
    leads = bool(after) and sentence[end : end + after[0].start] == " " and is_finite(after[0].text)
    return noun and (leads if "." in sentence[start:end] else not counts)  # "TLS 1.3 removes"


_CLAUSAL = re.compile(r"(?:because|is that|since|as)\s$", re.IGNORECASE)


def _end_of_thing(text: str) -> int:
    """Where the thing that the text begins with ends: before the verb that says something of it."""
    return next((word.start for word in words(text) if word.low in AUXILIARIES), len(text))


def _end_of_phrase(sentence: str, start: int, end: int) -> int:
    """Where the first run of content words after `start` ends; "of" and "and" may stand inside."""
    last = start
    for word in words(sentence[start:end]):
        if word.is_function and last > start:
            break
        last = start + word.end
    return last


def _phrases(sentence: str) -> Iterator[Gap]:
    """Runs of one to five content words between function words, verbs and marks."""
    breaks = [match.start() for match in _BREAK.finditer(sentence)]
    run: list[Word] = []
    before = lead = ""  # the words before the current one and before the run
    for word, following in _with_next(words(sentence)):
        if word.is_function or _is_verb(word, before):
            run = []
        else:
            lead = lead if run else before
            run.append(word)
        before = word.low
        parted = following is None or any(word.end <= at < following.start for at in breaks)
        if run and (parted or following is None or following.is_function or _is_verb(following, word.low)):
            yield from _phrase(sentence, _trimmed(_without_verb(run, lead, sentence), lead, following))
            run = []


def _without_verb(run: list[Word], lead: str, sentence: str) -> list[Word]:
    """The run without the verb that ends it: "the slope measures the change", "what a policymaker cares about"."""
    verb = len(run) > 1 and ends_in_s(run[-1].low) and (lead in _OF_ONE or _ARTICLE.match(sentence[run[-1].end :]))
    return run[:-1] if verb else run


_ARTICLE = re.compile(r"\s(?:an?|the|its|their|his|her|our|this|these|every|each)\s")
"""What no noun stands before."""


def _trimmed(run: list[Word], lead: str, following: Word | None) -> list[Word]:
    """The run without a gerund or verb at its head ("setting limits") and a verb or "relative" at its tail."""
    if lead == "no" and run[0].low == "longer":
        return []
    while len(run) > 1 and (run[0].low in ("well", "soon", "almost", "once") or run[0].low.endswith("ly")):
        run = run[1:]
    while len(run) > 1 and (run[0].is_gerund and lead not in _DETERMINERS):
        run = run[1:]
    if len(run) > 1 and run[-2].is_name and run[-1].low in VERBS:
        run = run[:-1]
    while len(run) > 1 and run[-1].is_formula and following and following.low in ("and", "or"):  # "signs x and y"
        run = run[:-1]
    if len(run) > 1 and run[-1].is_gerund and following and following.low in _DETERMINERS:  # "a dose using the"
        run = run[:-1]
    if len(run) > 2 and run[-1].low.endswith("ly") and ends_in_s(run[-2].low) and not run[-2].is_name:
        run = run[:-2]  # "the bed rests sharply"
    if len(run) > 1 and run[-1].is_gerund and ends_in_s(run[-2].low) and following and following.is_function:
        run = run[:-1]  # "ancestors contending with"
    while len(run) > 1 and run[-1].low.endswith("ly"):
        run = run[:-1]
    if len(run) > 1 and following and following.is_function and _leads_on(run[-1]):
        run = run[:-1]
    while len(run) > 1 and run[-1].low.endswith("ly"):
        run = run[:-1]
    return [] if following and following.is_function and following.low != "of" and run[-1].low.endswith("ed") else run


def _leads_on(word: Word) -> bool:
    """Whether the word ties what follows to what stands before: "embedded (in)", "related (to)"."""
    return word.low in VERBS or word.low in _TAILS or (word.low.endswith("ed") and is_finite(word.text))


def _with_next(found: tuple[Word, ...]) -> Iterator[tuple[Word, Word | None]]:
    return zip(found, (*found[1:], None), strict=True)


def _is_verb(word: Word, before: str) -> bool:
    if word.is_name or word.text[:1].isupper() or before in _DETERMINERS:
        return False
    plural = len(before) > 3 and ends_in_s(before)  # "tests train"
    return is_finite(word.text) or (word.low in VERBS and (before in _BEFORE_VERBS or plural))


_VERBAL = re.compile(
    r"\b(?:to|can|will|could|may|might|should|would|must|we|they|you|not|made|make|makes)(?:\s\w+ly)?\s$", re.IGNORECASE
)


_MODAL = re.compile(
    r"\b(?:do|does|did|can|could|will|would|may|might|must|should|[a-z]+n[’']t|cannot)(?:\snot)?(?:\s\w+ly)?\s$",
    re.IGNORECASE,
)
"""After these any word is a verb; after those of `_VERBAL` a word that may be one."""


def _phrase(sentence: str, run: list[Word]) -> Iterator[Gap]:
    if not run or len(run) > 5:
        return
    low, before = run[0].low, sentence[: run[0].start]
    if len(run) == 1 and (low.endswith("ly") or (low in VERBS and _VERBAL.search(before)) or _MODAL.search(before)):
        return
    start, end = run[0].start, run[-1].end
    if start == 0 and any(ends_in_s(word.low) for word in run[1:-1]):
        return  # its verb is in it: "insurance pools risk"
    late = start / max(len(sentence), 1)
    length = {1: 0.0, 2: 0.6, 3: 0.7, 4: 0.4, 5: 0.1}[len(run)]
    verb = (
        -1.0
        if len(run) == 1 and (run[0].low in VERBS or is_finite(run[0].text) or run[0].low.endswith(("ing", "ly")))
        else 0.0
    )
    bland = -1.0 * sum(is_bland(word) for word in run) / len(run)
    yield Gap(start=start, end=end, way="phrase", weight=1.3 + length + 0.8 * late + verb + bland + _rarity(run))


def _rarity(run: Sequence[Word]) -> float:
    """What a phrase of common words alone loses, since anybody would fill it in: 0 to -0.4."""
    return -min(0.4, max(0.0, 0.4 * (min(zipf(word.low) for word in run) - 4.2)))


_LISTED = re.compile(
    r"\b(?:such as|including|include[sd]?|e\.g\.,?|for example|like|especially)\s[^.;]*$", re.IGNORECASE
)
_JOINED_BEFORE = re.compile(r"(?:\b(?:and|or|nor|and/or|but)|\b(?:and|or) (?:a|an|the|its|their))\s$", re.IGNORECASE)
_LISTED_AFTER = re.compile(
    r"(?!, (?:includ|such|like|e\.g|for|namely))(?:,\s[\w-]+(?:\s[\w-]+){0,2}){2,},?\s(?:and|or)\s", re.IGNORECASE
)
_JOINED_AFTER = re.compile(r",?\s(?:and|or|nor|and/or)\s", re.IGNORECASE)
_BESIDE = re.compile(
    r"\b(?:which|who|whose|where|whatever|regardless of|irrespective of|as opposed to|compared (?:to|with)|based on"
    r"|at this|in this|on the|along with)"
    r"\s[^,;]*$",
    re.IGNORECASE,
)
AMID = 3  # commas: what stands between two of so many is one of a list
ANNOUNCING = 5  # words
_ANNOUNCES = re.compile(r":\s(?:\S+\s+){4}")
"""A few words before a colon only announce what the sentence says."""
_CITED = re.compile(
    r"\s(?:\([^)]*\)\s)?(?:mentioned|above|below|described|discussed|proposed (?:in|by))\b", re.IGNORECASE
)


def _weighed(sentence: str, gap: Gap, wanted: frozenset[str]) -> Gap:
    """The gap with what the reader's words, its length and its place in the sentence add or take."""
    hidden = sentence[gap.start : gap.end]
    shared = len(stems(hidden) & wanted)
    speaks = ((0.9 if " " in hidden else 0.5) if shared else 0.0) + (0.3 if shared > 1 else 0.0)
    long = max(0, count_words(hidden) - (16 if gap.way == "reason" else 6))
    first = -0.5 if not sentence[: gap.start].strip("… ") and gap.way != "winner" else 0.0
    place = 0.0
    if gap.way == "number":
        place = _place_of_number(sentence, gap)
    elif gap.way == "phrase":
        place = _place_of_phrase(sentence, gap, wanted)
    elif gap.way in ("denied", "compared", "condition"):
        place = _rarity(words(hidden))
    elif gap.way == "reason" and (_OWN.fullmatch(hidden) or dangling(sentence[gap.end :])):
        place = -1.5  # "because […], it failed": nobody can tell what failed
    background = _BACKGROUND.match(sentence)
    aside = -1.5 if background and gap.end <= background.end() and gap.way != "reason" else 0.0
    beside = -1.5 if gap.way in ("compared", "direction") and _BESIDE.search(sentence[: gap.start]) else 0.0
    return replace(gap, weight=gap.weight + speaks - 0.3 * long + first + place + aside + beside)


_OWN = re.compile(r"(?:its|their|his|her)\s(?:\w+\s)?\w+", re.IGNORECASE)
"""A reason that names no more than a thing of its own: "due to its unique design"."""

_BACKGROUND = re.compile(
    r"(?:… )?(?:since|as|although|though|while|whereas|when|if|because|unlike|given|despite|to)\b[^,;:]*,",
    re.IGNORECASE,
)
"""What stands before the main clause is what the reader is expected to know."""


def _place_of_phrase(sentence: str, gap: Gap, wanted: frozenset[str]) -> float:
    """One of several things joined, an example, or a side remark could be another; the object of the main verb not."""
    before, after = sentence[: gap.start], sentence[gap.end :]
    verb = first_verb(sentence)
    if stems(sentence[gap.start : gap.end]) <= wanted:  # what the reader names is no aside
        return -1.0 * (verb is None and not has_verb(sentence))
    amid = before.rstrip().endswith(",") and after.startswith(",") and before.count(",") + after.count(",") >= AMID
    joined = (
        amid
        or bool(_LISTED_AFTER.match(after))
        or bool(_JOINED_BEFORE.search(before))
        or bool(_JOINED_AFTER.match(after))
    )
    nested = before.count("(") > before.count(")") or _is_within_quotes(before)
    weight = -1.0 * joined - 1.5 * bool(_LISTED.search(before)) - 0.4 * bool(_BESIDE.search(before)) - 1.5 * nested
    weight -= 1.5 * bool(_CITED.match(after)) + 1.0 * bool(
        count_words(before) <= ANNOUNCING and _ANNOUNCES.match(after)
    )
    if verb is None:
        return weight - (0.0 if has_verb(sentence) else 1.0)
    if "," in before and "," in sentence[gap.end : verb]:
        weight -= 0.8  # an apposition, beside the subject
    if verb < gap.start and not re.search(r"[,;:(—]", sentence[verb : gap.start]):
        weight += 0.3
    return weight


def _is_within_quotes(before: str) -> bool:
    """Whether somebody's words are being quoted where the text breaks off."""
    single = re.findall(r"(?<!\w)['‘](?=\w)", before), re.findall(r"(?<=[\w.,!?])['’](?!\w)", before)
    return len(re.findall('[“”"]', before)) % 2 == 1 or len(single[0]) > len(single[1])


_PASSING = re.compile(
    r"\b(?:(?:this|last|next)\s(?:year|month|week|quarter)|today|yesterday|tomorrow)\b", re.IGNORECASE
)
"""A time that is another one when the card is met."""
_SUPPOSED = re.compile(r"\bif\b.*\bwould\b|\bwould\b.*\bif\b|\bfor (?:example|instance)\b", re.IGNORECASE)
"""How a sentence speaks of a case that is only supposed, whose numbers are as good as any."""


def _is_of_a_case(sentence: str, end: int, verb: int | None) -> bool:
    """Whether what ends here only says in which case, or after what is done, the sentence holds."""
    case = _IN_SOME_CASE.match(sentence)
    return bool(case and end <= case.end()) or bool(_BY_DOING.match(sentence) and verb is not None and end <= verb)


_IN_SOME_CASE = re.compile(r"(?:… )?(?:in|for|among|with|at)\s[^,]*,\s", re.IGNORECASE)
_BY_DOING = re.compile(r"(?:… )?(?!during\b)[a-z]{3,}ing\s", re.IGNORECASE)
"""How a sentence begins that says where something holds ("In a patient with …,"), or by what ("Raising the …")."""


def _place_of_number(sentence: str, gap: Gap) -> float:
    """A bare number needs its unit; one of many, one that is only quoted, or a year tells little."""
    hidden, before = sentence[gap.start : gap.end], sentence[: gap.start]
    many = len(re.findall(r"(?<![\w.,])\d+(?:[.,]\d+)*", sentence)) >= 5
    bare = bool(re.fullmatch(r"[\d.,]+", hidden))
    year = 2.0 if _YEAR.fullmatch(hidden) else 0.0
    verb = first_verb(sentence)
    year += 1.0 if year and verb is not None and gap.end <= verb else 0.0  # "the old picture of decline after 1566"
    known = (
        2.0
        if re.search(
            r"\b(?:our|the|their|these|those)\s(?:first\s|last\s|other\s)?$|\bsame\s\w+\sof\s$|\bsay,?\s(?:by\s)?$",
            before,
            re.IGNORECASE,
        )
        else 0.0
    )
    case = 1.5 if _is_of_a_case(sentence, gap.end, verb) else 0.0
    of_age = 2.0 if re.match(r"[\s-]year[\s-]olds?\b", sentence[gap.end :]) else 0.0  # tells of whom, and not what
    passing = 1.0 if _PASSING.search(sentence) or _SUPPOSED.search(sentence) else 0.0
    paired = 1.0 if re.match(r"\s(?:and|or)\s\d", sentence[gap.end :]) else 0.0
    return -known - case - of_age - passing - paired - 1.2 * bare - year - 1.5 * many - 2.0 * _is_within_quotes(before)
