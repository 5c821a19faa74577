"""Where the files that are not Python lie."""

from importlib import metadata
from pathlib import Path


def templates_dir() -> Path:
    """The folder `templates`: inside the package in a wheel, beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def version() -> str:
    """The version of flashgen; "" where it runs without being installed."""
    try:
        return metadata.version("flashgen")
    except metadata.PackageNotFoundError:
        return ""
