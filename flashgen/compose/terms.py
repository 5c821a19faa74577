"""Which term a text defines, and in which words.

WAYS is a table of how English gives a term away, each way with its weight; a finding that can be no term (a clause, a
pronoun, a word that names no thing of its own, such as "the goal") is refused.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flashgen.compose.names import clean_term, is_notation, is_term, is_whole
from flashgen.compose.sentences import (
    AUXILIARIES,
    FORMULA,
    content_words,
    count_words,
    first_verb,
    sentences,
    without_connective,
    word_set,
    words,
)
from flashgen.words import zipf


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A term and the words that define it; `way` is the name of how it was found.

    `article` is the one it had there, `also` another name it goes by, `many` whether "are" followed it.
    """

    term: str
    meaning: str
    way: str
    weight: float
    article: str = ""
    also: str = ""
    many: bool = False

    @property
    def is_notation(self) -> bool:
        """Whether the term is a sign rather than a word."""
        return is_notation(self.term)


LABEL = re.compile(
    r"""
    ^ (?: \#+\s* )? \**\s*
    (?: definition | def | define | term | concept | intuition | description | summary | note | notes | explanation |
    remark | premise | assumption | objection | evidence | hypothesis | thesis
      | fix | solution | remedy
      | translation | meaning | gloss | idea | warning | caution | caveat | important | nb | fyi | example |
      insight | key\ idea | tl;?dr | in\ short | (?:dis)?advantage | pro | con | benefit | drawback | limitation |
      finding | result | take-?away | point | exception | contrast | overall | why | how | when | conclusion |
      verdict | context | setup | tip | (?:key|neat|main)\ trick ) s? (?:\ ?\d{1,2})? \.? \s* \**\s* :{1,2} \s* \** \s*
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What a reader writes before a gloss."""

_DEFINITION_LABEL = re.compile(
    r"""^(?:#+\s*)?\**\s*(?:d[eé]fini[tcçz]\w+|def|define|term|concept)\.?\s*\**\s*"""
    r"""(?:(?:of|von|vom|van|de|del|della|di|do|da|du|af|av)\s+(?:l['’])?|d['’]|:{1,2}\s*)\**\s*"""
    r"""(?P<term>[^\n:=]{2,60}?)\**\s*"""
    r"(?:[:=\n]\s*(?P<meaning>.+))?$",
    re.IGNORECASE | re.DOTALL,
)
_HEADED = re.compile(
    r"""^(?:[-*]\s+)?(?:#{1,6}\s+(?P<heading>[^\n]{2,60}?)\s*:?\s*\n+|\*\*(?P<bold>[^*\n]{2,60}?)\s*:?\s*\*\*\s*:?\s*)(?P<meaning>.+)$""",
    re.DOTALL,
)

_PARTS = {
    "FORMULA": FORMULA,
    "ART": r"(?:(?P<article>the|an?|our|its|their|his|her|another)\s+)?",
    "NAME": rf"(?P<term>(?:{FORMULA}|\w\([^)\s]{{1,8}}\)|[^.,;:!?()\[\]\\=]|\.(?=\w)){{2,90}}?)",
    "ASIDE": r"(?:\s*\([^)]{1,60}\)|\s*\[[^\]]{1,40}\]|,[^,]{3,60},)*",
    "COPULA": r"""(?:
        (?:is|are|was|were|(?:can|may|could)\ be|has\ been) \s+ (?:\w+ly\s+|also\s+|often\s+|simply\s+)?
            (?: (?:defined|formulated|described|understood|thought\ of|regarded|viewed|characteri[sz]ed|construed)
            \s+ (?:as|by)
              | (?:composed|made\ up) \s+ of )
        | (?:refers?|amounts?|comes?\ down|boils?\ down) \s+ to | means? (?= \s+ (?:that|the|an?|to|\w+ing) \b )
        | denotes? | consists?\ of | comprises?
        | (?:is|are|was|were) (?:\s+(?:simply|just|basically|essentially|typically|usually|often))?
            (?= \s+ (?:the|an?|another|any|when|where|how|what|one\ (?:of|that|which|who|whose)) \b )
            (?! \s+ an?\ (?:bit|lot|little|few|couple|matter|fair|good|great|nice|huge|must|pity|shame
                | (?:bad|better|clear|long|poor|real|short|strong|terrible|useful|useless|weak|worse)\ (?:
                choice|idea|one|place|reason|sign|start|thing|time|way|while) )\b )
        | (?:are|were) (?= \s+ \w+s \s+ (?:that|which|who|whose) \b )
    )""",
    "OFTEN": r"""(?: also | often | usually | commonly | sometimes | generally | later | here | hereafter | simply
            | originally )""",
    "QUOTE": r"[“\"‘'][^“”\"‘’']{2,60}[”\"’']",
    "RELATIVE": r"(?:that|which|who|whose|whereby|where|in\ which)",
}


def _way(pattern: str) -> re.Pattern[str]:
    for name, part in _PARTS.items():
        pattern = pattern.replace(f"<{name}>", part)
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.DOTALL)


