"""Card -> the HTML fields of its note, through the templates; the one place where text becomes HTML."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from jinja2 import TemplateError as JinjaError
from jinja2 import TemplateSyntaxError as JinjaSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from flashgen.errors import TemplateError
from flashgen.identity import squeezed
from flashgen.markup import escaped, escaped_tex, to_html
from flashgen.model import FIELDS, GAP, OPEN, Card, CommentFormat, Kind
from flashgen.resources import templates_dir

_ANYWHERE = {
    "Formula": "formula.html.j2",
    "Quote": "quote.html.j2",
    "Comment": "comment.html.j2",
    "Source": "source.html.j2",
}
_PER_KIND = {"Front": "front.html.j2", "Back": "back.html.j2", "Reverse": "reverse.html.j2"}

_UNSTORABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160), 0x202D, 0x202E)) | dict.fromkeys(
    range(0xD800, 0xE000), "�"
)
"""Control characters (Anki parts fields by 0x1F) and overrides of the direction vanish; lone surrogates cannot be
written."""

_LINKABLE = re.compile(r"(?:https?|zotero|marginnote\w*|kindle|readwise)://?[^\s\"'<>]+$", re.IGNORECASE)


class Renderer:
    """Renders cards; templates in `folder` win over those that come with flashgen, one by one."""

    def __init__(self, folder: Path | None = None) -> None:
        folders = [templates_dir()] if folder is None else [folder, templates_dir()]
        self._folders = tuple(str(place) for place in folders)
        self._environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(place) for place in folders]),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=escaped_value,
        )
        self._environment.filters.update(text=text_html, tex=tex_html, gapped=gapped, marked=marked, remark=remark_html)
        self._environment.tests["linkable"] = lambda link: bool(_LINKABLE.match(link))

    def fields(self, card: Card) -> tuple[str, ...]:
        """The HTML of the note's twelve fields in the order of `FIELDS`."""
        values = {"card": card, "shown": Shown(card)}
        html = {"Kind": card.kind.value, "Status": card.status}
        for field, name in _ANYWHERE.items():
            html[field] = self._filled(name, values)
        for field, name in _PER_KIND.items():
            if field != "Reverse" or card.kind is Kind.DEFINITION:
                html[field] = self._filled(f"{card.kind.value}/{name}", values)
        return tuple(html.get(field, "").strip().translate(_UNSTORABLE) for field in FIELDS)

    def page(self, name: str, **values: object) -> str:
        """A whole page of HTML: the template of that name with the values. Raises TemplateError."""
        return self._filled(name, values)

    def _filled(self, name: str, values: Mapping[str, object]) -> str:
        try:
            return self._environment.get_template(name).render(values)
        except JinjaSyntaxError as error:
            raise TemplateError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from error
        except (JinjaError, TypeError, ValueError, LookupError, ArithmeticError) as error:
            place = _place(error.__traceback__, self._folders) or (name if isinstance(error, JinjaError) else "")
            if not place:
                raise
            raise TemplateError(f"{place}: {error}") from error


class Shown:
    """What a card shows besides front and back; nothing that stands there already."""

    def __init__(self, card: Card) -> None:
        annotation = card.pair.annotation
        there = f"{card.front} {card.back} {card.formula}"
        self.quote = _unless_told(card.pair.quote, there, (card.front, card.back))
        self.comment = _unless_told(_rest(card.pair.comment, there), there, (card.front, card.subject))
        self.replies = [reply for reply in card.pair.replies if _unless_told(reply.text, there, ())]
        self.title = _unless_told(annotation.title, card.pair.quote, ())
        self.gapped = bool(card.gap) and GAP in card.front and card.gap in card.back
        self.so_far = card.back.removeprefix(f"{OPEN}.").strip()
        self.open = card.status != "answered" and card.back.startswith(OPEN)


def _rest(comment: str, told: str) -> str:
    """The comment with "…" for its sentences that are told already; whole where it is marked up."""
    if _MARKED_UP.search(comment):
        return comment
    known = squeezed(told)
    shown = "".join(
        "…" if len(bare := squeezed(part)) >= SENTENCE and bare in known else part for part in _STOP.split(comment)
    )
    return re.sub(r"…(?:\s+…)+", "…", shown)


