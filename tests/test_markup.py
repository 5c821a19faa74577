"""markup.py: nothing of a stranger's text becomes a tag, a script, a link elsewhere or a command of Anki's."""

import re
import time
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashgen import markup, tex
from flashgen.model import CommentFormat

FORMATS: tuple[CommentFormat, ...] = ("markdown", "plain")

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.y/z.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "<iframe src=javascript:alert(1)>",
    "<object data=x></object><embed src=x>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<body onload=alert(1)>",
    "<style>*{background:url(//x.y)}</style>",
    "<link rel=stylesheet href=//x.y/z.css>",
    "<meta http-equiv=refresh content='0;url=//x.y'>",
    "<base href=//x.y>",
    "<form action=//x.y><button>x</button></form>",
    "<b onmouseover=alert(1)>x</b>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java&#x0A;script:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](//x.y/z)",
    "[x](/local)",
    "[x](<javascript:alert(1)>)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "[x](http://a.b 'onmouseover=alert(1)')",
    '[x](http://a.b "\\" onclick=alert(1)")',
    '![x](http://a.b/c.png "t")',
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](http://a.b/c.png)',
    '![q \\(" onerror="alert(1)\\)](http://x.y/z.png)',
    '[\\(" onclick="alert(1)\\)](http://x.y)',
    '[x](http://x.y/\\("onclick="alert(1)\\))',
    '[x](http://x.y "\\(" onclick="alert(1)\\)")',
    "\\(<script>alert(1)</script>\\)",
    "\\[</div><img src=x onerror=alert(1)>\\]",
    "\\(x\\)<script>alert(1)</script>\\(y\\)",
    "\x020\x03<script>\x02\x03",
    "\\(x\\) \x020\x03 \x027\x03",
    "```<script>\n</code></pre><script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "```html onload=alert(1)\nx\n```",
    "# <img src=x onerror=alert(1)>",
    "| <script> | b |\n|-|-|\n| <img src=x onerror=y> | d |",
    "http://x.y/<script>alert(1)</script>",
    "http://x.y/'onmouseover='alert(1)",
    '<http://x.y/"onclick="alert(1)>',
    "\\\\(\\href{javascript:alert(1)}{x}\\\\)",
    "\ud800<script>",
]
ANKI = [
    "[sound:x.mp3]",
    "[SOUND:x.mp3]",
    "[anki:play:q:0]",
    "[latex]\\input{/etc/passwd}[/latex]",
    "[$]x[/$]",
    "[$$]x[/$$]",
    "{{c1::x}}",
    "{{Front}}",
    "{{{{x}}}}",
    "\\(\\href{javascript:alert(1)}{x}\\)",
    "\\(\\def\\x{y}\\)",
    "\\(open",
    "closed\\]",
    "\\\\(x\\\\)",
    "&#92;(x&#92;)",
    "&bsol;(x&bsol;)",
    "`\\(x\\)`",
    "\\([sound:x.mp3]\\)",
    "\\(a}}b{{c\\)",
]


