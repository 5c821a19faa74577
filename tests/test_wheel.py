"""The package as others install it: a real wheel, and the sdist's wheel, used from another folder."""

import ast
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "ai-reading-group.txt"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--outdir", folder, ROOT], check=True, capture_output=True)
    return folder


def test_the_wheel_of_the_sdist_holds_every_template_and_no_tests(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    templates = {path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*") if path.is_file()}
    assert {f"flashgen/{name}" for name in templates} <= names
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "flashgen").rglob("*.py")}
    assert modules <= names
    assert "flashgen/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "templates/", "seeds/"))]


def test_the_wheel_builds_decks_from_another_folder(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=False)
    purelib = Path(
        sysconfig.get_path("purelib", vars={"base": str(tmp_path / "env"), "platbase": str(tmp_path / "env")})
    )
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(purelib)
    # the dependencies of this environment, but not flashgen itself: .pth files of that folder are not read again
    (purelib / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = tmp_path / "env" / "bin" / "python"
    where = subprocess.run(
        [python, "-c", "import flashgen; print(flashgen.__file__)"], check=True, capture_output=True, cwd=tmp_path
    )
    assert where.stdout.decode().startswith(str(tmp_path))
    ran = subprocess.run(
        [python, "-m", "flashgen", "convert", SEED, "--title", "seed"], cwd=tmp_path, capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "seed.apkg").stat().st_size > 10_000


def test_every_library_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["anki"]]
    declared = {re.split(r"[^\w.-]", wish)[0].lower().replace("_", "-") for wish in wanted}
    homes = packages_distributions()
    for path in (ROOT / "flashgen").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            for top in {module.split(".")[0] for module in modules} - {"flashgen"} - sys.stdlib_module_names:
                owners = {owner.lower().replace("_", "-") for owner in homes[top]}
                assert owners & declared or top == "markupsafe", f"{path.name} imports {top}"  # jinja2's own