WAYS: tuple[tuple[str, float, re.Pattern[str]], ...] = (
    (
        "notation",
        5,
        _way(r"""^ (?:(?:we\s+)?(?:let|use|write|define)\s+)?
             (?P<term> (?: <FORMULA> ) (?: ,? \s (?: and \s )? (?: <FORMULA> ) ){0,3}
                | [^\s,]{1,20} (?:\s[^\sa-z,]{1,12})? ) \s+
             (?: to\ denote | denotes? | stands?\ for | represents? | be | (?:is\ )?short(?:\ ?hand)?\ for |
             (?:is|are)(?=\s(?:the|an?)\b) ) \s+
             (?P<meaning>.+) $"""),
    ),
    (
        "notation",
        2.7,
        _way(r"""\b where \s+ (?P<term> <FORMULA> | [^\s,]{1,12} ) \s+ (?: denotes? | stands?\ for | represents? |
                is | are )
                \s+ (?P<meaning> (?:the|an?) \s [^,;]+ ) """),
    ),
    (
        "called",
        5,
        _way(r"""^ (?P<meaning>.{4,}?) [,(–—]? \s*
             (?: (?:which|that|what|and|or) \s+ )? (?:
             (?:we|they|it|he|she|one|I|you|(?:the\ )?authors?|[a-z]{1,20}(?:ists|ers|ians)) \s+
                (?= (?: <OFTEN> \ )? (?: call | term | dub | coin | refer ) ) )?
             (?P<passive> (?:is|are|was|were|(?:can|may|could)\ be)\ )?
             (?: <OFTEN> \ )?
             (?<![-–]) (?<!to\ ) \b (?: call(?:ed|s)? | termed | dub(?:bed)? | known\ as | referred\ to\ as |
             refer\ to(?:\ (?:it|this|these|them))?\ as | coined )
             (?: \s+ (?:it|them) )? \s+ (?P<article>the\s+|an?\s+)?
             (?P<term> <QUOTE> | \\\(.+?\\\) |
             (?!these\b|this\b|those\b|such\b|the\b|for\b|upon\b|on\b|as\b|by\b|attention\ to\b)[^,.;:()]{2,50}? )
             (?= [,.;:)–—] | \s+ (?:since|because|that|which|to|as|and|for|in|is|are|who|where|when|by|from) \b | $ )
             (?P<rest>.*) $"""),
    ),
    (
        "what we call",
        6,
        _way(r"""^ what \s+ (?:the\s+)? [^,.;:]{1,40}? \s+ (?: calls? | called | terms? | termed ) \s+
             <ART> (?P<term> <QUOTE> | [^,.;:]{2,50}? )
             \s+ (?:is|are|was|were) \s+ (?P<meaning>.+) $"""),
    ),
    (
        "we call these",
        6,
        _way(r"""\b (?:we|they|I|one|people|authors) \s+ (?:call|term|name|dub) \s+
                (?P<article>these|this|those|such) \s+
             (?P<what> [\w-]+ ) (?:,[^,]{4,80},)? \s+ (?P<term> <QUOTE> | [\w-]+ (?:\s[\w-]+){0,2}? )
             (?= [,.;:] | \s+ (?:since|because|as|that|which) \b | $ ) (?P<meaning>) """),
    ),
    (
        "so called, if",
        6,
        _way(r"""^ (?= (?P<meaning>.+) $ ) (?: (?: an? | the | any ) \s [^,;:]{3,90}? \s (?: is | are ) \s
             (?: (?:said|defined) \s to \s be \s | called \s )? | we \s (?:call|say) \s .{1,40}? \s )
             (?P<article>an?) \s (?P<term> (?: <FORMULA> | [^,;:.()\\] ){3,60}? )
             ,? \s (?: if | iff | when | whenever | provided ) :? \s .{8,} $"""),
    ),
    (
        "when",
        5,
        _way(r"""^ (?P<lead> (?:an?|two|any) \s [^,;:]{2,40}? ) \s (?P<be>is|are) (?:\ said\ to\ be)? \s
             (?P<state> (?:in|at|out\ of) \s )? (?P<term> (?!an?\s|the\s|not\s) [\w-]+ (?:\s[\w-]+){0,2}? ) ,? \s
             (?P<meaning> (?: if | iff | when | whenever | provided ) \s [^.;]{12,} ) \.? $"""),
    ),
    (
        "when",
        5,
        _way(r"""\b call(?:s|ed)? \s (?P<lead> an? \s [\w-]+ ) \s (?P<term> (?!an?\s|the\s) [\w-]+ ) ,? \s (?P<be>)
             (?P<state>) (?P<meaning> (?: if | iff | when | whenever | provided ) \s [^.;]{12,} ) \.? $"""),
    ),
    (
        "meant",
        5,
        _way(r"""^ by \s (?P<term> <QUOTE> | [^,.;:]{3,40}? ) ,? \s (?:I|we|he|she|they|one) \s (?:shall\s|will\s)?
             (?:means?|meant|understand|understood) ,? \s (?: [^,]{3,40} , \s )? (?P<meaning>.{12,}) $"""),
    ),
    ("stands for", 4.5, _way(r"^ <ART> <NAME> <ASIDE> \s+ stands?\ for \s+ (?P<meaning>.+) $")),
    ("copula", 4.5, _way(r"^ <ART> <NAME> <ASIDE> \s+ <COPULA> \s+ (?P<meaning>.+) $")),
    (
        "colon",
        4,
        _way(
            r"""^ <ART> (?P<term>[^.,;:!?\n()]{2,60}?) (?:\s*\([^)]{1,80}\))? (?:,\sin\s[^.,;:]{3,50})? \s*
                    (?: (?<!\d)(?<!\d\s) : | \s[-–—=] ) \s+
                    (?P<meaning>[^\s(].{8,}) $"""
        ),
    ),
    (
        "arrow",  # leads to what a term means, or to what follows from something
        2.2,
        _way(r"""^ <ART> (?P<term>[^.,;:!?\n()]{2,60}?) \s* (?: => | -> | → ) \s+ (?P<meaning>\S.{8,}) $"""),
    ),
    (
        "defined as",
        5,
        _way(r"""^ <ART> <NAME> , \s+ (?:here\s+)? (?: defined | understood | construed ) \s (?:here\s+)? as \s+
                (?P<meaning> .+? ) (?: , \s (?:is|are|was|were|has|have|can|may|will) \b .* )? $"""),
    ),
    (
        "apposition",
        3,
        _way(r"""^ (?: (?:[^,;:]*\s)? (?P<article>the|our) \s+ | [^,;:]*\s(?:called|with|by|using|of|is)\s+ )? <NAME>
                (?:\s*\([^)]{1,40}\))? , \s+
             (?P<meaning> (?:an?|the|one\ of\ the|another) \s+ (?:(?!,\s|\s(?:is|are|was|were|has|have)\s).){4,}? \b
             (?:that|which|who|of|for|to|where|in|with|based|used|from) \b (?!.*,\s+and\s).* ) $"""),
    ),
    (
        "apposition",
        2.8,
        _way(r"""^ <ART> <NAME> (?:\s*\([^)]{1,40}\))? , \s+ (?P<meaning> [a-z][^,]{6,80}? \s (?:that|which|who) \s
                [^,]+ ) , \s """),
    ),
    (
        "relative clause",
        2.6,
        _way(r"""\b (?: consider(?:ing)? | called | of | study | using | uses? | with | in | by | introduces? |
                propos\w+ | presents? | on | from ) \s+
             (?: (?P<article>the|an?) \s+ )? <NAME> (?:\s*\([^)]{1,40}\))? , \s+ (?P<meaning>
             (?:where|which|that\ is|i\.e\.|in\ which|whereby) \s*,?\s+
             (?: (?! , \s (?:is|are|was|were|has|have) \b ) . )+ )
             (?: , \s (?:is|are|was|were|has|have) \b .* )? $"""),
    ),
    (
        "introduced",
        2.4,
        _way(r"""\b (?: introduc\w+(?:\ of)? | propos\w+ | presents? | presented | develop(?:s|ed)? | creat\w+ |
                describes? | features? | us(?:e[sd]?|ing)
               | employ(?:s|ed)? | build | built | appl(?:y|ies) | design(?:s|ed)? | adopt(?:s|ed)? | learn | have |
               has | maintains? ) \s+
             (?P<article>an?|the|our|their) \s+ (?: (?: new | novel | simple | certain | so-called | kind\ of |
             type\ of | form\ of | variant\ of ) \s+ )*
             <NAME> (?:\s*\([^)]{1,40}\))? ,? \s+ (?P<meaning> (?: to\s(?!the\b|an?\b|(?-i:[A-Z])) | <RELATIVE> | for
             ) \b .+ ) $"""),
    ),
    (
        "introduction",
        2.6,
        _way(r"""^ (?:introduction|overview|explanation|description|presentation) \s+ (?:of|to) \s+
                (?:(?P<article>the|an?)\s+)?
             (?P<term> (?-i: [A-Z]\w*[A-Z]\w* ) ) \s+ (?P<meaning> (?-i:[a-z]) .{12,} ) $"""),
    ),
    (
        "defined in brackets",
        5.8,
        _way(
            r"""^ <ART> (?P<term> [^.,;:!?()\n]{3,50}? ) \s \( (?! (?: see | vs | versus | not | unlike
                | also | formerly | called | as | so | but | or | and ) \b | e\.g | i\.e | cf | \d )
             (?P<meaning> [^()\d]{18,} ) \) \.? $"""
        ),
    ),
    (
        "named in brackets",
        2.7,
        _way(r"""\b (?P<meaning> (?: an? | the ) \s (?: (?! an?\s | the\s ) [^\s.,;:()]+ \s ){1,6} )
                \( (?P<term> (?-i: [A-Z] )[\w-]*[a-z][\w-]* ) \)
                (?P<rest> \s (?: that | which | who | for | to | of | using | incorporating | based | combining |
                where ) \s [^,.;]{8,100} )"""),
    ),
    (
        "how: calculated",
        3.4,
        _way(r"""\b (?: calculat\w+ | comput(?:e[sd]?|ing) | measur(?:e[sd]?|ing) | estimat(?:e[sd]?|ing) ) \s+
                (?P<article>the|an?)\s+ <NAME> \s+ as \s? (?P<meaning>
                (?:the|an?)\s (?: ratio | sum | product | mean | average | difference | number | share | percentage |
                proportion | square | maximum | minimum | probability ) \b .{4,} | [^,;]* = .{3,} ) $"""),
    ),
    (
        "as",
        3.4,
        _way(r"^ <ART> (?P<term> [\w-]+ (?:\s[\w-]+){0,3}? ) \s+ as \s+ (?P<meaning> an? \s [^,.;]{8,80} ) \W* $"),
    ),
    ("named work", 2.7, _way(r"^ <ART> <NAME> (?:\s+from\s+\d{4})? ,? \s+ (?P<meaning> (?:that|which|who) \s .+ ) $")),
    (
        "in a thing",
        2.6,
        _way(
            r"""^ (?P<lead>in|under|with|during) \s+ (?:(?P<article>the|an?)\s+)? <NAME> , \s+ (?P<meaning>
                    (?:an?|the|each|one|every|all|no|both|there|only) \s .+ ) $"""
        ),
    ),
)

