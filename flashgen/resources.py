"""Where the files that are not Python lie."""

from importlib import metadata
from pathlib import Path


def templates_dir() -> Path:
    """The folder `templates`: inside the package in a wheel, beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def card_template(name: str) -> tuple[str, str]:
    """Anki's templates of a card's front and back: what stands before and after `<!-- answer -->` in its file."""
    front, _, back = (templates_dir() / "anki" / f"{name.lower()}.html").read_text("utf-8").partition("<!-- answer -->")
    return front.strip(), back.strip()


def card_style() -> str:
    """The style sheet that goes with them."""
    return (templates_dir() / "anki" / "style.css").read_text("utf-8")


def version() -> str:
    """The version of flashgen; "" where it runs without being installed."""
    try:
        return metadata.version("flashgen")
    except metadata.PackageNotFoundError:
        return ""
