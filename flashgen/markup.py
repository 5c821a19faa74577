r"""Markdown and HTML of comments: safe HTML for Anki, plain text, and the way back from HTML.

Maths is taken out before anything else looks at the text and put back last, escaped, so that neither Markdown (which
eats underscores and backslashes) nor the sanitiser ever sees it. What only looks like Anki's own syntax
(`[sound:…]`, `[latex]`, `{{…}}`, a stray `\(`) is broken by an invisible character and stays visible.
"""

import re
from collections.abc import Iterable
from functools import cache
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from flashgen import tex
from flashgen.model import CommentFormat

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

TAGS = frozenset("a p br strong em s code pre blockquote ul ol li h4 hr table thead tbody tr th td sub sup".split())
"""All that can come out of a comment."""

_BREAK = "\u2060"  # a word joiner: invisible, no line break, and it survives Anki's editor (an entity would not)
_OPEN, _CLOSE = "\x02", "\x03"  # around the number of a formula; `clean` keeps them out of the input
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")
_STRAY = re.compile(r"(?<!\\)\\(?=[()\[\]])")
_SPECIAL = re.compile(r"\\(?=[()\[\]])|\[(?=/?(?:sound:|anki:|latex\]|\$\$?\]))|\{(?=\{)|\}(?=\})", re.IGNORECASE)
_TEX_SPECIAL = re.compile(r"\[(?=/?(?:sound:|anki:|latex\]|\$\$?\]))", re.IGNORECASE)


def clean(text: str) -> str:
    """The text without control characters and halves of characters, with line feeds as its only line ends."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def to_html(text: str, *, format: CommentFormat) -> str:  # noqa: A002 - the field of Annotation is called so too
    r"""Safe HTML: the tags of `TAGS`, links to http(s) only, pictures as links, formulas as `\(…\)` and `\[…\]`.

    A plain text has only line breaks. No text makes another tag, an attribute, a script or an Anki command.
    """
    if format == "plain":
        return escaped(text).replace("\n", "<br>")
    stashed, formulas = _stash(clean(text))
    return _shown(_sanitised(stashed), formulas)


def escaped(text: str) -> str:
    """The text as it reads, in HTML: no tag, no Anki command, no formula but those that may be typeset."""
    stashed, formulas = _stash(clean(text))
    return _shown(escape(stashed), formulas)


def escaped_tex(formula: str) -> str:
    """The TeX between its delimiters, escaped, and without what Anki would take for a cloze or a sound."""
    inside = _TEX_SPECIAL.sub("[{}", formula)
    inside = re.sub(r"([{}])(?=\1)", r"\1 ", inside)
    return escape(re.sub(r"\s+", " ", inside))


def plain(text: str) -> str:
    r"""Markdown as plain text, one line a paragraph or list entry; formulas stay as `\(…\)` and `\[…\]`."""
    stashed, formulas = _stash(clean(text))
    lines = (line.strip() for line in "".join(_spoken(_tokens(stashed))).split("\n"))
    said = "\n".join(line for line in lines if line)
    return _restore(said, [formula.text for formula in formulas], backslash="\\")


_MATHML = frozenset(
    "math mrow mi mo mn ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom msub msup msubsup munder mover "
    "munderover mtable mtr mtd menclose mmultiscripts".split()
)
_MATHML_ATTRIBUTES = {
    "accent", "columnalign", "display", "fence", "form", "linethickness", "mathvariant", "separator", "stretchy",
    "xmlns",
}  # fmt: skip


def mathml(formula: str, *, display: bool = False) -> str:
    """The TeX as MathML, for pages without MathJax; as text where it cannot be converted.

    The converter passes on what stands in `\\text{…}` and `\\href{…}`, so its output is sanitised too.
    """
    import nh3
    from latex2mathml.converter import convert

    try:
        converted = convert(formula, display="block" if display else "inline")
    except Exception:  # noqa: BLE001  # the library raises bare IndexError, KeyError and more on broken TeX
        return f"<code>{escape(formula)}</code>"
    return nh3.clean(converted, tags=set(_MATHML), attributes=dict.fromkeys(_MATHML, _MATHML_ATTRIBUTES))


# ---------------------------------------------------------------- maths aside


def _stash(text: str) -> tuple[str, list[tex.Segment]]:
    r"""The text with a numbered mark for every formula and an unnumbered one for the backslash of a stray `\(`."""
    formulas: list[tex.Segment] = []
    marked: list[str] = []
    for segment in tex.segments(text):
        if segment.tex is None:
            marked.append(_STRAY.sub(_OPEN + _CLOSE, segment.text))
        else:
            marked.append(f"{_OPEN}{len(formulas)}{_CLOSE}")
            formulas.append(segment)
    return "".join(marked), formulas


def _restore(text: str, formulas: list[str], *, backslash: str) -> str:
    return re.sub(f"{_OPEN}([0-9]*){_CLOSE}", lambda m: formulas[int(m[1])] if m[1] else backslash, text)


def _formula_html(formula: tex.Segment) -> str:
    inside = escaped_tex(formula.tex or "")
    return rf"\[{inside}\]" if formula.display else rf"\({inside}\)"


def _shown(html: str, formulas: list[tex.Segment]) -> str:
    """The HTML with Anki's own syntax broken (tags hold none of it) and its formulas back in their places."""
    neutral = _SPECIAL.sub(lambda mark: mark.group() + _BREAK, html)
    return _restore(neutral, [_formula_html(formula) for formula in formulas], backslash="\\" + _BREAK)