_ALSO = re.compile(
    r"""(?<=\w)(?:,\s+|\s+(?=\())\(?(?:or\s+)?(?:(?:is|are)\s+)?(?P<how>also|sometimes|often|usually|commonly|"""
    r"""occasionally|formerly|otherwise)?\s*"""
    r"""(?:called|termed|dubbed|known\sas|named|referred\sto\sas)\s+(?P<name>[^,.;:()]{2,50}?)"""
    r"""(?:\)|,(?=\s+(?:is|are|was|were|refers?|means?|denotes?|consists?|comprises?|describes?|measures?)\b))""",
    re.IGNORECASE,
)
"""Between a term and its verb, the other name it goes by: "X, also called Y, is …"."""


EVERYDAY = 5.5  # as words.zipf counts

_LEANS = re.compile(r"(?:this|that|it|these|they)\b", re.IGNORECASE)


_NOT_BUT = re.compile(
    r"(?<=\s)(is|are|was|were)\snot\s(?!(?:only|just|merely|simply|so)\b)[^,.;:?!\n]{2,60}?"
    r"(?:,?\sbut(?:\srather)?|[.;]\s(?:(?:it|they)\s(?:is|are|was|were)|rather,\s\w+\s(?:is|are|was|were)))\s"
    r"(?=(?:an?|the)\s)(?![^.;]*\sones?\W*(?:[.;]|$))",
    re.IGNORECASE,
)
"""What a thing is not, before what it is: "is not a B but a C", "is not a B. It is a C"."""


