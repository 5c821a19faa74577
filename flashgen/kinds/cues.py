"""What there is to notice about a quote and its comment: named cues, none of which weighs anything here.

Cues name how people write, never what they write about: no author, no paper, no field of learning. The words that say
the same thing about a text stand in cues.txt, by what they say.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

# ---------------------------------------------------------------- words and texts


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and phrases that say the same thing about a text."""

    words: frozenset[str]
    phrases: tuple[str, ...]  # each between spaces

    @classmethod
    def of(cls, entries: list[str]) -> "Lexicon":
        """From words and phrases in lower case."""
        return cls(
            frozenset(entry for entry in entries if " " not in entry),
            tuple(f" {entry} " for entry in entries if " " in entry),
        )


def read_lexicons(text: str) -> dict[str, Lexicon]:
    """Name -> words and phrases, from sections that begin with `[name]` and hold entries between commas."""
    sections = re.findall(r"^\[(.+)\]\n([^\[]*)", text, re.MULTILINE)
    return {name: Lexicon.of([" ".join(entry.split()) for entry in body.split(",")]) for name, body in sections}


LEXICONS: Mapping[str, Lexicon] = read_lexicons(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8"))

EMPTY_WORDS = frozenset().union(
    *(LEXICONS[name].words for name in ("function words", "filler", "praise", "interest", "stance"))
)
"""Words that are about nothing but the reader."""

NAMES_OF_WORD: dict[str, list[str]] = {}
PHRASES_AFTER: dict[str, list[tuple[str, str]]] = {}
for _name, _lexicon in LEXICONS.items():
    for _word in sorted(_lexicon.words):
        NAMES_OF_WORD.setdefault(_word, []).append(_name)
    for _phrase in _lexicon.phrases:
        PHRASES_AFTER.setdefault(_phrase.split()[0], []).append((_phrase, _name))

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
SENTENCE = re.compile(r"(?<=[.!?。！])[\s\"'”’)]+|\n+|(?<=[。！])")
BEGINNING = 9  # words
OPENING = 20  # words
STRETCHED = re.compile(r"([a-z])\1{2,}")


class Side:
    """One half of a pair, looked at once: its text, and its words in lower case."""

    def __init__(self, text: str) -> None:
        """Looks at `text`; white space around it does not count, and "coool" is "cool"."""
        self.text = text.strip().replace("’", "'").replace("？", "?").replace("؟", "?")
        self.low = STRETCHED.sub(r"\1\1", self.text.lower())
        self.words = WORD.findall(self.low)
        self.bag = frozenset(self.words)
        self.padded = f" {' '.join(self.words)} "

    @cached_property
    def sentences(self) -> list[str]:
        """The text cut after ends of sentences and at line breaks."""
        return [part for part in SENTENCE.split(self.text) if part.strip()]

    def first(self, count: int) -> "Side":
        """Its first words, or all of it where it has no more."""
        return self if len(self.words) <= count else Side(" ".join(self.words[:count]))

    @cached_property
    def content(self) -> frozenset[str]:
        """The words that are about something: neither function words, nor praise, nor stance."""
        return self.bag - EMPTY_WORDS

    def says(self, name: str) -> bool:
        """Whether a word or phrase of the lexicon of this name stands in it."""
        return name in self.said

    @cached_property
    def said(self) -> frozenset[str]:
        """The names of the lexicons of which a word or phrase stands in it."""
        found: set[str] = set()
        for word in self.bag & NAMES_OF_WORD.keys():
            found.update(NAMES_OF_WORD[word])
        for word in self.bag & PHRASES_AFTER.keys():
            found.update([name for phrase, name in PHRASES_AFTER[word] if phrase in self.padded])
        return frozenset(found)

    def begins(self, name: str) -> bool:
        """Whether it begins with a word or phrase of the lexicon of this name."""
        lexicon = LEXICONS[name]
        return bool(self.words) and (self.words[0] in lexicon.words or self.padded.startswith(lexicon.phrases))


# ---------------------------------------------------------------- citations and titles

BIBTEX = re.compile(r"@\w+\s*\{\s*[^\s,{}]+\s*,")
DIGIT = re.compile(r"\d")
YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
INITIAL = re.compile(r"(?<![\w.])[A-Z]\.(?=[\s,&]|[A-Z]\.|$)")
CITING = re.compile(
    r"\w@\w+\.\w|https?://"
    r"|\b\d+\s?\(\d+\)\s?[:,]|\b\d{4};\d+|\bv\.? [A-Z]|\[\d{4}\]|\b(?:eds?|int|rev|lett|nos?)\.(?!\w)"
)
PASSING = re.compile(r"\([^()]*\b(?:1[5-9]|20)\d\d\w?\)|\[[\d, ]+\]")
HEADING = re.compile(
    r"(?:chapter|section|part|fig(?:ure|\.)|table|box|listing|appendix|lecture|act|image|abstract|introduction|methods?"
    r"|results|discussion|conclusions?|contents|references|acknowledge?ments?|exercises|supplementary|kapitel|capítulo"
    r"|chapitre|capitolo|hoofdstuk|inhaltsverzeichnis)\b",
    re.IGNORECASE,
)


def cites(side: Side) -> bool:
    """Whether a text is bibliography and little else: a sentence that cites in passing is not."""
    if not (side.says("citing") or DIGIT.search(side.text)):
        return False
    citing = LEXICONS["citing"]
    words = sum([word in citing.words for word in side.words]) + sum(
        [phrase in side.padded for phrase in citing.phrases]
    )
    text = PASSING.sub(" ", side.text) if len(side.words) > 25 else side.text
    signs = min(words + len(CITING.findall(text)), 3) + bool(YEAR.search(text)) + min(len(INITIAL.findall(text)), 2)
    return signs >= 2 and share_of_prose(side) < 0.09 + 0.03 * signs


def is_title(side: Side) -> bool:
    """Whether a text is a bare title: most of its longer words in capitals, no sentence."""
    if len(side.words) > 40 or side.text.rstrip("\"'”)").endswith((".", "!")):
        return False
    if share_of_prose(side) * len(side.words) > 1 + len(side.words) // 8:
        return False
    long_words = [word for word in WORD.findall(side.text) if len(word) > 3]
    return 2 <= len(long_words) <= 30 and sum(word[0].isupper() for word in long_words) >= 0.75 * len(long_words)


def share_of_prose(side: Side) -> float:
    """How many of the words are such that bibliographies and titles have few of."""
    prose = LEXICONS["prose"].words
    return sum([word in prose for word in side.words]) / max(len(side.words), 1)


# ---------------------------------------------------------------- cues of a comment

COMMENT_WORDS: Mapping[str, str] = {
    "doubt": "comment doubts",
    "learn": "comment wants to learn",
    "idea": "comment has an idea",
    "hedge": "comment hedges",
    "defines": "comment defines",
    "compares": "comment compares",
    "reasons": "comment gives reasons",
    "modal": "comment says must, never, no",
    "paper": "comment speaks of a paper",
    "introduces": "comment speaks of what is introduced",
    "they": "comment speaks of them",
    "first person": "comment speaks of me",
    "we": "comment speaks of us",
}
ATTITUDES: Mapping[str, str] = {
    "praise": "comment praises",
    "interest": "comment finds it interesting",
    "stance": "comment takes a stance",
    "task": "comment plans to do something",
}
"""Looked for at a comment's beginning: further on, "right" and "sense" are words of its subject."""
COMMENT_LABELS: Mapping[str, str] = {
    "definition label": "comment is hardly more than a definition's label",
    "claim label": "comment is hardly more than a claim's label",
}
COMMENT_HEADS: Mapping[str, str] = {
    "defines": "comment begins like a definition",
    "definition label": "comment begins with a definition's label",
    "claim label": "comment begins with a claim's label",
    "praise": "comment begins with praise",
    "learn": "comment begins with a wish to learn",
    "task": "comment begins with a plan",
    "first person": "comment begins with me",
    "they": "comment begins with them",
    "article": "comment begins with an article",
}
ORDER = "comment gives an order"
SHAPES: Mapping[str, re.Pattern[str]] = {
    "comment laughs": re.compile(
        r"\b(?:(?:ha){2,}h?|(?:he){2,}|lol+|lmao|rofl|(?:ja){2,})\b|[😀-🙏🤣-🤯]", re.IGNORECASE
    ),
    "comment exclaims": re.compile(r"^[^!]{0,80}!"),
    "comment gives a number": re.compile(r"\d+(?:[.,]\d+)?\s?(?:%|percent|per cent|times\b|x\b)"),
    "comment holds a formula": re.compile(r"\\\(|\\\[|\$\$?[^$]+\$|[≈≤≥∈∀→←∑∫√∂∇∪∩⊂]|:=|(?:^|\s)=\s"),
    "comment holds a list": re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+\S", re.MULTILINE),
    ORDER: re.compile(
        r"""
        ^\W* (?: (?:please|pls|then|and|also|so|must|to)\ )?
        (?: (?:ask|borrow|bring|buy|call(?=\ (?-i:[A-Z][a-z]))|remind|resend|send|tell)\b
            (?!\ (?:you|we|they|i|he|she|me|not|any|\w+\ apart)\b)
          | (?:book|copy|do|download|email|file|fix|forward|go\ (?:over|through)|hand|include|mail|mention|move|phone
            |print|put|quote|redo|remake|return|scan|submit|translate|upload|write)
            \ (?: (?:this|that|it|these|those|the|my|our|out|in|for)\b | \d ) )
        | [.!?;,:]\s+ (?: (?:send|hand|give)\ (?:it\ |this\ )?(?:back|in|to) | return\ to )\b
        """,
        re.IGNORECASE | re.VERBOSE,
    ),
    "comment sets a day": re.compile(
        r"\b(?:by|before|on|until|for|this|next|due|till)\s+(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?\b"
        r"|\b(?:tomorrow|tonight|next (?:week|class|lesson|session|meeting|time|term)"
        r"|before (?:class|the (?:exam|meeting|seminar|lesson|deadline)))\b",
        re.IGNORECASE,
    ),
    "comment trails off": re.compile(r"(?:\.\.\.|…)\s*$"),
}
SIZES = (
    (0, "no words"),
    (2, "a word or two"),
    (6, "a few words"),
    (15, "a line"),
    (40, "some lines"),
    (10**9, "many lines"),
)


def size(side: Side) -> str:
    """The length of a text in words, in rough classes."""
    return next(name for limit, name in SIZES if len(side.words) <= limit)


def adds(comment: Side) -> str:
    """What a comment adds to its quote: praise only, stance only, a label, or something; "" where there is none."""
    if not comment.text:
        return ""
    if not comment.content:
        stance = comment.says("stance") or comment.says("interest")
        return "only praise" if not stance and comment.says("praise") else "only stance" if stance else "nothing"
    return "only a label" if len(comment.words) <= 5 and not comment.says("verbs") else "something"


def comment_cues(quote: Side, comment: Side) -> Iterator[str]:
    """What speaks from the comment."""
    yield f"comment of {size(comment)}"
    yield from question_cues(quote, comment)
    opening, beginning = comment.first(OPENING), comment.first(BEGINNING)
    yield from (cue for name, cue in COMMENT_WORDS.items() if opening.says(name))
    yield from (cue for name, cue in ATTITUDES.items() if beginning.says(name))
    yield from (cue for name, cue in COMMENT_HEADS.items() if comment.begins(name))
    yield from (cue for cue, pattern in SHAPES.items() if pattern.search(comment.text))
    if len(comment.words) <= LABEL:
        yield from (cue for name, cue in COMMENT_LABELS.items() if comment.says(name))
    yield from heading_cues(quote, comment)
    if not comment.says("verbs"):
        yield "comment has no verb"
    if cites(comment):
        yield "comment cites"
    elif is_title(comment):
        yield "comment is written like a title"
    yield from overlap_cues(quote, comment)


HEADED = re.compile(r"\s*(?:#+\s+(?P<title>.+)|\*\*(?P<bold>[^*\n]{1,60})\*\*|(?P<plain>[^.:?!\n]{1,40}):(?=\s))")
LABEL = 8  # words


def heading_cues(quote: Side, comment: Side) -> Iterator[str]:
    """What a comment's heading says, be it Markdown's or words before a colon."""
    found = HEADED.match(comment.text)
    if not found:
        return
    heading = Side(found["title"] or found["bold"] or found["plain"])
    if heading.says("claim label"):
        yield "heading of a claim"
    elif heading.says("definition label"):
        yield "heading of a definition"
    elif heading.content and heading.content <= quote.bag:
        yield "heading names a thing of the quote"
    else:
        yield "heading names something" if found["title"] or found["bold"] else "words before a colon"


def overlap_cues(quote: Side, comment: Side) -> Iterator[str]:
    """How much a comment says again what its quote says."""
    if not (quote.words and comment.content):
        return
    shared = len(comment.content & quote.bag) / len(comment.content)
    if shared >= 0.99:
        yield "comment repeats words of the quote only"
    elif shared >= 0.5:
        yield "comment repeats much of the quote"
    elif shared == 0:
        yield "comment shares no word with the quote"


# ---------------------------------------------------------------- questions

QUOTED_QUESTION = re.compile(r"[\"“«][^\"”»]*\?[\"”»]")
BRACKETED_MARK = re.compile(r"(?<=\w\W)\s*\(\s*[^()]{0,200}\?\s*\)|\(\s*[^()]{0,25}\?\s*\)")
RHETORICAL = re.compile(
    r"(?:\b(?:right|really|huh|seriously|who knew|who cares|no|eh|obvious|surpris\w+)\s*\?!?|\?!|!\?)\s*$",
    re.IGNORECASE,
)
PROOFREADING = re.compile(
    r"""
    \bshould\s?(?:n't|n’t)?\s?(?:also\ )?(?:be|this|it|that|say|read)\b.*["'“][^"'”]+["'”]
    | \bone\ of\ (?:these|them|the\ two)\ is\ wrong\b
    | ^\W*missing(?:\ [^\s:;,.]+){1,5}\W*$
    | ^\W*(?:nit(?:pick)?|readability|wording)\s?:
    | ^\W*did\ you\ mean\b | \bprobably\ .{1,30}\ is\ meant\b
    | \b(?:did|do|you)\ (?:you\ )?mean\W+["'“]?\w+["'”]?\s*\?
    | ^\W*(?:\w+\ ){0,2}(?:axis|axes|caption|digits?|figure|footnote|heading|labels?|legend|numbering|page|reference
      |percentages|rows?|columns?|scale|shares|title|totals?|units?)\ (?:is\ |are\ )?
      (?:missing|wrong|cut\ off|swapped|transposed|adds?\ (?:up\ )?to
      |(?:don't|doesn't|do\ not|does\ not)\ (?:add|sum|match))\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MARKS = {
    "OPEN": r"[\"“'‘]",
    "SHUT": r"[\"”'’]",
    "SIGN": r"(?: apostrophe | comma | full\ stop | hyphen | semicolon )",
    "WORDS": r"(?: line | paragraph | phrase | sentence | term | wording | words? )",
    "MENDING": r"(?: add | avoid | chang | delet | modify | omitt | remov | rephras | replac | reword | writ )",
}


def _about_wording(pattern: str) -> re.Pattern[str]:
    for name, part in _MARKS.items():
        pattern = pattern.replace(f"<{name}>", part)
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


EDITORIAL = _about_wording(r"""
      ^\W* should \ (?: probably\ | maybe\ | perhaps\ )? (?: mean | read | say ) \b
    | ^\W* suggestion \s? : .* \b (?: change | drop | replace | these | this | word ) \b
    | ^\W* unclear \ (?: what | which | who ) \b [^.?!]{0,60} \b refers? \b
    | ^\W* (?: please\ )? (?: add | delete | drop | insert | omit | remove ) \s
      (?: (?: an? | the | this | that | another | missing | extra ) \s )*
      (?: <SIGN> | <WORDS> ) \W* (?: \w+ \W* ){0,2} $
    | ^\W* (?: recast | rewrite\ this | comma\ splice | run-on\ sentence | (?: one | 1 )[\ -]sentence\ paragraph )
      \W* (?: $ | : )
    | \b (?: no | missing | extra | unneeded ) \ <SIGN> (?= \W* $ | [,;:] | \ (?: here | please ) \b )
    | \b <SIGN> \ (?: is\ )? missing \b | \b missing\ the\ word \b
    | \b part\ of\ (?: the | this )\ sentence \b | \b corrected\ to\ <OPEN>
    | \b sentence \ (?: is | seems | feels | sounds | felt ) \ (?: too | a\ bit | a\ little | very | rather ) \b
    | \b sentence\ (?: starts | begins | ends )\ with\b | \b unnecessary\ to\ include\b
    | \b (?: feels? | felt | sounds ) \ (?: a\ (?: bit | little )\ )? (?: awkward | choppy | clunky | wordy ) \b
    | \b (?: combine | join | merge | move ) \b [^.?]{0,20} \ (?: next | previous ) \ sentence \b
    | \b needs?\ (?: an?\ )? (?: <SIGN> | re-?(?: casting | writing | wording | phrasing ) | <OPEN> \w+ <SHUT> ) (?!\w)
    | \b meant\ to\ (?: say | write ) \b
    | \b (?: awkward(?:ly)? | better | badly | poorly ) \ (?: phrased | worded | written | phrasing | wording ) \b
    | \b (?: worded | re-?phrased | re-?written | simplified ) \ (?: (?: to | as | like ) \ )? <OPEN>
    | (?: n't | not ) \ scientifically \ (?: accurate | sound | written ) \b
    | \b did \ you \ mean \b | ^\W* do \ you \ mean \b [^.?,]{1,40} \? \W* $
    | \b authors?\ (?: means? | meant ) \ <OPEN>
    | \b (?: the | this | that ) \ <WORDS> \b [^.?]{0,60}
      \b (?: could | may | might | would ) \ be \ (?: easier | more\ easily | better | clearer ) \b
    | \b (?: perhaps | maybe | would\ be ) \ more \ accurate \ to \ (?: say | state | write ) \b
    | (?: ^\W* | \b I \ (?: would\ )? ) (?: suggest | recommend | propose ) \ <MENDING>ing \ (?: the | this ) \b
      (?: \W* $ | [^.?]{0,30} \b <WORDS> \b )
    | \b I (?: \ would | 'd ) \ (?: suggest\ )? refrain\ from\ using\ (?: the\ <WORDS> | <OPEN> )
    | \b I \ would \ suggest \ (?: rephrasing | rewording ) \b
""")
"""A sentence that mends how a text is written, and says nothing of what it is about."""
SWAPPED = _about_wording(r"""
      (?: ^ | <OPEN> [^\"”]{1,80} <SHUT> ) \s? (?: -> | => | → ) \s? <OPEN>
    | <OPEN> [^\"”]{1,60} <SHUT> ,? \s instead\ of \ <OPEN>
    | [\"“] [^\"”]{1,60} [\"”] \s (?: instead | (?: would\ be | is ) \ (?: better | clearer ) ) \b
    | \b (?: change | delete | insert | omit | replace ) \s (?: the\s )? (?: [a-z]+\s )? <OPEN>
    | \b replace\ with \ <OPEN>
""")
"""A sentence that puts some words in the place of others, which mends the text where they are words of the quote."""


def reads_proof(quote: Side, comment: Side) -> bool:
    """Whether the comment is about slips and wording: it names one, or most of it, or half with its first sentence."""
    if comment.says("proof-reading") or PROOFREADING.search(comment.text):
        return True
    about_wording = [
        bool(EDITORIAL.search(sentence) or (SWAPPED.search(sentence) and _is_of(sentence, quote)))
        for sentence in comment.sentences
    ]
    return 2 * sum(about_wording) + any(about_wording[:1]) > len(about_wording)


def _is_of(sentence: str, quote: Side) -> bool:
    """Whether words in quotation marks are mostly words of a short quote."""
    quoted = [Side(words).bag for words in IN_MARKS.findall(sentence)]
    return len(quote.words) <= SELECTED and any(bag and 2 * len(bag & quote.bag) >= len(bag) for bag in quoted)


IN_MARKS = re.compile(r"[\"“'‘](?=\w)([^\"“”]{1,80}?)[\"”'’](?!\w)")
SELECTED = 25  # words: who mends a text selects little of it


ANSWER = re.compile(
    r"\W*(?:a:|answer|because|yes\b|no\b|not really|probably|it's\b|through\b|by\b|i think|maybe not)", re.IGNORECASE
)
INVERTED = re.compile(
    r"\W*(?:(?:so|but|and|or|also|then|wait) )*"
    r"(?:why|where|when|who|whom|how(?: (?:many|much|long|often|far|well|big|large)(?: \w+)?)?"
    r"|(?:what|which)(?: (?!the|a|an|this|that|these|those|they|it|we|you|he|she|i)\w+){0,4}?) "
    r"(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|tho)\b(?! \w+ing\b)"
    r"|\W*(?:what|who) (?:causes|counts|determines|drives|happens|keeps|makes|pays|prevents|sets|stops)\b",
    re.IGNORECASE,
)


def is_inverted(sentence: str) -> bool:
    """Whether a sentence has the order of a question, after its opening words: a question word or a verb first."""
    words = [word.lower() for word in WORD.findall(sentence.rpartition(":")[2])]
    while words and words[0] in LEXICONS["openers"].words:
        words.pop(0)
    return bool(words) and (words[0] in LEXICONS["question words"].words or words[0] in LEXICONS["auxiliaries"].words)


def question_cues(quote: Side, comment: Side) -> Iterator[str]:
    """How a comment asks, if it does."""
    if reads_proof(quote, comment):
        yield "comment reads proof"
    elif "?" not in comment.text:
        yield from unmarked_question_cues(comment)
    elif "?" not in BRACKETED_MARK.sub("", QUOTED_QUESTION.sub("", comment.text)):
        yield "question mark only within quotation marks or brackets"
    else:
        yield "question mark"
        asked = [part for part in comment.sentences if part.rstrip("\"'”) ").endswith("?")]
        if len(asked) > 1:
            yield "several question marks"
        yield question_order(comment, asked)
        if comment.sentences[0] in asked and len(comment.sentences) > 1:
            yield "question comes first, then more"
        if RHETORICAL.search(comment.text):
            yield "rhetorical question mark"
        yield from answer_cues(comment.text.rpartition("?")[2])


def unmarked_question_cues(comment: Side) -> Iterator[str]:
    """How a comment without a question mark asks."""
    if any(INVERTED.match(sentence) for sentence in comment.sentences):
        yield "question's order without a question mark"
    elif comment.begins("question words"):
        yield "question word first, without a question mark"


def question_order(comment: Side, asked: list[str]) -> str:
    """What stands before the question marks: a question's order, a statement's, or hardly a word."""
    if not comment.words:
        return "question mark and nothing else"
    if "¿" in comment.text or any(is_inverted(sentence) for sentence in asked):
        return "question mark after a question's order"
    if len(comment.words) <= 3:
        return "question mark after a word or two"
    hedged = " hedged" if comment.says("hedge") else ""
    return f"question mark after a{hedged} statement"


def answer_cues(after: str) -> Iterator[str]:
    """What a comment says after its last question mark."""
    if len(WORD.findall(after)) >= 3:
        yield "comment goes on after the question"
        if ANSWER.match(after):
            yield "comment answers itself"


# ---------------------------------------------------------------- cues of a quote

QUOTE_WORDS: Mapping[str, str] = {
    "quote defines": "defines",
    "quote builds": "says how something is built",
    "quote finds": "reports a finding",
    "quote argues": "argues",
}
NUMBER = re.compile(r"\d+(?:[.,]\d+)?\s?(?:%|percent|per cent|times\b|x\b)")
FORMULA = re.compile(r"\\\(|\\\[|[≈≤≥∈∀→←∑∫√∂∇∪∩⊂∝≡]|:=|\s=\s|\w\([A-Za-z]\w{0,2}(?:[,;|]\s?\w{1,3})*\)")


def quote_cues(quote: Side, *, added: str) -> Iterator[str]:
    """What speaks from the quote, and speaks louder where the comment adds no more than a stance or a label."""
    found = list(bare_quote_cues(quote))
    yield from (f"quote {name}" for name in found)
    if added in ALONE:
        yield from (f"quote {name}, {ALONE[added]}" for name in found)


ALONE: Mapping[str, str] = {
    "": "standing alone",
    "only stance": "left to speak for itself",
    "nothing": "left to speak for itself",
    "only a label": "under a label",
}


def bare_quote_cues(quote: Side) -> Iterator[str]:
    """The names of what speaks from the quote, whatever the comment."""
    yield f"of {size(quote)}"
    yield from (name for lexicon, name in QUOTE_WORDS.items() if quote.says(lexicon))
    if NUMBER.search(quote.text):
        yield "gives a number"
    if FORMULA.search(quote.text):
        yield "holds a formula"
    if quote.text.rstrip("\"'”) ").endswith("?"):
        yield "is a question"
    if BIBTEX.search(quote.text) or cites(quote):
        yield "cites"
    elif is_title(quote):
        yield "is written like a title"
    if HEADING.match(quote.text) and len(quote.words) <= 12:
        yield "begins like a heading or a caption"
    if len(quote.words) > 3 and not quote.says("verbs"):
        yield "has no verb"


# ---------------------------------------------------------------- all


def cues_of(quote: str, comment: str) -> tuple[str, ...]:
    """The names of all cues that fire for a pair, in a fixed order, each once."""
    left, right = Side(quote), Side(comment)
    added = adds(right)
    found = ["every pair"]
    if right.text:
        found += comment_cues(left, right)
        found.append(f"comment adds {added}")
    else:
        found.append("no comment")
    if left.text:
        found += quote_cues(left, added=added)
    else:
        found.append("no quote")
    return tuple(dict.fromkeys(found))