SENTENCE = 16  # letters
_STOP = re.compile(r"((?<=[.!?])\s+|\n+)")
_MARKED_UP = re.compile(
    r"[*`\\$|]|(?<!\w)_|_(?!\w)|~~|\]\(|\[\[|<[a-z/!]|^\s*(?:[#>]|[-+]\s|\d+[.)]\s)", re.IGNORECASE | re.MULTILINE
)

LABEL_LENGTH = 12  # letters: "Question", "Definition of"
FEW = 5
"""A text of which no more than every fifth word is new, and the others come in order, says again what is told."""
_TELLING = re.compile(
    r"""
    [^\W_]{4,} | \b[A-Z][A-Z0-9]{1,2}\b | \d+(?:[.,]\d+)*
    | \b(?:not?|nor|cannot)\b | n['’]t\b
    | \\[(\[] (?: (?!\\[(\[]) . )*? \\[)\]]
    """,
    re.DOTALL | re.VERBOSE,
)
"""Words of four letters and more, acronyms, numbers, denials, formulas."""
_DECIDING = re.compile(r"(?:not?|nor|never|none|cannot)$|n['’]t|\\|\d")
"""What no text repeats by the way: a denial, a number, a formula."""


def _unless_told(text: str, told: str, cores: tuple[str, ...]) -> str:
    """The text, "" where it is told in nearly the same words or is no more than a label before one of the cores."""
    said = _ENTRY.sub("", text)
    bare = squeezed(said)
    labelled = any(
        core and bare.endswith(core) and len(bare) - len(core) <= LABEL_LENGTH for core in map(squeezed, cores)
    )
    return "" if bare in squeezed(told) or labelled or _says_again(_telling(said), _telling(told)) else text


_ENTRY = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+", re.MULTILINE)
"""What stands before the entries of a list, and tells nothing."""


def _says_again(said: list[str], told: list[str]) -> bool:
    known = frozenset(told)
    new = [word for word in said if word not in known]
    order = iter(told)
    return (
        len(new) < len(said)
        and len(new) <= len(said) // FEW
        and not any(map(_DECIDING.match, new))
        and all(word in order for word in said if word in known)
    )


def _telling(text: str) -> list[str]:
    return [word.lower() for word in _TELLING.findall(text)]


def escaped_value(value: object) -> object:
    """What a template shows of a value: plain text escaped, also for Anki (`[sound:…]`) and MathJax; HTML as it is."""
    return Markup(escaped(value)) if isinstance(value, str) and not isinstance(value, Markup) else value  # noqa: S704


def text_html(text: str) -> Markup:
    """Plain text with TeX as HTML: escaped, TeX too, lines kept."""
    return Markup(to_html(text.rstrip("\n"), format="plain"))  # noqa: S704 - escaped there


def tex_html(formula: str) -> Markup:
    """TeX as it stands between its delimiters in HTML."""
    return Markup(escaped_tex(formula))  # noqa: S704 - escaped there


def gapped(text: str) -> Markup:
    """The text with its gap drawn."""
    return Markup('<span class="gap">[…]</span>').join(text_html(part) for part in text.split(GAP))


def marked(text: str, part: str) -> Markup:
    """The text with the first occurrence of the part marked."""
    before, found, after = text.partition(part) if part else (text, "", "")
    if not found:
        return text_html(text)
    return Markup("{}<mark>{}</mark>{}").format(text_html(before), text_html(found), text_html(after))


def remark_html(text: str, format: CommentFormat) -> Markup:  # noqa: A002 - the field of Annotation is called so too
    """A comment or reply as safe HTML."""
    return Markup(to_html(text, format=format))  # noqa: S704 - sanitised there


def _place(traceback: TracebackType | None, folders: tuple[str, ...]) -> str:
    """File and line of the innermost template in the traceback, "" when no template is in it."""
    place = ""
    while traceback:
        name = traceback.tb_frame.f_code.co_filename
        if name.startswith(folders):
            place = f"{name}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