def findings(text: str) -> tuple[Finding, ...]:
    """Everything in the text that looks like a term with its definition, in order."""
    found = list(_headed(text))
    before = ""
    text = _NOT_BUT.sub(r"\1 ", LABEL.sub("", text, count=1))
    for written in sentences(text):
        sentence = without_connective(written)
        concluded = bool(_CONCLUDED.match(written))
        found += (one for one in _of_sentence(sentence, before) if not (concluded and one.way == "copula"))
        found += _deed(sentence)
        before = before if before and _LEANS.match(sentence) else sentence
    return tuple(found)


_CONCLUDED = re.compile(r"(?:so|hence|therefore|thus|consequently),?\sthe\s", re.IGNORECASE)
"""How a sentence begins that tells what follows, and not what a word means: "so the rate is the floor"."""


def _headed(text: str) -> Iterator[Finding]:
    if match := _DEFINITION_LABEL.match(text):
        term = clean_term(match["term"])
        if is_term(term):
            yield Finding(
                term=term, meaning=(match["meaning"] or "").strip(), way="labelled as a definition", weight=10
            )
    if (match := _HEADED.match(text)) and not LABEL.match(f"{match['heading'] or match['bold']}:"):
        term = clean_term(match["heading"] or match["bold"])
        if is_term(term):
            yield Finding(term=term, meaning=match["meaning"].strip(), way="heading", weight=6)