# ---------------------------------------------------------------- Markdown


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
    markdown.enable(["linkify", "strikethrough", "table"])
    markdown.validateLink = _is_web_address  # type: ignore[method-assign]  # how markdown-it-py is told
    assert markdown.linkify is not None
    markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False})  # "the end.It began" is no address
    return markdown


def _is_web_address(url: str) -> bool:
    return bool(re.match(r"https?://[^\s/]", url, re.IGNORECASE))


def _tokens(text: str) -> "list[Token]":
    text = re.sub(
        r"(?<!\*)\*\*(?=[^\s*])([^*\n]*[^\s*])[ \t]+\*\*(?!\*)[ \t]*", r"**\1** ", text
    )  # "**Q: **" is not bold
    return _markdown().parse(_CALLOUT.sub(r"\1", _OWN_LINK.sub(r"\1", _WIKI_LINK.sub(r"\1", text))))


_WIKI_LINK = re.compile(r"!?\[\[(?:[^\[\]|\n]{1,300}\|)?([^\[\]|\n]{1,300})\]\]")
_OWN_LINK = re.compile(
    r"\[([^\[\]\n]{1,300})\]\((?!https?:|ftps?:)[a-z][a-z0-9+.-]{1,30}://[^\s()]{1,2000}\)", re.IGNORECASE
)
"""A link into a program on the reader's own machine, `[label](obsidian://open?…)`, `zotero://`, `logseq://`."""
_CALLOUT = re.compile(r"^([ \t]*>[ \t]*)\[![\w-]{1,30}\][+-]?[ \t]*", re.MULTILINE)
"""Obsidian's links, `[[page|label]]`, and the kinds of its quotes, `> [!quote]` (help.obsidian.md, Internal links and
Callouts): a card shows the label alone."""


def _sanitised(text: str) -> str:
    import nh3

    markdown = _markdown()
    tokens = _tokens(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h4"  # a comment's heading is no title of a card
        if token.children:
            token.children = list(_without_pictures(token.children))
    html = markdown.renderer.render(tokens, markdown.options, {})
    safe = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={"*": set(), "a": {"href"}},
        url_schemes={"http", "https"},
        url_relative="deny",
        link_rel="noopener noreferrer",
    )
    return safe.strip()