class Tags(HTMLParser):
    """What a browser would make of the HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))


def assert_harmless(html: str) -> None:
    """Only known tags, no attribute but links' own, and nothing that Anki or its MathJax would run."""
    for tag, attributes in Tags(html).tags:
        assert tag in markup.TAGS
        for name, value in attributes:
            assert (tag, name) in {("a", "href"), ("a", "rel")}
            assert name != "href" or re.match(r"https?://[^/\s]", value or "", re.IGNORECASE)
    assert not re.search(r"\[(?:/?latex\]|/?\$\$?\]|sound:|anki:)|\{\{|\}\}", html, re.IGNORECASE)
    assert not any(0xD800 <= ord(letter) < 0xE000 or letter in "\x00\x02\x03" for letter in html)
    for delimited in re.findall(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", html, re.DOTALL):
        assert not tex.problem(unescape("".join(delimited)))
    opened = re.sub(r"\\\(.*?\\\)|\\\[.*?\\\]", "", html, flags=re.DOTALL)
    assert not re.search(r"\\[()\[\]]", opened)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("text", HOSTILE + ANKI)
def test_a_hostile_comment_is_harmless(text: str, format: CommentFormat) -> None:  # noqa: A002 - named as in to_html
    assert_harmless(markup.to_html(text, format=format))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_page_is_harmless(text: str) -> None:
    assert_harmless(markup.to_html(markup.from_html(text), format="markdown"))


PIECES = st.lists(
    st.sampled_from(
        [*HOSTILE, *ANKI, *"<>&\"'`*_[](){}!#|-\\$ \n\t\x02\x03:/.a", "\\(x\\)", "\\[y\\]", "http://a.b", "on"]
    ),
    max_size=8,
).map("".join)


@given(PIECES | st.text(max_size=80), st.sampled_from(FORMATS))
def test_no_text_makes_a_tag_a_script_or_a_command(text: str, format: CommentFormat) -> None:  # noqa: A002
    assert_harmless(markup.to_html(text, format=format))


@given(PIECES | st.text(max_size=80))
def test_html_of_any_kind_becomes_harmless_markdown(text: str) -> None:
    assert_harmless(markup.to_html(markup.from_html(text), format="markdown"))
    markup.plain(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (r"*so* \(a_b*c*\) <b>", r"<p><em>so</em> \(a_b*c*\) &lt;b&gt;</p>"),
        (r"\[x < y\]", r"<p>\[x &lt; y\]</p>"),
        ("**Q: ** why", "<p><strong>Q:</strong> why</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("# Title", "<h4>Title</h4>"),
        ("~~no~~ x_a_b", "<p><s>no</s> x_a_b</p>"),
        ("the end.It began, see e.g.this", "<p>the end.It began, see e.g.this</p>"),
        (
            "see http://a.b/c_d_e.",
            '<p>see <a href="http://a.b/c_d_e" rel="noopener noreferrer">http://a.b/c_d_e</a>.</p>',
        ),
        ("![alt](http://a.b/c.png)", '<p><a href="http://a.b/c.png" rel="noopener noreferrer">alt</a></p>'),
        ("[![alt](http://a.b/c)](http://d.e)", '<p><a href="http://d.e" rel="noopener noreferrer">alt</a></p>'),
        (r"\(a}}b{{c\)", r"<p>\⁠(a}⁠}b{⁠{c\⁠)</p>"),
        (r"\(\frac{a_{b}}{{c}}\)", r"<p>\(\frac{a_{b} }{ {c} }\)</p>"),
        (r"an open \(x and a [sound:x]", "<p>an open \\⁠(x and a [⁠sound:x]</p>"),
        (r"`\(x\)` is code", "<p><code>\\⁠(x\\⁠)</code> is code</p>"),
    ],
)
def test_markdown_becomes_html_with_its_maths_untouched(text: str, html: str) -> None:
    assert markup.to_html(text, format="markdown") == html


def test_plain_text_has_nothing_but_line_breaks_and_maths() -> None:
    assert markup.to_html("*a* <b>\n\\(x_1*y*\\)", format="plain") == "*a* &lt;b&gt;<br>\\(x_1*y*\\)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"**Q: ** is *this* \(a_b*c*\)?", r"Q: is this \(a_b*c*\)?"),
        ("[a link](http://a.b) and ![a picture](http://c.d)", "a link and a picture"),
        ("# Title\n\nText `code` x_y_z 3 < 4 & 5\n- one\n- two", "Title\nText code x_y_z 3 < 4 & 5\none\ntwo"),
        ("```\nf(x)\n```", "f(x)"),
        (r"escaped \*stars\* &amp; all", "escaped *stars* & all"),
        ("see [[essays/tides|the tides]] and [[Moon]]", "see the tides and Moon"),
        ("> [!quote] Ebb\n> Flood", "Ebb\nFlood"),
        ("a matrix [[1,2],[3,4]] here", "a matrix [[1,2],[3,4]] here"),
    ],
)
def test_plain_says_what_markdown_says(text: str, said: str) -> None:
    assert markup.plain(text) == said


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a <b>bold </b>and <i>x</i></p><p>two</p>", "a **bold** and *x*\n\ntwo"),
        ("x<sub>i</sub>, CO<sub>2</sub>, 10<sup>-3</sup>, x<sub>max b</sub>", "xᵢ, CO₂, 10⁻³, x_{max b}"),
        ("1*2*3 s_t _x_ [a](b) &amp;lt;", "1\\*2\\*3 s_t \\_x\\_ \\[a](b) \\&lt;"),
        ("<ul><li>a<li>b</ul><blockquote>q<br>r</blockquote>", "- a\n- b\n\n> q\n> r"),
        ("<p>1. no list</p><p># no title</p>", "1\\. no list\n\n\\# no title"),
        ('<a href="http://x.y/(z)">l</a> <a href="javascript:x">bad</a>', "[l](http://x.y/%28z%29) bad"),
        ("<img src=http://i.j alt=w><img src=data:x alt=v>", "![w](http://i.j)v"),
        ("<pre>a*b\n c</pre> <code>x*y</code>", "```\na*b\n c\n```\n\n`x*y`"),
        ("a<script>alert(1)</script><style>x</style>b", "ab"),
        (r"\(s_{t*}\) and $$x_{*}$$", r"\(s_{t*}\) and $$x_{*}$$"),
        (
            '<span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>x</mi></mrow><annotation '
            'encoding="application/x-tex">x_{a}^2</annotation></semantics></math></span><span class="katex-html" '
            'aria-hidden="true">xa2</span></span> is',
            r"\(x_{a}^2\) is",
        ),
        (
            '<span class="katex-display"><span class="katex"><math display="block"><semantics><mi>x</mi><annotation '
            'encoding="application/x-tex">x</annotation></semantics></math></span></span>',
            "$$x$$",
        ),
        ('so <script type="math/tex">x_1</script> is', r"so \(x_1\) is"),
    ],
)
def test_html_of_exports_becomes_markdown(html: str, markdown: str) -> None:
    assert markup.from_html(html) == markdown


@pytest.mark.parametrize(
    "piece", ["<b>", "</b>", "<", "&", "**", "[", "![", "](", "`", "> ", "- ", "<a href=", "\\(", "$$", "{{"]
)
def test_long_hostile_texts_take_no_long_time(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    start = time.process_time()
    markup.to_html(text, format="markdown")
    markup.plain(text)
    markup.from_html(text)
    assert time.process_time() - start < 3


@pytest.mark.parametrize("scheme", ["obsidian://open?vault=x&file=y%2Fz", "zotero://open-pdf/library/items/A?page=2"])
def test_of_a_link_into_a_program_of_the_reader_only_the_label_is_shown(scheme: str) -> None:
    assert markup.plain(f"[the proof]({scheme}) is short") == "the proof is short"
    assert markup.to_html(f"[the proof]({scheme}) is short", format="markdown") == "<p>the proof is short</p>"


def test_of_a_link_to_anywhere_else_everything_is_shown() -> None:
    assert (
        markup.plain("[x](javascript:alert(1)) and [y](ftp://host/z)")
        == "[x](javascript:alert(1)) and [y](ftp://host/z)"
    )