def _without_other_name(sentence: str) -> tuple[str, str]:
    """The sentence with one name of what it defines, and the other name, "" where it tells none."""
    if not (other := _ALSO.search(sentence)):
        return sentence, ""
    head = clean_term(sentence[: other.start()])
    is_name = is_term(head) and (other["how"] or " of " not in head)
    kept = sentence[: other.start()] if is_name else other["name"]  # "the units of heredity, known as genes, are"
    return kept + sentence[other.end() :], clean_term(other["name"]) if is_name else ""


def _of_sentence(sentence: str, before: str) -> Iterator[Finding]:
    sentence, also = _without_other_name(sentence)
    for way, weight, pattern in WAYS:
        if not (match := pattern.search(sentence)):
            continue
        parts = match.groupdict()
        if not (is_whole(parts["term"]) and is_whole(parts["meaning"] or "")):
            continue  # a sign of equality in a formula
        term = clean_term(parts["term"])
        article = (parts.get("article") or "").strip().lower()
        meaning = (parts["meaning"] or "").strip(" ,;:–—-\n")
        if way == "we call these":
            term = term if term.endswith(parts["what"]) else f"{term} {parts['what']}"
            meaning = sentence
        elif way == "called":
            term, meaning = _so_called(term, meaning, match, before)
            article = article if meaning else ""
        elif way == "when":
            way = f"when: {parts['be'] or 'is'} {parts['lead'].lower()} {parts['state'] or ''}".strip()
        elif way == "named in brackets":
            meaning, article = f"{meaning} {parts['rest'].strip()}", ""
        elif _names_nothing(way, term, article, sentence) or _NO_MEANING.search(meaning):
            continue
        if re.match(r"(?i)the term\b", parts["term"] if article != "the" else f"the {parts['term']}"):
            article = ""
        if way == "in a thing":
            way, article = f"{way}: {parts['lead'].lower()}", article
        if not all(word.is_generic for word in content_words(meaning)) and (is_term(term) or way == "notation"):
            many = way == "copula" and bool(re.search(r"(?i)\b(?:are|were)\s", match[0][: match.start("meaning")]))
            yield Finding(term=term, meaning=meaning, way=way, weight=weight, article=article, also=also, many=many)


