"""Fetching from a server on this machine that behaves as the Hypothesis API's description says, faults included."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from flashgen.errors import FetchError
from flashgen.fetch import PAGE, PAUSE, fetch_hypothesis, search
from flashgen.readers import read_export

Row = dict[str, Any]


def row(number: int, *, moment: int | None = None, text: str = "") -> Row:
    """A row of the API, changed `moment` milliseconds after noon."""
    moment = number if moment is None else moment
    stamp = f"2024-02-03T12:{moment // 60_000:02}:{moment // 1000 % 60:02}.{moment % 1000:03}000+00:00"
    return {
        "id": f"row-{number:018}",
        "created": "2024-02-03T11:00:00.000000+00:00",
        "updated": stamp,
        "user": "acct:iris@hypothes.is",
        "uri": "https://example.org/lantern",
        "text": text or f"comment {number}",
        "tags": [],
        "group": "abc",
        "target": [{"source": "https://example.org/lantern"}],
    }


class Service(ThreadingHTTPServer):
    """GET /api/search over `rows`; `faults` are given, one a request, before it answers as it should."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.rows: list[Row] = []
        self.faults: list[str] = []
        self.asked: list[dict[str, str]] = []
        self.authorizations: list[str | None] = []
        self.meanwhile: Callable[[], None] = lambda: None  # what people do between two pages

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/api/"


