"""What a card is made from and what it says before it is bound to its pair; what all kinds of cards share."""

import re
from dataclasses import dataclass

from flashgen.compose import references
from flashgen.compose.sentences import (
    ARROW,
    PRONOUNS,
    count_words,
    sentences,
    stems,
    whole,
    without_connective,
    words,
)
from flashgen.markup import plain
from flashgen.model import GAP, Pair
from flashgen.repair import without_citations
from flashgen.tex import segments

# all in words
LONG_FRONT = 60
CUE = 25
LONG_MEANING = 40


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
        quote = _IN_MARKS.sub(r"\1", _WIKI_LINK.sub(r"\1", pair.quote))
        quote = re.sub(r"(?i)^(?:step|part|phase|lecture|week|day)\s\d{1,2}\s*[:.–-]\s+(?=\w+\s\w)", "", quote)
        quote = re.sub(r"^\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+(?=[A-Z])", "", quote)  # the number of a heading
        quote = _tidy(re.sub(r"^(?:Fig(?:ure|\.)?|Table)\s*\d+(?:\.\d+)*\s*[:.|]?\s+", "", quote))
        return cls(
            quote=_tidy(references.without_inline(_uncited(whole(quote)))),
            comment=_BESIDE_THE_POINT.sub("", _tidy(_uncited(plain(pair.comment)))),
            written=_tidy(_IN_EMPHASIS.sub(r"\2", pair.comment)),
            source=pair.annotation.title,
            header=header,
            title=references.title_of(quote) if references.is_reference(quote) else references.title_alone(quote),
            formulas=tuple(formula.tex for formula in pair.formulas if formula.sure and formula.display),
            replies=tuple(reply.text if reply.format == "plain" else plain_lines(reply.text) for reply in pair.replies),
        )

    @property
    def thin(self) -> bool:
        """Whether the quote says nothing by itself: a word or two, a heading, nothing at all."""
        return count_words(self.quote) <= 5 or bool(self.title)


_IN_MARKS = re.compile(r"^\s*[\"“]([^\"“”]+[.!?…,]|[^\s\"“”]+(?:\s[^\s\"“”]+){0,2})[\"”]\s*$")
"""A sentence or a name in quotation marks of its own; a longer one without a stop is a title."""
_IN_EMPHASIS = re.compile(r"^\s*([*_]{1,3})(?![\s*_])((?:(?!\1).)+?)(?<![\s*_])\1\s*$", re.DOTALL)
"""A comment that is emphasised as a whole, which emphasises nothing."""
_WIKI_LINK = re.compile(r"\[\[(?=[^\W_])(?:[^\[\]|\n]{1,80}\|)?([^\[\]|\n]{1,80})(?<=\S)\]\]")


def _uncited(text: str) -> str:
    """The text without citation marks; what looks like one in a formula ("[0, 1]") stays."""
    return "".join(part.text if part.tex is not None else without_citations(part.text) for part in segments(text))


_BESIDE_THE_POINT = re.compile(
    r"^\[(?:note|nb|n\.b\.|remark|comment)\]\s*:?\s*"
    r"|^(?:very |really |a )?(?:good|great|nice|important|key|interesting) "
    r"(?:point|idea|insight|observation|thing|reminder)(?: to (?:remember|note|keep in mind))?"
    r"\s*[,:;.–-]\s+(?=(?:\S+\s+){4})",
    re.IGNORECASE,
)
"""The praise, or the mark of a note, before what the reader has to say."""


def _tidy(text: str) -> str:
    text = re.sub(r"(?:\. ){2,}\.|\[\s?(?:…|\.{3})\s?\]", "…", text)
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.splitlines()]
    return re.sub(rf"^(?:[\s.,;:)\]]+|{ARROW}\s+)(?=\S)", "", re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip())


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


def dangling(text: str) -> str:
    """The pronoun that stands before anything it could refer to, or "" ("it is likely that" refers to nothing)."""
    if _EXPLETIVE.match(text):
        return ""
    if text.startswith(GAP):
        return ""
    for word in words(re.sub(r"(?i)^\W*we \w+ that\s", "", text)):
        if word.low in ("it", "they", "this", "these", "those", "them", "he", "she", "its", "their"):
            return word.low
        if not word.is_function:
            return ""
    return ""