_NO_MEANING = re.compile(r"\bhere\W*$|\?\s|\?$|\s=\s", re.IGNORECASE)
"""What tells a remark from a meaning: it asks, equates other things, or holds in one place ("a mediator here")."""

_SUBORDINATE = re.compile(
    r"(?:since|because|if|when|while|although|though|as|whereas|given|after|before|once|unlike|despite)\b",
    re.IGNORECASE,
)
_PREPOSED = re.compile(r"(?:in|with|without|under|during|by|at|on|for|from|through|within|to)\b", re.IGNORECASE)

_OF_WORDS = ("apposition", "relative clause", "introduced", "introduction", "as", "named work", "in a thing")


def _names_nothing(way: str, term: str, article: str, sentence: str) -> bool:
    """Whether what was found in this way is no name after all."""
    if is_notation(term) and way in _OF_WORDS:  # "for large values of x, the …" does not say what x stands for
        return True
    match way:
        case "notation":
            return not is_notation(term)
        case "copula":  # "its eigenvalues are …", "this threshold is …" say nothing of others'
            return article in ("its", "their", "his", "her") or bool(_DEMONSTRATIVE.match(sentence))
        case "introduced":  # "build an engine that …" says what one engine is for, not what engines are
            used = re.search(rf"(?i)\bus(?:e[sd]?|ing)\san?\s{re.escape(term)}\sto\s", sentence)
            one = " " not in term and article in ("a", "an")
            return bool(used) or (one and not any(word.is_name for word in words(term)[:1]))
        case "named work":  # "new algorithm that …" names no work
            first, *others = words(term)
            return not (first.is_name or any(word.text[:1].isupper() for word in others))
        case "relative clause":  # in "a slope from survey data, which …" either may be meant
            return " from " in term
        case "apposition":  # the comma ends what leads to the main clause: "since traffic is a …, a …"
            head = sentence.partition(",")[0]
            return bool(_SUBORDINATE.match(head) or (_PREPOSED.match(head) and first_verb(head) is None))
        case "colon":
            return bool(LABEL.match(f"{term}:") or _SPEAKING.search(term))
    return False