def _without_pictures(children: "list[Token]") -> "Iterable[Token]":
    """Inline tokens with every picture turned into a link to it, so that a card loads nothing from afar."""
    from markdown_it.token import Token

    depth = 0
    for token in children:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type != "image":
            yield token
            continue
        address = str(token.attrs.get("src", ""))
        label = Token("text", "", 0, content="".join(_spoken(token.children or [])) or address)
        if depth == 0 and _is_web_address(address):
            yield Token("link_open", "a", 1, attrs={"href": address})
            yield label
            yield Token("link_close", "a", -1)
        else:
            yield label


def _spoken(tokens: "Iterable[Token]") -> "Iterable[str]":
    """What a Markdown text says, without its marks."""
    for token in tokens:
        if token.type in {"inline", "image"}:
            yield from _spoken(token.children or [])
        elif token.type in {"softbreak", "hardbreak"} or (token.nesting == -1 and token.block):
            yield "\n"
        elif token.type in {"fence", "code_block"}:
            yield token.content + "\n"
        elif token.type in {"text", "code_inline", "text_special"}:
            yield token.content


# ---------------------------------------------------------------- from HTML


def from_html(html: str) -> str:
    r"""The Markdown of an HTML fragment; KaTeX and MathML with their TeX become `\(…\)` or `$$…$$`."""
    reader = _HtmlReader()
    reader.feed(_closed(clean(html)))
    reader.close()
    return reader.markdown()


def _closed(html: str) -> str:
    """The HTML without comments, and with every `<` escaped that begins no whole tag.

    The parser looks for the end of a tag from each of them, so many without one take the square of their number.
    """
    *before, rest = html.split("-->")
    html = "".join(part.partition("<!--")[0] for part in before) + rest
    tags, end, text = html.rpartition(">")
    return re.sub(r"<(?=[!?])", "&lt;", tags + end) + text.replace("<", "&lt;")