class _Answers(BaseHTTPRequestHandler):
    server: Service

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass

    def do_GET(self) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.server.asked.append(asked)
        self.server.authorizations.append(self.headers["Authorization"])
        match self.server.faults.pop(0) if self.server.faults else "":
            case "":
                self._reply(200, json.dumps(self._found(asked)).encode())
                self.server.meanwhile()
            case "cut":
                body = json.dumps(self._found(asked)).encode()
                self._reply(200, body[: len(body) // 2], length=len(body))
            case "hung up":
                pass
            case "html":
                self._reply(200, b"<html>a proxy's greeting</html>")
            case "bad gzip":
                self._reply(200, b"no gzip", extra={"Content-Encoding": "gzip"})
            case fault:
                status, _, wait = fault.partition(" ")
                reason = b'{"status": "failure", "reason": "as the test wants it"}'
                self._reply(int(status), reason, extra={"Retry-After": wait} if wait else {})

    def _found(self, asked: dict[str, str]) -> dict[str, object]:
        sort = asked["sort"]
        assert sort in ("updated", "id")
        assert asked["order"] == "asc"
        matching = [row for row in self.server.rows if row["group"] == asked.get("group", row["group"])]
        after = asked.get("search_after", "")
        later = sorted((row for row in matching if row[sort] > after), key=lambda row: str(row[sort]))
        return {"total": len(matching), "rows": later[: int(asked["limit"])]}

    def _reply(
        self, status: int, body: bytes, *, length: int | None = None, extra: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(length or len(body)), **(extra or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as running:
        Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield running
        running.shutdown()


class Time:
    """A clock that only sleeping moves on."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


def fetched(
    service: Service, path: Path, *, time: Time | None = None, token: str = "", group: str = "abc"
) -> list[Row]:
    """The rows in the file after fetching."""
    time = time or Time()
    found = fetch_hypothesis(
        search(group=group), path, token=token, clock=time.clock, sleep=time.sleep, api=service.api
    )
    whole = json.loads(path.read_bytes())
    assert whole["total"] == found.annotations == len(whole["rows"])
    return list(whole["rows"])


def test_more_rows_of_one_moment_than_a_page_holds_all_come(service: Service, tmp_path: Path) -> None:
    service.rows = [row(number, moment=7) for number in range(2 * PAGE + 9)]
    assert len(fetched(service, tmp_path / "rows.json")) == 2 * PAGE + 9


def test_what_the_service_counts_but_does_not_give_is_told(service: Service, tmp_path: Path) -> None:
    service.rows = [row(number, moment=7) for number in range(PAGE + 9)]
    service.faults = ["", "", "", "400"]  # the page, again a tick before its end, on from there; then sorted by id
    time = Time()
    found = fetch_hypothesis(
        search(group="abc"), tmp_path / "rows.json", token="", clock=time.clock, sleep=time.sleep, api=service.api
    )
    assert (found.annotations, found.counted) == (PAGE, PAGE + 9)


def test_a_request_follows_another_after_a_pause_whatever_came_between(service: Service, tmp_path: Path) -> None:
    service.rows = [row(number) for number in range(3 * PAGE)]
    service.faults = ["", "500"]
    time = Time()
    fetched(service, tmp_path / "rows.json", time=time)
    assert sum(time.slept) >= 1 + PAUSE * 4


def test_all_pages_come_and_the_file_is_an_export(service: Service, tmp_path: Path) -> None:
    service.rows = [row(number) for number in range(2 * PAGE + 50)]
    rows = fetched(service, tmp_path / "a.json")
    assert sorted(row["id"] for row in rows) == sorted(row["id"] for row in service.rows)
    export = read_export("a.json", (tmp_path / "a.json").read_bytes())
    assert (export.format, len(export.annotations)) == ("hypothesis-json", len(rows))
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_requests_are_four_a_second_at_most(service: Service, tmp_path: Path) -> None:
    service.rows = [row(number) for number in range(2 * PAGE)]
    time = Time()
    fetched(service, tmp_path / "a.json", time=time)
    assert time.now >= 0.25 * (len(service.asked) - 1)


def test_rows_of_one_moment_on_two_pages_all_come(service: Service, tmp_path: Path) -> None:
    service.rows = [row(number, moment=number // 40) for number in range(PAGE + 60)]
    assert len(fetched(service, tmp_path / "a.json")) == PAGE + 60


def test_more_rows_of_one_moment_than_a_page_holds_do_not_stop_it(service: Service, tmp_path: Path) -> None:
    service.rows = [row(number, moment=5) for number in range(PAGE)] + [row(PAGE + 1, moment=9)]
    assert len(fetched(service, tmp_path / "a.json")) == PAGE + 1


def test_a_row_that_changes_while_paging_comes_once_as_it_is_last(service: Service, tmp_path: Path) -> None:
    service.rows = [row(number) for number in range(PAGE + 10)]

    def edited() -> None:
        service.rows[3] = row(3, moment=9_999, text="edited")

    service.meanwhile = edited
    rows = fetched(service, tmp_path / "a.json")
    assert len(rows) == PAGE + 10
    assert [row["text"] for row in rows if row["id"] == service.rows[3]["id"]] == ["edited"]


def test_a_query_without_annotations_gives_an_empty_export(service: Service, tmp_path: Path) -> None:
    assert fetched(service, tmp_path / "a.json") == []
    assert read_export("a.json", (tmp_path / "a.json").read_bytes()).annotations == ()


@pytest.mark.parametrize("fault", ["429", "500", "503", "cut", "hung up", "html", "bad gzip"])
def test_a_passing_fault_is_waited_out(service: Service, tmp_path: Path, fault: str) -> None:
    service.rows = [row(number) for number in range(PAGE + 10)]
    service.faults = ["", fault, fault]
    time = Time()
    assert len(fetched(service, tmp_path / "a.json", time=time)) == PAGE + 10
    assert [slept for slept in time.slept if slept >= 1] == [1, 2]


def test_retry_after_is_honoured(service: Service, tmp_path: Path) -> None:
    service.rows, service.faults = [row(1)], ["429 17"]
    time = Time()
    fetched(service, tmp_path / "a.json", time=time)
    assert 17 in time.slept


def test_a_retry_after_of_hours_is_told_to_the_person(service: Service, tmp_path: Path) -> None:
    service.faults = ["503 7200"]
    with pytest.raises(FetchError, match="asks for 7200 seconds"):
        fetched(service, tmp_path / "a.json")


def test_a_lasting_fault_keeps_what_came_and_the_next_run_goes_on(service: Service, tmp_path: Path) -> None:
    service.rows = [row(number) for number in range(2 * PAGE + 5)]
    service.faults = ["", *["500"] * 6]
    with pytest.raises(FetchError, match=r"status 500, 6 times; 200 annotations are kept in .*a\.json\.part"):
        fetched(service, tmp_path / "a.json")
    part = tmp_path / "a.json.part"
    assert len(read_export(part.name, part.read_bytes()).annotations) == PAGE
    with part.open("ab") as cut:
        cut.write(b'{"id": "half a ro')
    service.asked.clear()
    assert len(fetched(service, tmp_path / "a.json")) == 2 * PAGE + 5
    assert service.asked[0]["search_after"] > row(PAGE - 3)["updated"]
    assert not part.exists()


def test_a_part_of_another_query_is_left_alone(service: Service, tmp_path: Path) -> None:
    service.rows, service.faults = [row(1)], ["", *["500"] * 6]
    with pytest.raises(FetchError, match="1 annotations are kept"):
        fetched(service, tmp_path / "a.json")
    kept = (tmp_path / "a.json.part").read_bytes()
    with pytest.raises(FetchError, match="another query's"):
        fetched(service, tmp_path / "a.json", group="xyz")
    assert (tmp_path / "a.json.part").read_bytes() == kept


@pytest.mark.parametrize("content", [b"", b"{}\n", b"[]\n", b"no json\n", b'{"query": {"group": "abc"}}\n[1]\n'])
def test_a_part_that_is_none_is_left_alone(service: Service, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.json.part").write_bytes(content)
    with pytest.raises(FetchError, match="move it away"):
        fetched(service, tmp_path / "a.json")
    assert (tmp_path / "a.json.part").read_bytes() == content


@pytest.mark.parametrize(
    ("status", "advice"), [("401", "HYPOTHESIS_TOKEN"), ("404", "no such group"), ("302", "--api")]
)
def test_a_refusal_is_final_and_says_what_would_help(
    service: Service, tmp_path: Path, status: str, advice: str
) -> None:
    service.faults = [status]
    with pytest.raises(FetchError, match=advice):
        fetched(service, tmp_path / "a.json")
    assert len(service.asked) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_token_goes_to_the_service_and_nowhere_else(service: Service, tmp_path: Path) -> None:
    service.rows, service.faults = [row(1)], ["500"]
    fetched(service, tmp_path / "a.json", token="6879-secret")
    assert set(service.authorizations) == {"Bearer 6879-secret"}
    assert b"6879-secret" not in (tmp_path / "a.json").read_bytes()


def test_a_broken_token_is_refused_without_being_shown(service: Service, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="HYPOTHESIS_TOKEN") as refused:
        fetched(service, tmp_path / "a.json", token="6879-secret\n")
    assert "secret" not in str(refused.value)


def test_half_an_emoji_comes_back_as_it_came(service: Service, tmp_path: Path) -> None:
    service.rows = [row(1, text="cut \ud83d here")]
    assert fetched(service, tmp_path / "a.json")[0]["text"] == "cut \ud83d here"


def test_a_query_names_a_group_a_user_or_a_page() -> None:
    assert search(user="iris", url="https://example.org") == {
        "user": "acct:iris@hypothes.is",
        "uri": "https://example.org",
    }
    with pytest.raises(FetchError, match="say what"):
        search()


def command_line(service: Service, folder: Path) -> "subprocess.Popen[str]":
    """flashgen, fetching into `a.json`."""
    return subprocess.Popen(
        [sys.executable, "-m", "flashgen", "fetch", "hypothesis", "--group=abc", "-o", "a.json", "--api", service.api],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "HYPOTHESIS_TOKEN": "6879-secret"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_command_line_fetches_and_never_shows_the_token(service: Service, tmp_path: Path) -> None:
    service.rows = [row(1)]
    running = command_line(service, tmp_path)
    out, err = running.communicate()
    assert running.returncode == 0, err
    assert "wrote a.json: 1 annotation\n" in err
    assert "secret" not in out + err
    assert service.authorizations[0] == "Bearer 6879-secret"


def test_who_interrupts_is_told_what_is_kept(service: Service, tmp_path: Path) -> None:
    service.rows = [row(number) for number in range(PAGE + 1)]
    running = command_line(service, tmp_path)

    def stop_after_the_second_answer() -> None:
        if len(service.asked) == 2:
            running.send_signal(signal.SIGINT)

    service.meanwhile = stop_after_the_second_answer
    _, err = running.communicate()
    assert (running.returncode, "a.json.part keeps what came" in err) == (130, True), err
    assert "secret" not in err
