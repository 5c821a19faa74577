"""Pages the Hypothesis API, politely, and keeps what came even when the connection does not hold.

Every page is added to `FILE.part` as it comes, a row a line; the next run goes on after the last of them. When all
are there, `FILE` is written whole as a search object and the part is removed. Both are read by flashgen.

h.readthedocs.io/en/latest/api-reference/v1: GET /api/search; hypothes.is/blog: search_after.
"""

import json
import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx

from flashgen.errors import FetchError
from flashgen.files import write_atomically

API = "https://api.hypothes.is/api/"
PAGE = 200  # rows, the most that the API gives
PAUSE = 0.26  # seconds from one request to the next: its limit is four a second
TRIES = 6  # of one page
PATIENCE = 30.0  # seconds for one answer
LONGEST_WAIT = 300.0  # seconds; whoever asks for more is asked again later by a person
TICK = timedelta(milliseconds=1)  # the API sorts by times cut to milliseconds

Row = dict[str, Any]
Ask = Callable[[str, str], tuple[list[Row], int]]
"""What to sort by, and the value of the last row seen -> the next page, and how many rows the service counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """How many annotations the file holds, and how many the service counts."""

    annotations: int
    counted: int


def search(*, group: str = "", user: str = "", url: str = "") -> dict[str, str]:
    """The API's parameters for annotations of a group, by a user, on a page; together they narrow each other."""
    if user and not user.startswith("acct:"):
        user = f"acct:{user if '@' in user else f'{user}@hypothes.is'}"
    asked = {name: value for name, value in (("group", group), ("user", user), ("uri", url)) if value}
    if not asked:
        raise FetchError("fetch hypothesis: say what: --group ID, --user NAME or --url URL")
    return asked


def fetch_hypothesis(
    query: Mapping[str, str],
    path: Path,
    *,
    token: str,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    progress: Callable[[int, int], None] = lambda _have, _total: None,
    api: str = API,
) -> Fetched:
    """What `path` holds once all that match the query (`search`) are there.

    `clock` and `sleep` count in seconds; `progress` takes how many came and how many there are. Goes on after what
    `path` with `.part` added holds of the same query. Raises FetchError when the service does not answer as it
    should, and keeps what came.
    """
    if not re.fullmatch(r"[\x21-\x7e]*", token):
        raise FetchError("HYPOTHESIS_TOKEN: holds blanks or other characters that no token has; copy it again")
    if not re.match(r"https://|http://(127\.0\.0\.1|localhost)[:/]", api):
        raise FetchError(
            f"--api {api}: expected an address that begins with https://; a token must not travel in clear"
        )
    part = path.with_name(f"{path.name}.part")
    rows = _resumed(part, query)
    counted = 0
    try:
        with part.open("ab") as kept, _client(api, token) as client:
            if not rows:
                _add(kept.write, [{"query": dict(query), "rows": []}])
            for page, counted in _pages(client, query, rows, clock=clock, sleep=sleep):
                _add(kept.write, page)
                kept.flush()
                progress(len(rows), counted)
    except OSError as error:
        raise FetchError(f"{part}: cannot be written: {error.strerror}") from None
    except FetchError as error:
        if not rows:
            part.unlink(missing_ok=True)
            raise
        kept_so_far = f"{len(rows)} annotations are kept in {part}; the same command goes on after them"
        raise FetchError(f"{error}; {kept_so_far}") from None
    ordered = sorted(rows.values(), key=lambda row: (str(row.get("created")), str(row.get("id"))))
    write_atomically(path, _search_object(ordered))
    part.unlink(missing_ok=True)
    return Fetched(annotations=len(rows), counted=counted)


# ---------------------------------------------------------------- what is kept


def _line(row: object) -> bytes:
    """The row as a line of JSON; half a surrogate pair is written as the escape it came as."""
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _add(write: Callable[[bytes], int], rows: Sequence[Row]) -> None:
    write(b"".join(_line(row) + b"\n" for row in rows))


def _search_object(rows: Sequence[Row]) -> bytes:
    """The rows as the API gives them, a row a line."""
    return b'{"total": %d, "rows": [\n%s\n]}\n' % (len(rows), b",\n".join(map(_line, rows)))


def _resumed(part: Path, query: Mapping[str, str]) -> dict[str, Row]:
    """The rows of an earlier run by id, oldest change first; its last line is cut off where it is not whole.

    Raises FetchError where they answer another query.
    """
    try:
        content = part.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise FetchError(f"{part}: cannot be read: {error.strerror}") from None
    whole = content[: content.rfind(b"\n") + 1]
    try:
        first, *kept = [json.loads(line) for line in whole.splitlines()]
        rows = {row["id"]: row for row in reversed(kept)}  # changed while paging: it counts as it came last
        known = first["query"] == dict(query)
    except (ValueError, TypeError, KeyError, RecursionError):
        known = False
    if not known:
        raise FetchError(f"{part}: holds no rows, or another query's; move it away, or choose another file with -o")
    if len(whole) < len(content):
        part.write_bytes(whole)
    if not rows:
        part.unlink()
    return dict(reversed(rows.items()))


# ---------------------------------------------------------------- the service