_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~", "code": "`"}
_BLOCKS = frozenset(
    "p div section article h1 h2 h3 h4 h5 h6 ul ol table tr blockquote pre hr header footer dl dt dd".split()
)
_DROPPED = frozenset("script style template iframe object embed svg noscript head title".split())
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_RAISED = str.maketrans("0123456789+-−()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−()aeijklmnoprstx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎ₐₑᵢⱼₖₗₘₙₒₚᵣₛₜₓ")
_MARKDOWN = re.compile(r"\\(?=[^\w\s()\[\]])|[`*]|~(?=~)|(?<![^\W_])_|_(?![^\W_])|\[(?=[^\]]{0,999}\]\()|&(?=#?\w+;)")
_LINE_START = re.compile(r"\A(#{1,6}|[-+>]|\d{1,9}(?=[.)]))(?=[\s.)]|$)")
_DEPTH = 60


class _Element:
    """An open element: its tag, its attributes, and the Markdown of what it holds so far."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parts: list[str] = []
        self.tex = ""  # of a <math>, from its annotation

    def is_hidden(self) -> bool:
        """Whether nothing of it is shown, or what it shows was said before."""
        drawn = {"katex-html", "MathJax_Preview"} & set(self.attributes.get("class", "").split())
        return bool(drawn) or (self.tag in _DROPPED and not self.attributes.get("type", "").startswith("math/tex"))


class _HtmlReader(HTMLParser):
    """Collects the Markdown of an HTML fragment; elements nested too deeply are read as their text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Element("", {})]

    def markdown(self) -> str:
        """What was read, with at most one empty line between blocks."""
        while len(self.open) > 1:
            self.leave()
        lines = [line.rstrip() for line in "".join(self.open[0].parts).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in {"p", "li", "tr", "td", "th", "dt", "dd"} and self.open[-1].tag == tag:
            self.leave()  # their end tags are optional
        if tag in _VOID:
            self.open[-1].parts.append(_void(tag, attributes))
        elif len(self.open) < _DEPTH:
            self.open.append(_Element(tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self.open[1:]):
            while self.open[-1].tag != tag:
                self.leave()
            self.leave()

    def handle_data(self, data: str) -> None:
        here = self.open[-1]
        if any(element.tag in {"pre", "code", "annotation", "script"} for element in self.open):
            here.parts.append(data)
            return
        text = tex.map_prose(lambda prose: _MARKDOWN.sub(r"\\\g<0>", prose), re.sub(r"\s+", " ", data))
        if not "".join(here.parts[-1:]).rstrip(" ") or here.parts[-1].endswith("\n"):
            text = _LINE_START.sub(_escaped_start, text.lstrip(), count=1) if here.tag in _BLOCKS | {"", "li"} else text
        here.parts.append(text)

    def leave(self) -> None:
        """Closes the innermost element into the one around it."""
        element = self.open.pop()
        outer = self.open[-1]
        inside = "".join(element.parts)
        if element.tag == "annotation":
            math = next((e for e in reversed(self.open) if e.tag == "math"), outer)
            if element.attributes.get("encoding") == "application/x-tex":
                math.tex = inside.strip()
        elif element.tag in {"math", "script"} and (element.tex or element.tag == "script"):
            outer.parts.append(self.formula(element, element.tex or inside.strip()))
        elif not element.is_hidden():
            outer.parts.append(_markdown_of(element, inside))

    def formula(self, element: _Element, source: str) -> str:
        """The TeX that a page carries along, in Markdown."""
        block = element.attributes.get("display") == "block" or "mode=display" in element.attributes.get("type", "")
        block = block or any("katex-display" in outer.attributes.get("class", "") for outer in self.open)
        if element.is_hidden() or not source:
            return ""
        return f"\n\n$${source}$$\n\n" if block else rf"\({source}\)"


def _escaped_start(mark: re.Match[str]) -> str:
    """The beginning of a line that Markdown would take for a heading, a list or a quotation."""
    return mark[0] + "\\" if mark[0].isdigit() else "\\" + mark[0]


def _void(tag: str, attributes: dict[str, str]) -> str:
    if tag == "br":
        return "\n"
    if tag == "hr":
        return "\n\n---\n\n"
    if tag == "img" and _is_web_address(attributes.get("src", "")):
        label = re.sub(r"[\[\]\n]", " ", attributes.get("alt", ""))
        return f"![{label}]({_address(attributes['src'])})"
    return attributes.get("alt", "") if tag == "img" else ""


def _address(url: str) -> str:
    return re.sub(r"[\s()<>]", lambda mark: f"%{ord(mark[0]):02X}", url)


def _markdown_of(element: _Element, inside: str) -> str:
    """One element that was read to its end, as Markdown."""
    tag, core = element.tag, inside.strip()
    if tag in _MARKS and core:
        head, tail = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
        mark = "``" if tag == "code" and "`" in core else _MARKS[tag]
        return f"{head}{mark}{core}{mark}{tail}"
    if tag in {"sub", "sup"} and core:
        small = core.translate(_LOWERED if tag == "sub" else _RAISED)
        return (
            small
            if not re.search(r"[A-Za-z0-9+−()-]", small) and small != core
            else ("_" if tag == "sub" else "^") + f"{{{core}}}"
        )
    if tag == "a" and _is_web_address(element.attributes.get("href", "")):
        address = _address(element.attributes["href"])
        return address if core in {"", address} else f"[{core}]({address})"
    if tag == "li":
        return "\n- " + core.replace("\n", "\n  ")
    if tag == "blockquote":
        return "\n\n" + "\n".join("> " + line for line in core.split("\n")) + "\n\n"
    if tag == "pre":
        return f"\n\n```\n{core.strip('`')}\n```\n\n"
    if tag in _BLOCKS:
        return f"\n\n{core}\n\n" if tag != "tr" else f"\n{core}\n"
    return inside + " " if tag in {"td", "th"} else inside