_SPEAKING = re.compile(r"\b(?:said|says|wrote|writes|asked|asks|replied|argues|claims|adds)$", re.IGNORECASE)
_DEMONSTRATIVE = re.compile(r"(?:this|that|these|those|such)\s(?!is\b|are\b|was\b|were\b)|another\s", re.IGNORECASE)
_TELLING = re.compile(
    r"(?<=\s)(?:measures?|quantif(?:y|ies)|describes?|expresses|states?|holds|says|captures?|(?:occurs?|arises?|happens?)"
    r"(?=\s(?:when|if|where)))\s(?=how|when|if|where|the|an?|that|whether|\w+\sthat)"
)


def _deed(sentence: str) -> Iterator[Finding]:
    """ "Mitosis divides the nucleus" -> what it does, which defines it where nothing better does."""
    told = _TELLING.search(sentence)
    verb = told.start() if told else first_verb(sentence)
    if not verb or re.match(r"(?i)(?:this|that|these|those|such)\s", sentence):
        return
    term, deed = clean_term(sentence[:verb]), sentence[verb:]
    first = deed.split(maxsplit=1)[0].lower()
    if (
        first in AUXILIARIES
        or first in _HAPPENING
        or not first.endswith("s")
        or not is_term(term)
        or count_words(deed) < 5
    ):
        return
    article = sentence.split(maxsplit=1)[0].lower()
    article = article if article in ("a", "an", "the") and not re.match(r"(?i)the term\b", sentence) else ""
    if meant := re.match(
        r"means\s(?:in (?:this|our) (?:context|case)\s|here\s)?(?:that\s)?(?!nothing|little|more|less)(?=\w)",
        deed,
    ):
        yield Finding(term=term, meaning=deed[meant.end() :], way="meant", weight=2.8, article=article)
        return
    yield Finding(
        term=term, meaning=f"It {deed}", way="deed" if told else "does", weight=2.8 if told else 1.9, article=article
    )


_OF_THE_LAST = re.compile(
    r"\bbetween\s.{3,200}\sand\s[^,;:()]{3,60}\((?:also|often|sometimes)\s|[\"”]\s\(what\s(?:I|we|they)\s",
    re.IGNORECASE,
)
"""What is called something else in brackets is the second of two things, or a name in quotation marks."""
_HAPPENING = word_set("comes goes stays remains happens exists seems looks appears resonates sounds feels")
"""Verbs of what happens to a thing, which is not what it does."""

_CALLED_THING = re.compile(r"(?P<thing>[^“\"]{3,}?)\s[“\"](?P<name>[^“”\"]{2,})[”\"]")
"""What is called, and what it is called: "the copies “replicas”"."""


def _so_called(term: str, meaning: str, match: re.Match[str], before: str) -> tuple[str, str]:
    """The name, and what is called so: what stands before "called", or between it and the name."""
    parts = match.groupdict()
    if _OF_THE_LAST.search(match[0]):
        return term, ""  # another name for the last words alone
    if named := _CALLED_THING.fullmatch(parts["term"]):
        return clean_term(named["name"]), f"{parts['article'] or ''}{named['thing']}"
    return term, _told_before(meaning, parts, before)