_EXPLETIVE = re.compile(
    r"\W*it\s+(?:is|was|turns|seems|appears|has been|follows|remains)\b(?:\s\w+){0,4}\s(?:that|to|whether|how|if)\b"
    r"|\W*it\s(?:does(?: not|n[’']t) matter|matters)\b",
    re.IGNORECASE,
)


def points_back(text: str) -> bool:
    """Whether it speaks of something that stood before it: by a pronoun that nothing before it names, or by its turn.

    The text may have a gap, which names nothing either.
    """
    if dangling(text) or _TURNS.search(text):
        return True
    pronoun = _PRONOUN.search(text)
    if pronoun is None or _EXPLETIVE.match(text[pronoun.start() :]):
        return False
    named = text[: pronoun.start()].replace(GAP, " ")
    return not (_THING.search(named) or any(word.is_name and word.start for word in words(named)))


_TURNS = re.compile(
    r"""
    \b (?: this | these | those ) \s (?! (?:
        who | that | which | of | is | are | was | were | can | will | in | with
      | article | book | chapter | century | essay | paper | report | review | study | thesis | work | year
      ) s? \b ) \w+
    | ^ (?: that | such ) \s (?! as\b | the\b | an? \b ) \w+
    | ,? \s (?: however | though | instead ) \s? [,.;]
    | ^ [^,.;]{3,60} \s also \s
    | \b (?: like | than | as ) \s that \b (?! \s (?: of | in | which ) \b )
    | \b that \s (?: do | does | did ) \b (?! \s (?: not\b | n[o’'] ) )
    | \b (?: one | two | some | most | all | both | either | neither | each | none )
      \s of \s (?: them | these | those ) \b
    | \b the \s (?: former | latter ) \b | \b (?: do | does | did | doing ) \s so \b
    | ^ (?: otherwise | instead | in\ (?: that | this | each | such ) \s )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""How a sentence takes up the one before: "these costs", "InnoDB does not, however", "topics that do"."""
_PRONOUN = re.compile(r"\b(?:it|its|they|them|their|he|she|him|his)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:an?|the|our|each|every|any|some|no|two|many|most|all)\s+[\w-]+|\b\w{2,}[^\Wsu]s\b|^\W*(?!if\b|when\b|as\b|\w+ly\b)[^\W\d_]{5,}",
    re.IGNORECASE,
)
"""What a pronoun after it may stand for: a noun by its article, a plural, or a long word that begins the sentence."""


def cue(front: str, quote: str) -> str:
    """The sentence of the quote that the question is about; a stretch of it, with "…", where it is long."""
    own = stems(front)
    said = sentences(quote)
    leans = any(word.low in ("it", "they", "its", "their", "them", "he", "she") for word in words(front))

    def nearness(sentence: str) -> float:
        """How much it speaks of what is asked; what a pronoun stands for is named at a sentence's head."""
        first = next(iter(words(sentence)), None)
        names = leans and not dangling(sentence) and first is not None and first.low not in PRONOUNS
        names = names and sentence == without_connective(sentence)  # "additionally" names nothing
        return len(stems(sentence) & own) + (1.5 if names else 0)

    sentence = max(said, key=nearness, default="")
    found = words(sentence)
    begins = said and sentence == said[0] and sentence[:1].islower() and not found[0].is_name
    mark = "… " if begins and count_words(sentence) > 5 else ""
    if len(found) <= LONG_MEANING:
        return mark + sentence
    starts = [
        at for at in range(len(found) - CUE + 1) if at == 0 or re.search(r"[,;:(]\s*$", sentence[: found[at].start])
    ]
    best = max(starts, key=lambda at: (len(own & stems(sentence[found[at].start : found[at + CUE - 1].end])), -at))
    end = best + CUE - 1
    stretch = sentence[found[best].start if best else 0 : found[end].end]
    return ("… " if best else mark) + stretch + (" …" if end + 1 < len(found) else "")


def source_name(texts: Texts) -> str:
    """What a front calls the text that was read: its title, without the author and year of a file's name."""
    title = re.sub(r"^[^“”]{2,60}? - (?:19|20)\d\d[a-z]? - ", "", texts.source)
    is_title = 1 < count_words(title) <= 12 and " " in title
    return f"“{title}”" if is_title else "the text"


def plain_lines(written: str) -> str:
    """Markdown as plain text; the entries of a list keep their lines and get a dot."""
    if len(ENTRY.findall(written)) < 2:
        return plain(written)
    return "\n".join(
        f"• {plain(entry[1])}" if (entry := ENTRY.match(line)) else plain(line) for line in written.splitlines() if line
    )


ENTRY = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+(\S.*)$", re.MULTILINE)
JUDGEMENT = re.compile(
    r"\W*(?:very|really|quite|so)\s[a-z]+(?:,|\sand\b)|"
    r"\W*(?:(?:very|really|quite|so|always|a bit|a little|bit|an?|this is|that is|it is)\s+)*"
    r"(?:interesting|disturbing|good|great|nice|cool|important|fascinating|surprising|famous|classic|useful|bad|weak|"
    r"strange|odd|controversial|influential)\b",
    re.IGNORECASE,
)
"""How a comment begins that judges rather than tells."""

TELLING = re.compile(
    r"\b(?:algorithm|analysis|approach|article|benchmark|book|dataset|essay|experiment|framework|idea|method|model|overview|"
    r"paper|proof|review|study|survey|system|technique|theory|way)s?\s+(?:about|for|how|of|on|that|to|which|whose|[a-z]+ing)\b",
    re.IGNORECASE,
)
"""How a comment, a judging one too, says what a work is about."""

EMPTY = re.compile(
    r"\W*(?:omg|lol|wow|yeah|yes|no|ha|still|love|i (?:don|do|have|need|agree|like)|need to|learn|good"
    r"|(?:very )?true)\b",
    re.IGNORECASE,
)
"""How a comment begins that only reacts."""

REACTION = re.compile(
    r"\W*(?:hm+|(?:ha)+|oh|ah|wow|lol|omg|very true|so true|agreed|exactly|indeed)\b[^\w\s]*(?:\s+\S+){0,8}\s*"
    r"|(?:I\s)?(?:do\s?n[o’']?t|did\s?n[o’']?t|never|not)\s(?:really\s|too\s)?(?:knew?|know|heard?|familiar|understand)\b"
    r"(?:\s+\S+){1,9}\s*"
    r"|(?:this|it|that)\s(?:could|might|would|may) be (?:an? )?(?:good|great|interesting|nice|useful|worth)\b"
    r"(?:\s+\S+){0,9}\s*"
    r"|(?:could|might|would) be an? (?:good|great|interesting|nice) (?:example|idea|paper|point|project|read|topic)\b"
    r"(?:\s+\S+){0,9}\s*"
    r"|(?:(?:this|it|that)\s)?(?:is|was)\s(?:(?:kind of|a bit|a little|really|very|so|quite|too)\s)*"
    r"(?:confusing|unclear|vague|wordy|awkward|(?:hard|difficult) to (?:follow|read|understand))\b(?:\s+\S+){0,5}\s*"
    r"|(?!.*(?:\b(?:not|never)|n[’'o]t)\b)(?:\S+\s+){1,9}"
    r"(?:true|apparently|indeed|right|lol|(?:ha)+|obviously|of course|agreed)[\s!.…]*",
    re.IGNORECASE,
)
"""A short comment that says how the passage strikes its reader, and nothing of the passage."""

TO_DO = re.compile(
    r"(?:(?:must|need to|have to|should) (?:also |still )?)?(?:re-?(?:do|view|read)|read|check|look|see|find|ask"
    r"|compare|search|google|define|clarify|rewrite|rephrase|elaborate"
    r"|(?:give|provide|describe|explain|specify)(?=\s(?:an?\s|the\s|brief\s)*(?:example|more|detail|description|why|how|what"
    r"|this|it|that)|\W*$)"
    r"|(?:change|delete|omit|remove|replace)(?=\s[\"“'‘]|\W*$)"
    r"|refer to|please|remember|try|add|cite|discuss|revisit|revise|practi[sc]e|memori[sz]e|sign off"
    r"|learn(?=\s+(?:more|about|how|what|why|this)))\b(?!\s*[:,])"
    r"|it (?:would|might) be (?:good|great|helpful|important|interesting|nice|useful|worth)\b",
    re.IGNORECASE,
)
"""How a reader begins a note of what to do, which explains no term."""
