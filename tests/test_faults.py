"""flashgen.faults: what a student must never see on a card, whoever made it."""

import pytest

from flashgen.faults import Sides, faults, page


def card(question: str, answer: str = "An answer.", *, css: str = "", fields: tuple[str, ...] = ()) -> Sides:
    return Sides(question=page(question, css), answer=page(answer, css), answers=fields)


@pytest.mark.parametrize(
    ("sides", "wanted"),
    [
        (card("<div> &nbsp;<br></div>"), "the front is empty"),
        (card("Q", r"\(a\) and \[b"), r"a formula does not parse: \[ is not closed: \(a\) and \[b"),
        (card("Q", r"a\) b"), r"a formula does not parse: \) closes nothing: a\) b"),
        (card("Q \\\u2060[a"), r"\[ is not closed and shows as it stands: Q \[a"),
        (card("Q", "<p>\\\u2060(a</p><p>b\\\u2060)</p>"), r"\) closes nothing and shows as it stands: b\)"),
        (card("Q", r"\(\frac{a}{b\)"), "a formula does not parse: "),
        (card(r"\(\Beta\)"), r"a formula does not parse: unknown command \Beta: \Beta"),
        (card(r"\(\def\x{1}\)"), "a formula does not parse: "),
        (card(r"\(a <b>x</b>\)"), "a formula does not parse: a tag stands in it: a …x…"),
        (card("Q", "so $$a+b$$"), r"$$ is no formula in Anki; write \[…\]: $$a+b$$"),
        (card("Q<script>alert(1)</script>"), "runs a program: <script>"),
        (card("Q", '<img src="a.png" onerror="alert(1)">'), "runs a program: onerror=alert(1)"),
        (card("Q", '<a href=" javascript:alert(1)">x</a>'), "runs a program: href= javascript:alert(1)"),
        (card('<a href="java\tscript:alert(1)">x</a>'), "runs a program: href=java script:alert(1)"),
        (card('<a href="\x01JavaScript:alert(1)">x</a>'), "runs a program: href="),
        (card('<a href="data:text/html,<b>x</b>">x</a>'), "runs a program: href=data:text/html,"),
        (card('Q<iframe srcdoc="&lt;script>alert(1)&lt;/script>"></iframe>'), "runs a program: <script>"),
        (
            card('Q<iframe srcdoc="<iframe srcdoc=&quot;<img src=//example.org/a.png>&quot;></iframe>"></iframe>'),
            "loads from elsewhere: //example.org/a.png",
        ),
        (card('<img src="ht\ntps://example.org/a.png">'), "loads from elsewhere: ht tps://example.org/a.png"),
        (card('<style>@import url("https://x.org/a.css")</style>Q'), "loads from elsewhere: https://x.org/a.css"),
        (card("<style>@IMPORT'https://x.org/a.css'</style>Q"), "loads from elsewhere: https://x.org/a.css"),
        (card('<img src="https://example.org/a.png">'), "loads from elsewhere: https://example.org/a.png"),
        (card('<img srcset="a.png, //example.org/b.png 2x">'), "loads from elsewhere: //example.org/b.png 2x"),
        (card('<p style="background: url(http://example.org/a)">Q'), "loads from elsewhere: http://example.org/a"),
        (card("Q", css='@import "https://example.org/a.css";'), "loads from elsewhere: https://example.org/a.css"),
        (card("<style>@font-face{src:url('//x.org/f')}</style>Q"), "loads from elsewhere: //x.org/f"),
        (card("The cat sat; […] is an animal.", "<mark>Cat</mark> is one"), "the answer stands in the question: Cat"),
        (
            card("Why is the sky so blue today? Rayleigh!", fields=("the sky is, so blue", "x"), answer="x"),
            None,
        ),
        (
            card("Is it that the sky is, so blue?", fields=("<b>The sky</b> is so blue", "x"), answer="x"),
            "the answer stands in the question: The sky is so blue",
        ),
    ],
)
def test_a_fault_is_found_and_named(sides: Sides, wanted: str | None) -> None:
    found = list(faults(sides))
    assert (not found) if wanted is None else any(fault.startswith(wanted) for fault in found), found


@pytest.mark.parametrize("answer", ["The Amazon River", "<b>the river Nile</b>", "the Rio de la Plata."])
@pytest.mark.parametrize(
    "question",
    [
        "Which is longer, the river Nile, the Rio de la Plata, or the Amazon River?",
        "Think of rivers. Is the Rio de la Plata, the river Nile or the Amazon River the longest?",
    ],
)
def test_an_alternative_that_the_question_offers_is_no_leak(question: str, answer: str) -> None:
    assert list(faults(card(question, answer, fields=(answer,)))) == []
    assert list(faults(card(question, f"It is <mark>{answer}</mark>"))) == []


def test_a_question_with_an_or_in_it_may_still_hold_its_answer() -> None:
    leak = card("The Amazon River is longest in water or length. Which is it?", fields=("the Amazon River",))
    assert list(faults(leak)) == ["the answer stands in the question: the Amazon River"]


@pytest.mark.parametrize(
    "sides",
    [
        card('<img src="a.png">'),
        card('<img src="data:image/png;base64,AAAA">'),
        card('Q<iframe srcdoc="a frame"></iframe>'),
        card(r"What is \(x &lt; y\)?", r"\[\begin{aligned}a&amp;=b\\[2pt]c&amp;=d\end{aligned}\]"),
        card(r"\(a<br>+ b\)"),
        card(r"In <code>grep '\[a'</code> and <pre>\(<b>x</b> $$1</pre>, what is special?"),
        card("Why is \\\u2060[ \\foo a \\\\\u2060[2pt] b \\\u2060] no formula?"),
        card("Q", '<a href="https://example.org">the source</a>'),
        card('the <span class="cloze" data-cloze="cat">[...]</span> sat', 'the <span class="cloze">cat</span> sat'),
        card("Is it red or blue?", "Blue", fields=("Blue",)),
        card("It costs $5 or $6."),
        card("Q", '<div style="background: url(a.png)">A</div>', css=".card { background: url('_b.png') }"),
        card("The category […] has gaps.", "The category <mark>cat</mark> has gaps."),
    ],
)
def test_a_good_card_has_no_fault(sides: Sides) -> None:
    assert list(faults(sides)) == []