def _told_before(meaning: str, parts: Mapping[str, str], before: str) -> str:
    """What is called so; "" where nothing is ("call it a day")."""
    if re.search(r"(?i)\w\s(?:it|that)['’]s$|\bwhat(?:\s[\w.’'-]+){1,3}$|\bbetter$", meaning):
        return ""  # "I think that it's called …", "tied to what Freud called …", "is better called …"
    if re.search(r"(?i)\b(?:what|who(?:ever)?|(?:any|some)(?:thing|body|one)|things?|of|in|to|for|with|by)$", meaning):
        return ""
    idiom = (parts["article"] or "").strip() in ("a", "an") and zipf(parts["term"].lower()) >= EVERYDAY
    if idiom or re.match(r"(?i)what\s", meaning):
        return ""
    if re.fullmatch(r"(?i)(?:this|that|which|these|such)(?:\s\w+){0,2}", meaning):
        return before
    return _called_meaning(meaning, parts["rest"], passive=bool(parts["passive"]))


_CLAUSE_BEFORE = re.compile(r"\b(?:if|when|whether|because|that)(?:\s\w+){1,4}\s?$", re.IGNORECASE)
"""What is called something only in a clause ("more than if the game is called X") is not what the sentence tells."""


_GOES_ON = re.compile(
    r"\s*(?:and|but|or|so|by)\b|\s*,\s(?:is|are|was|were|has|have|can|may|will)\b"
    r"|(?:,\s[\w-]+(?:\s[\w-]+){0,2})+,?\s(?:and|or)\s[\w-]+(?:\s[\w-]+){0,2}\W*$"
)
"""How a sentence goes on after the name: with its verb, with something else, or with more names."""

_KIND = (
    "phenomenon|process|practice|condition|state|method|technique|strategy|effect|property|situation|procedure|approach"
)
"""What may be said of everything that goes before, and then called by its name: "…, a phenomenon termed X"."""


def _called_meaning(before: str, rest: str, *, passive: bool) -> str:
    """ "We trained a network, which we call X, from games" -> "a network, from games"."""
    if passive and re.search(r"[—–][^—–]{4,}$", before):
        return ""  # "the barn—a store for the harvest—was called": which of the two was?
    if not re.search(r"\w{3,}", before) or (passive and _CLAUSE_BEFORE.search(before)):
        return ""
    if passive and re.search(rf",\s(?:{FORMULA}|\$[^$\s]+\$|\w)$", before):
        return ""  # "for any edge (p, q), p is called …"
    if pointed := re.match(r"(?i)(?:this|these|that|those)\s(?=\w+\s(?:of|in|between|for)\b)", before):
        return f"The {before[pointed.end() :]}"
    if kind := re.search(rf",\s(?:an?|the)\s(?:{_KIND})$", before):
        return before[: kind.start()]
    told = re.match(r",?\s(?:in which|where|whereby)\s(.{20,})", rest)
    if told and re.search(rf"\b(?:an?|the)\s(?:\w+\s)?(?:{_KIND})$", before):
        return told[1].strip(" .")
    thing = re.search(r"(?i)\b(?:an?|the|another|one|some|those|all|any)\s.*$", before)
    head = thing.group() if thing and count_words(thing.group()) >= 3 else before
    last = None if passive else re.search(r"(?i).*\band\s((?:an?|the|one)\s\S+\s\S.*)$", head)
    head = last[1] if last else head
    if not passive and (pieces := re.search(r"\b(?:it|them)\sinto\s(\S+\s\S+\s\S.*)$", head)):
        return pieces[1]  # "take a text and split it into blocks that are …, called X"
    if not passive and (verb := first_verb(head)) is not None:
        after = head[verb:]
        last = re.search(r"(?i).*(?:(?<!\bof)\s(?=an?\s)|\binto\s)(\S.*)$", after)  # "… saved in a record called X"
        taken = re.match(r"\S+\s(?=(?:an?|the|some|any|those)\s)", after)  # "sorts the threads that run …, called X"
        if taken and (re.search(r"\b(?:that|which|who)\b", after) or not last):
            return after[taken.end() :]
        head = last[1] if last and count_words(last[1]) >= 3 else head
    rest = "" if _GOES_ON.match(rest) else rest.strip(" .")
    return re.sub(r"\s+,", ",", f"{head} {rest}").strip() if count_words(head) < 12 and rest[:1] not in "—–;" else head
