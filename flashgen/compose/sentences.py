"""Sentences and words of plain text with TeX in it, and what can be told of them by their letters alone.

A formula counts as one word and never ends a sentence. There is no grammar here, only lists of the words that hold
English sentences together: enough to see where a phrase begins and ends.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from operator import itemgetter

from flashgen.words import zipf

FORMULA = r"\\\((?:[^\\]|\\(?!\))){0,2000}+\\\)|\\\[(?:[^\\]|\\(?!\])){0,2000}+\\\]"
"""From its delimiter to the first that closes it, near enough; nothing is tried twice."""

_SPAN = re.compile(FORMULA, re.DOTALL)
_WORD = re.compile(
    rf"{FORMULA}"
    r"|[$€£]?\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?(?:[-–]\w+)*(?:\s?%|\sper\s?cent\b)?"
    r"|[^\W\d_]\w*(?:[-–'’./+&]\w+)*",
    re.DOTALL,
)
_END = re.compile(
    r"""
    (?P<stop> [.?!…]+ ) (?P<close> ["”’')\]]* ) (?: \s+ | $ ) (?= (?P<next> \S? ) )
    | (?P<line> (?<= [.:;?!] ) \n | \n (?= \s* (?: \n | [-*•]\s | \d+[.)]\s | [A-Z] ) ) )
    """,
    re.VERBOSE,
)


def word_set(listed: str) -> frozenset[str]:
    """The words of a list written in one string."""
    return frozenset(listed.split())


LONGEST_SENTENCE = 1500
"""Characters: what goes on for longer is no sentence, and is not searched as one."""

LONGEST_ABBREVIATION = 16
"""Characters."""
KNOWN = 3.0
"""A word as frequent as this (see words.zipf) is no abbreviation."""

EVERYDAY = 4.3
"""And one of four letters as frequent as this, which "corp" and "exam" are not."""

_ABBREVIATIONS = word_set("""
    al approx ca cf ch chap co corp def dept dr ed eds e.g eg eq eqn eqns eqs esp et etc ex fig figs i.e ie inc info
    jr lit ltd mr mrs ms nat no nos op p pp prof ref refs resp sec sect sr st thm univ viz vol vols vs wrt
""")

FUNCTION_WORDS = word_set("""
    maybe perhaps sometimes
    a an the this that these those some any each every no all both either neither such another other one own same i
    you he she it we they me him her us them my your his its our their mine yours hers ours theirs myself itself
    themselves who whom whose which what where when why how whether of in on at by for with from to into onto upon
    over under above below between among through during before after against about across along around behind beyond
    despite except inside near off out outside per since than toward towards until up via within without like as if
    because although though while unless so and or but nor yet am is are was were be been being do does did done
    doing have has had having can could may might must shall should will would ought not n't cannot don't doesn't
    didn't isn't aren't wasn't weren't won't can't there here then thus hence also only just even still already
    often usually always never very too quite rather much many more most less least few fewer several however
    moreover furthermore therefore otherwise instead whereas whatever whoever something anything everything nothing
    someone somebody anyone anybody everyone everybody nobody plus
    else else's e.g i.e eg ie etc et al vs it's that's there's they're we're i'm let let's it'd
    it'll he'd he'll
    he's she'd she'll she's they'd they'll they've we'd we'll we've i'd i'll i've you'd you'll you're you've who's
    who'd what's that'd that'll there'd couldn't wouldn't shouldn't haven't hasn't hadn't mustn't needn't
""")

AUXILIARIES = word_set("""
    am is are was were be been being do does did have has had can could may might must shall should will would
    cannot don't doesn't didn't isn't aren't wasn't weren't won't can't it's that's
""")

VERBS = word_set("""
    abandon abolish absorb accelerate accept accommodate accompany accumulate accuse achieve acknowledge acquire
    acquit act activate adapt add adhere adjudicate adjust administer admit adopt advise advocate affect afford
    aggravate aggregate agree aim align allege alleviate allocate allow alter amend amplify analyze annex
    annihilate annotate announce anticipate appear appease apply appoint apprehend approve argue arise arouse
    arrange arrest arrive articulate ascertain ascribe ask aspire assassinate assemble assert assess assign
    assimilate assist associate assuage assume assure attach attack attain attempt attend attenuate attest attract
    attribute augment authorize avert avoid await awaken ban banish bargain beat become begin behave believe
    belong bequeath bestow betray bind blind boil borrow break breathe bring broaden build burn buy bypass
    calculate calibrate call cancel capture carry cast catch cease characterize choose circulate circumvent cite
    civilize claim clarify classify coerce coincide collaborate collapse collect colonize combine come commemorate
    commence commit communicate compare compel compensate compete compile comply compose compress comprise compute
    conceal concede conceive conclude concur condemn condense conduct confer confess configure confine confirm
    confiscate conform confront confuse connect connote conquer consent conserve consider consist consolidate
    conspire constitute constrain construe consult consume contain contend contradict contribute converge convert
    convey convict convince cooperate correlate correspond corroborate counteract cover crash crave crawl create
    criticize crystallize culminate cultivate curb curtail deal debug decay deceive decide declare declassify
    decode decompose decrease dedicate deduce deem defeat defend defer define degenerate degrade delegate delete
    delimit delineate deliver demolish demonstrate denote denounce deny depart depend depict deplete deploy depose
    deposit deprive deregulate derive descend describe despise destabilize destroy detach detect deter deteriorate
    determine detract develop devise devote devour diagnose die differ differentiate diffuse dilute diminish
    disagree disappear disclose discourage discover discriminate discuss disguise dismantle dismiss dispatch
    disperse displace displease dispose disregard disrupt disseminate dissolve dissuade distinguish distort
    distribute disturb diverge divert divide divorce dominate double draw dwell dwindle earn eat elaborate elect
    elevate elicit eliminate elucidate emanate embark embed embody embrace emerge emit emphasize employ empty
    emulate enable enact encode encompass encounter encourage encroach endanger endorse endow enforce engage
    enhance enjoy enlarge enlighten enrich enroll enshrine enslave ensure entail enter entice entitle envisage
    envision equate equip eradicate erode err escalate establish evade evaluate evaporate evoke evolve exacerbate
    examine excavate exceed excel excite exclude excrete execute exempt exhaust exhibit exist exonerate expand
    expect expel expend expire explain exploit explore expose express expropriate extend extinguish extol extort
    extract fabricate facilitate fail falsify favor favour feed ferment fertilize fetch fill filter find finish
    flee flourish fluctuate fly focus follow forbid forecast foresee foreshadow forge forget forgive forgo
    formulate forsake foster freeze frighten frustrate fuel fulfil fulfill fuse gain gather generalize generate
    germinate get give glorify go govern grant grieve grow guarantee halve hamper handle happen harden hasten
    haunt heal hear help hesitate hide hire hit hold hope humiliate hurt hypothesize identify ignore illuminate
    illustrate imagine imitate immigrate impact impair impart impeach impede impel implicate implore imply impose
    imprison improve incentivize incline include incorporate increase incur indicate indict induce indulge
    industrialize infect infer infest inflict influence inform ingest inhabit inhale inherit inhibit initialize
    initiate inject innovate inscribe insert insist inspire install instruct insulate integrate intend intensify
    interact intercept interfere interpret intertwine intervene intimidate introduce invade invalidate invent
    invert invest investigate invite invoke involve irritate isolate iterate jeopardize join justify keep kill
    know lack lament launch lay lead learn leave legislate legitimize lend lengthen let liberate lie lift linger
    litigate live look loosen lose lower lure magnify maintain make manage manifest manipulate marry massacre
    match mature maximize mean mediate melt memorize mention merge metabolize migrate mimic minimize misinterpret
    mislead mitigate mobilize modernize modify modulate monitor mourn move multiply mutate narrate necessitate
    need negate neglect negotiate normalize notify nourish nullify obey obligate obscure observe obstruct obtain
    occur offend omit operate oppose oppress optimize ordain organize originate oscillate oust outlast outlaw
    outline outlive outnumber outperform outrank overcome overestimate overfit overlook overrule oversee overtake
    overthrow overwrite owe oxidize parse partake paste penalize perceive perform permeate permit permute
    perpetrate perpetuate persecute persist personify persuade pertain perturb phosphorylate pick plead plunder
    poison pool portray pose possess postpone postulate praise precede precipitate preclude predate predict
    predispose predominate prefer preoccupy prescribe preside presume presuppose pretend prevail prevent
    prioritize proceed proclaim procreate procure produce profess prohibit project proliferate prolong promote
    propagate prophesy propose prosecute prosper protect prove provide provoke prune pull punish purify pursue
    push put quantify quash quell quit raise randomize ratify reach react read realize reappear reassure rebel
    rebuild rebut recall receive reckon reclaim recognize recommend recompute reconcile reconsider reconstruct
    recover recruit rectify recur redirect reduce refer refine reflect refrain refuse refute regain regulate
    rehabilitate reign reinforce reiterate reject rejoice relate relax release relieve relinquish rely remain
    remember remind reminisce remove render renew renounce repay repeal repeat repel replace replenish replicate
    reply report represent repress reproach reproduce repudiate require resample rescind rescue resemble resent
    reside resign resist resolve respond restore restrict resume resurrect retain retaliate rethink retire retract
    retreat retrieve return reuse reveal revise revive revoke revolve ridicule rise salvage satisfy saturate save
    say scan secrete seduce see seek seem segregate seize select sell send separate serve settle shatter shiver
    shorten show shrink signify simplify simulate sink sit smell smuggle soften solicit solve speak specialize
    specify speculate spend spread spur squander stabilize start steal steer stick stigmatize stimulate stipulate
    stir stop store strengthen stretch strive stumble subdue subjugate submit subside substitute subtract subvert
    succeed sue suffer suggest summarize summon supersede supplant support suppose suppress surmise surpass
    surrender surround survive suspect suspend sustain swap sweep switch symbolize synthesize take teach tell tend
    terminate testify think threaten thrive tolerate topple train transform translate transmit traverse treat
    trigger try tune turn underestimate undergo underlie underline undermine underscore understand unearth unfold
    unify unite unlock unroll unveil update uphold uproot urge use usurp utilize utter validate vanish vary
    venerate vindicate violate visualize wait wander warn weaken wear weep weigh win withdraw wither withstand
    worsen write yearn yield
""")

IRREGULAR = word_set("""
    ate awoke became began bent bit bled blew bound bred broke brought built came caught chose chosen clung crept
    dealt did drank drawn drew drove dug dwelt fed fell felt fled flew forbade foresaw forgot fought found froze
    gave given gone got grew grown held hid hung kept knew known laid learnt led left lit lost made meant met
    outgrew overcame overthrew paid put ran rode rose said sang sank sat saw seen sent shook shot shown shrank
    slept sold sought spent spoke sprang stole stood strode strove struck stuck swam swept swore taken taught
    thought threw told took tore understood undertook underwent upheld went withdrew withstood woke won wore
    written wrote
""")

GENERIC = word_set("""
    goal aim idea problem approach method paper work way thing result reason question answer point focus example
    case main key part basic step task difficulty challenge advantage disadvantage benefit underlying important new
    first second final one two three following above section figure table author theory issue fact purpose objective
    contribution insight assumption conclusion finding study article book chapter note summary description intuition
    definition notation concept term interesting good great nice novel special data kind type sort form person
    people time value number set system group class list variety range lot version use need information area field
    domain model function framework technique process procedure algorithm object element option choice feature
    property condition rule state change difference argument claim thesis point limitation motivation today
    latter former rest remainder presence existence lack
    effect figure algorithm reader writer student
""")
"""Words that need others beside them to name anything."""

PRONOUNS = word_set("it they he she this that these those them its their his her him we our us i there")

_CONNECTIVE = re.compile(
    r"""
    ^ (?: (?: and | but | so | or | also | however | likewise | yet | moreover | furthermore | therefore | thus |
    hence | then | here
    | still | instead
            | now | in\ (?: addition | other\ words | fact | particular | contrast | short | brief | general | sum |
            turn
            | this\ paper | this\ work | this\ case )
            | for\ (?: example | instance ) | as\ (?: a\ result | such | mentioned\ \w+ ) | of\ course | that\ is |
            at\ its\ core | put\ (?: briefly | differently | simply )
            | on\ the\ (?: other | contrary )(?:\ hand)? | along\ these\ lines | (?: more\ )? \w+ly | second | third
            | first
            | to\ (?: address | avoid | do | this ) \ this (?: \ \w+ )? | by\ contrast ) \s* , \s+
        | (?: and | but | so (?! \s (?:far|much|many|long|that) \b ) | thus | hence | therefore | well | ok | yeah
            | yes ) ,? \s+ | no, \s+ )
    """,
    re.IGNORECASE | re.VERBOSE,
)


ARROW = r"(?:=|→|⇒|[-=]>)"
"""What a reader writes between a thing and its gloss, or a question and its answer."""


def ends_in_s(low: str) -> bool:
    """Whether the word, in small letters, ends as plurals and verbs in -s do, and not as "class" or "status"."""
    return bool(re.search(r"[^siu]s$", low))


@lru_cache(maxsize=1 << 16)
def lower(word: str) -> str:
    """The word in small letters, its apostrophe straight."""
    return word.lower().replace("’", "'")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """The word in small letters, its apostrophe straight."""
        return lower(self.text)

    @property
    def is_function(self) -> bool:
        """Whether it only holds the sentence together."""
        return self.low in FUNCTION_WORDS

    @property
    def is_formula(self) -> bool:
        """Whether it is a formula."""
        return self.text.startswith(("\\(", "\\["))

    @property
    def is_generic(self) -> bool:
        """Whether it needs other words beside it to name anything."""
        return self.low in GENERIC or self.low.removesuffix("s") in GENERIC

    @property
    def is_gerund(self) -> bool:
        """Whether it is a verb in -ing."""
        base = self.low.removesuffix("ing")
        return base != self.low and not VERBS.isdisjoint((base, base + "e", base[:-1]))

    @property
    def is_name(self) -> bool:
        """Whether its capitals or digits show that it names something: GPT-4, iForest, NP."""
        return any(letter.isupper() for letter in self.text[1:]) or bool(re.match(r"[A-Z]+\d", self.text))


@lru_cache(maxsize=1 << 12)
def words(text: str) -> tuple[Word, ...]:
    """The words of the text in order; a formula and a number with its per cent sign are one word."""
    return tuple(Word(found.group(), *found.span()) for found in _WORD.finditer(text))


def content_words(text: str) -> tuple[Word, ...]:
    """The words that carry meaning of their own."""
    return tuple(word for word in words(text) if not word.is_function)


def count_words(text: str) -> int:
    """How many words the text has."""
    return len(words(text))


@lru_cache(maxsize=1 << 16)
def is_finite(word: str) -> bool:
    """Whether the word is most likely the verb of its clause, by lists of verbs and their endings."""
    low = lower(word)
    if low in AUXILIARIES or low in IRREGULAR:
        return True
    return any(low == f"{base}{ending}" for base, ending in _forms(low) if base in VERBS)


def _forms(low: str) -> Iterator[tuple[str, str]]:
    """The ways to read the word as a verb in -s or -ed."""
    for ending in ("s", "es", "d", "ed"):
        if low.endswith(ending):
            yield low.removesuffix(ending), ending
    if low.endswith(("ies", "ied")):
        base = low[:-3] + "y"
        if base in VERBS:
            yield from ((base, low.removeprefix(base)),)


_SUBORDINATE = word_set("that which who whose where when because if while although whereas whether how why")
_BEFORE_BASE = word_set("we they i you who which that")
_BEFORE_NOUN = word_set("a an the each every some any no our their its his her my your")


def first_verb(text: str) -> int | None:
    """Where the verb of the main clause starts; None in what is no clause. Each "that …" before it has its own verb."""
    before = ""
    awaited = 0
    for word in words(text):
        verb = is_finite(word.text) or (word.low in VERBS and before in _BEFORE_BASE)
        verb = verb and not text[word.end :].startswith(" by ")  # "the map obtained by upsampling"
        if verb and before and before not in _BEFORE_NOUN and not awaited:
            return word.start
        awaited = max(0, awaited + (word.low in _SUBORDINATE) - (verb and before not in _BEFORE_NOUN))
        before = word.low
    return None


def has_verb(text: str) -> bool:
    """Whether a verb seems to hold the text together: a finite one, or a bare one ("results suggest", "we study")."""
    found = words(text)
    if found and found[0].low in _SUBORDINATE and "," in text:  # "When asked twice, the patients forgot"
        return has_verb(text.partition(",")[2])
    if first_verb(text) is not None:
        return True
    return any(
        (word.low in VERBS and before.low.endswith("s"))
        or (before.low in ("we", "they", "i", "you") and not word.is_function)
        for before, word in pairwise(found)
    )


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of the text, trimmed; entries of a list and paragraphs end a sentence as well as stops do."""
    return tuple(filter(None, (re.sub(r"^[-*•]\s+", "", part.strip()) for part in _parts(text))))


def _parts(text: str) -> Iterator[str]:
    formulas = [found.span() for found in _SPAN.finditer(text)]
    begin = 0
    for end in _END.finditer(text):
        if _formula_end(end.start(), formulas) or not _ends(text, end):
            continue
        cut = end.start() if end["line"] else end.end("close")
        yield from _readable(text, begin, cut, formulas)
        begin = cut
    yield from _readable(text, begin, len(text), formulas)


def _formula_end(at: int, formulas: list[tuple[int, int]]) -> int:
    """Where the formula that covers `at` ends, 0 outside of formulas; they stand in order."""
    nearest = bisect_right(formulas, at, key=itemgetter(0)) - 1
    return formulas[nearest][1] if nearest >= 0 and at < formulas[nearest][1] else 0


def _readable(text: str, begin: int, end: int, formulas: list[tuple[int, int]]) -> Iterator[str]:
    """The text from `begin` to `end`; what is too long to be read as one sentence is cut, but in no formula."""
    while end - begin > LONGEST_SENTENCE:
        blank = text.rfind(" ", begin + 1, begin + LONGEST_SENTENCE)
        cut = blank if blank > 0 else begin + LONGEST_SENTENCE
        cut = min(_formula_end(cut, formulas) or cut, end)
        yield text[begin:cut]
        begin = cut
    yield text[begin:end]


def _ends(text: str, end: re.Match[str]) -> bool:
    if end["line"]:
        return True
    before = re.search(r"[\w.]+$", text[max(0, end.start() - LONGEST_ABBREVIATION) : end.start()])
    last = before.group() if before else ""
    if end["next"].islower():  # people who type fast begin sentences with small letters
        bracket = text[end.start() - 1 : end.start()] == ")"
        known = bracket or (last not in _ABBREVIATIONS and _is_no_abbreviation(last))
        return not end["close"] and ("?" in end["stop"] or (end["stop"] == "." and known))
    if end["stop"] != ".":
        return True
    if end["next"].isdigit() and last.islower() and len(last) <= 4 and zipf(last) < KNOWN:
        return False  # an abbreviation: trib. 122
    if len(last) == 1 and last.isupper():
        return False  # an initial: J. Smith
    return last.lower() not in _ABBREVIATIONS and not re.fullmatch(r"(?:[a-z]\.)+[a-z]", last.lower())


def _is_no_abbreviation(word: str) -> bool:
    """Whether a stop after the word, before a small letter, can end the sentence."""
    return len(word) >= 4 and zipf(word) >= (KNOWN if len(word) > 4 else EVERYDAY)


def without_connective(sentence: str) -> str:
    """The sentence without what ties it to the one before ("However, …")."""
    bare = _CONNECTIVE.sub("", sentence, count=1)
    return capitalised(bare) if bare != sentence else sentence


_GOES_ON = re.compile(r"\s?[∀-⋿=<>+]|[(\[^_]|\s(?:and|or)\s(?:\\\(|[b-z]\b)")
"""How a formula goes on behind its first letter."""


def capitalised(text: str) -> str:
    """The text with a capital first letter, unless its first word has capitals of its own (iPhone), is a variable
    ("x = 3") or a formula."""
    first = re.match(r"[\"“‘'(]*([^\W\d_][\w-]*)", text)
    variable = first and len(first[1]) == 1 and _GOES_ON.match(text, first.end())
    if not first or variable or any(letter.isupper() for letter in first[1]):
        return text
    at = first.start(1)
    return text[:at] + text[at].upper() + text[at + 1 :]


_BEHEADED = {"he": "The", "hese": "These", "hey": "They", "his": "This", "hat": "That"}


def whole(text: str) -> str:
    """The text without the broken words at its ends, where a selection began or stopped too early or too late.

    "he curve shows" begins with "The", "his suggests" with "This"; "n agent may" loses its first letter, and
    "as well [" its open bracket.
    """
    text = re.sub(r"^[\s…]*(?:[a-z]{1,3}\.\s+(?=[A-Z])|(?![aio]\b)[a-z]\s+(?=[^\W\d_]{2}))", "", text)
    first, _, rest = text.partition(" ")
    following = next(iter(words(rest)), None)
    if following and first in ("he", "his", "hey", "hese", "hat") and is_finite(following.text) != (first == "he"):
        text = f"{_BEHEADED[first]} {rest}"
    text = re.sub(r"^hus,? (?=\w)", "Thus, ", text)
    text = re.sub(r"^his (?=(?:paper|work|study|article|chapter|method|approach|section|book|result)\b)", "This ", text)
    text = re.sub(r"\s*[\[(][^\[\]()]{0,12}[.,;]?$", "", text)
    begun = re.search(r"(?<=[a-z)\]]\.)\s+([A-Z]\w{0,8})(?:\s\w{1,8})?$", text)  # the next sentence
    if (
        begun
        and begun[1].lower() in FUNCTION_WORDS - {"not", "no", "never", "nor", "only"}
        and begun.start() > LONGEST_ABBREVIATION
    ):
        text = text[: begun.start()]
    return re.sub(r"\b(the|a|an|of|and|to|in|for|with)\d{1,2}$", r"\1", text)


def full_stop(text: str) -> str:
    """The text with a mark at its end, so that it reads as a sentence."""
    bare = re.sub(r"[,;:]\.$", "", text).rstrip(" ,;:–—-\n")
    return bare if re.search(r"[.?!…][\"”’')]*$|\\\]$", bare) else f"{bare}."


def clipped(text: str, limit: int) -> str:
    """The first words of the text, at most `limit`, and "…" where more follows."""
    found = words(text)
    return text if len(found) <= limit else text[: found[limit - 1].end].rstrip(" ,;:") + " …"


_ENDINGS = (
    "izations ization isations isation ations ation izing ising ized ised izes ises ize ise ments ment ings ing ities "
    "ity edly ed ies ely ly es ers er ors or ions ion s e y"
).split()


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """A rough stem: equal for most inflections of one English word."""
    low = word.lower().replace("’", "'").removesuffix("'s")
    ending = next((end for end in _ENDINGS if low.endswith(end) and len(low) - len(end) >= 3), "")
    bare = low.removesuffix(ending)
    return bare[:-1] if len(bare) > 3 and bare[-1] == bare[-2] and ending in ("ing", "ed", "er") else bare


@lru_cache(maxsize=1 << 12)  # the same few texts of one card are asked about again and again
def stems(text: str) -> frozenset[str]:
    """The stems of the content words, and of the parts of their compounds."""
    return frozenset(chain.from_iterable(_stems_of(found.group()) for found in _WORD.finditer(text)))


@lru_cache(maxsize=1 << 16)
def _stems_of(word: str) -> tuple[str, ...]:
    """The stems of the word and of its parts; none of a word that only holds the sentence together."""
    if lower(word) in FUNCTION_WORDS:
        return ()
    return tuple(stem(part) for part in (word, *re.split(r"[-–/]", word)) if part)
