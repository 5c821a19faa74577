"""The commands that get annotations from a public service: fetch hypothesis."""

import os
import time
from pathlib import Path

import click

from flashgen.cli.talk import counter, say, warn


@click.group()
def fetch() -> None:
    """Get annotations from a public service.

    \b
    flashgen fetch hypothesis --group ABCdef12
    """


@fetch.command()
@click.option("--group", default="", metavar="ID", help="Annotations of this group; a public one is in its address.")
@click.option("--user", default="", metavar="NAME", help="Annotations by this user.")
@click.option("--url", default="", help="Annotations on this page.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@click.option("--api", metavar="URL", help="Another server that speaks Hypothesis.")
def hypothesis(group: str, user: str, url: str, output: Path | None, api: str | None) -> None:
    """Write the annotations of a group, by a user or on a page to a file, as the API gives them.

    What only members may read needs a developer key in HYPOTHESIS_TOKEN. When the connection breaks off, what came
    is kept, and the same command goes on after it.

    \b
    flashgen fetch hypothesis --group ABCdef12 -o annotations.json
    flashgen fetch hypothesis --user iris --url https://example.org/paper
    """
    from flashgen.fetch import API, fetch_hypothesis, search
    from flashgen.names import file_name
    from flashgen.report import counted

    query = search(group=group, user=user, url=url)
    path = output or Path(f"hypothesis-{file_name(group or user or url)}.json")
    try:
        with counter() as progress:
            found = fetch_hypothesis(
                query,
                path,
                token=os.environ.get("HYPOTHESIS_TOKEN", ""),
                clock=time.monotonic,
                sleep=time.sleep,
                progress=progress,
                api=api or API,
            )
    except KeyboardInterrupt:
        say(f"{path}.part keeps what came; the same command goes on after it")
        raise
    say(f"wrote {path}: {counted(found.annotations, 'annotation')}")
    if found.annotations < found.counted:
        warn(f"{path}: the service counts {found.counted} annotations; it gave no more than {found.annotations}")