def _client(api: str, token: str) -> httpx.Client:
    headers = {"Accept": "application/vnd.hypothesis.v1+json", "User-Agent": "flashgen"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return httpx.Client(base_url=api, headers=headers, timeout=PATIENCE)


def _pages(
    client: httpx.Client,
    query: Mapping[str, str],
    rows: dict[str, Row],
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> Iterator[tuple[list[Row], int]]:
    """Pages of rows that are new or changed, with how many the service counts; they are added to `rows`."""
    pace = _pace(clock, sleep)

    def ask(sort: str, after: str) -> tuple[list[Row], int]:
        parameters = {**query, "sort": sort, "order": "asc", "limit": str(PAGE)}
        return _page(client, parameters | ({"search_after": after} if after else {}), pace=pace, sleep=sleep)

    counted = yield from _by_update(ask, rows)
    if len(rows) < counted:
        with suppress(FetchError):  # it gave what it could, and the count tells what is missing
            yield from _by_id(ask, rows)


def _by_update(ask: Ask, rows: dict[str, Row]) -> Generator[tuple[list[Row], int], None, int]:
    """Pages in the order of change, and at last how many rows the service counts.

    A page begins a tick before the last one ended, so of rows changed in the same moment none is lost between two.
    The end is an empty page: a short one may only lack rows that were deleted meanwhile.
    """
    last = max(map(_stamp, rows.values()), default="")
    back = True
    while True:
        page, counted = ask("updated", _before(last) if back and last else last)
        fresh = _added(page, rows)
        if fresh:
            yield fresh, counted
        reached = _stamp(page[-1]) if page else ""
        if not fresh and not back and reached <= last:
            return counted
        back, last = bool(fresh), reached or last  # nothing new: on without the step back, to see whether it is the end


def _by_id(ask: Ask, rows: dict[str, Row]) -> Iterator[tuple[list[Row], int]]:
    """Pages in the order of ids: of more rows changed in one moment than a page holds, the time tells no next one."""
    last, reached = "", " "
    while reached > last:
        last = reached.strip()
        page, counted = ask("id", last)
        if fresh := _added(page, rows):
            yield fresh, counted
        reached = page[-1]["id"] if page else last


def _added(page: Sequence[Row], rows: dict[str, Row]) -> list[Row]:
    """Those of the page that are new or changed; they are the last of `rows` now."""
    fresh = [row for row in page if rows.get(row["id"]) != row]
    for row in fresh:
        rows.pop(row["id"], None)
        rows[row["id"]] = row
    return fresh


def _pace(clock: Callable[[], float], sleep: Callable[[float], None]) -> Callable[[], None]:
    """What waits, each time it is called, until the service may be asked again."""
    begun = -PAUSE

    def pace() -> None:
        nonlocal begun
        sleep(max(0.0, begun + PAUSE - clock()))
        begun = clock()

    return pace


def _stamp(row: Mapping[str, Any]) -> str:
    return str(row.get("updated") or "")


def _before(stamp: str) -> str:
    """The moment a tick earlier, as the API writes it."""
    try:
        return (datetime.fromisoformat(stamp) - TICK).isoformat()
    except (ValueError, OverflowError):
        return stamp


def _page(
    client: httpx.Client,
    parameters: Mapping[str, str],
    *,
    pace: Callable[[], None],
    sleep: Callable[[float], None],
) -> tuple[list[Row], int]:
    """One page and the total. Waits longer after every failure, or as long as the service says; then FetchError."""
    why = ""
    for attempt in range(TRIES):
        wait = 2.0**attempt
        pace()
        try:
            answer = client.get("search", params=parameters)
        except httpx.RequestError as error:
            why = f"{client.base_url.host}: {type(error).__name__}"
        else:
            if answer.status_code == httpx.codes.OK:
                found = _rows(answer)
                if found:
                    return found
                why = f"{client.base_url.host}: answered with something that is no search result"
            elif answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.is_server_error:
                why = f"{client.base_url.host}: status {answer.status_code}"
                wait = _asked_wait(answer) or wait
            else:
                raise FetchError(_refusal(client.base_url.host, answer))
        if wait > LONGEST_WAIT:
            raise FetchError(f"{why}; it asks for {wait:.0f} seconds of pause")
        if attempt + 1 < TRIES:
            sleep(wait)
    raise FetchError(f"{why}, {TRIES} times")


def _rows(answer: httpx.Response) -> tuple[list[Row], int] | None:
    """The rows and the total of a search result; None for anything else."""
    try:
        found = answer.json()
    except (ValueError, RecursionError):
        return None
    rows = found.get("rows") if isinstance(found, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and isinstance(row.get("id"), str) for row in rows):
        return None
    total = found.get("total")
    return rows, total if isinstance(total, int) else len(rows)


def _asked_wait(answer: httpx.Response) -> float:
    """The seconds that Retry-After asks for, as a number or as a date; 0 where it asks for none."""
    asked = answer.headers.get("Retry-After", "")
    if re.fullmatch(r"\d{1,9}", asked):
        return float(asked)
    try:
        here = parsedate_to_datetime(answer.headers.get("Date", ""))
        return max(0.0, (parsedate_to_datetime(asked) - here).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _refusal(host: str, answer: httpx.Response) -> str:
    """Why the service refused, and what would help."""
    status = answer.status_code
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return f"{host}: status {status}; set HYPOTHESIS_TOKEN to a developer key of an account that may read this"
    if status == httpx.codes.NOT_FOUND:
        return f"{host}: status 404; there is no such group, or only its members see it: set HYPOTHESIS_TOKEN"
    if answer.is_redirect:
        return f"{host}: redirects to another address; give that address with --api"
    return f"{host}: status {status}; the query was not understood"
