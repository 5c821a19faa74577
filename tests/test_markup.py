"""markup.py: nothing of a stranger's text becomes a tag, a script or a command of Anki's."""

from flashgen import markup


def test_markdown_leaves_maths_alone() -> None:
    assert markup.to_html(r"*so* \(a_b*c*\) <b>", format="markdown") == r"<p><em>so</em> \(a_b*c*\) &lt;b&gt;</p>"


def test_a_formula_in_a_picture_makes_no_event_handler() -> None:
    html = markup.to_html(r'![q \(" onerror="alert(1)\)](http://x.y/z.png)', format="markdown")
    assert 'onerror="' not in html
