"""Answers that no Okta gives, in their long form: every field, thousands of broken streams, and the big ones.

    fields    each field of each answer that any resource, data source or command reads, made into something else
    streams   answers cut, flipped and filled up byte by byte, from a server on a socket
    sizes     bodies, pages, values and times at and above the limits, with the memory and the seconds they took

Prints what it measured; exit code 1 when something was no error in words, or not within its bounds.
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import sys
import time
import tracemalloc
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

from oktaprofile.okta.client import OktaClient, connect
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.errors import OktaError
from oktaprofile.okta.transport import Answer
from oktaprofile.simulator.running import running_org
from oktaprofile.simulator.switches import Switches
from tests.contract.okta.mutations import Bench, mutations
from tests.contract.okta.test_hostile import TOKEN, client_of, send, server
from tests.unit.okta.fakes import FakeTransport, client_over

ORG = "https://acme.okta.com"
TELL_EVERY_SECONDS = 30.0
LONGEST_STREAM_SECONDS = 20.0
MOST_BYTES = 450_000_000
"""What one answer may take while it is read: 64 MB of text, unpacked, and 4,000,000 values of it."""


def main(arguments: list[str]) -> int:
    """Runs the parts. 0: each answer ended as it should."""
    parser = argparse.ArgumentParser(description="Hostile answers")
    parser.add_argument("--part", choices=["fields", "streams", "sizes"], help="one of them (default: all)")
    parser.add_argument("--streams", type=int, default=5_000, metavar="N", help="default: %(default)s")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="of the fields only every Nth")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    parts: dict[str, Callable[[], int]] = {
        "fields": lambda: fields(options.every),
        "streams": lambda: streams(options.streams, options.seed),
        "sizes": sizes,
    }
    wrong = 0
    for name, part in parts.items():
        if options.part in (None, name):
            print(f"-- {name}", flush=True)
            wrong += part()
    print(f"{wrong} of all this was wrong" if wrong else "All of it ended as it should.")
    return 1 if wrong else 0


def fields(every: int) -> int:
    """Each reader against each mutation of each answer that it reads."""
    tried, problems, began = 0, Counter[str](), time.monotonic()
    with running_org(users=3, switches=Switches(quarantine_seconds=0)) as org:
        bench = Bench(org)
        for reader in bench.readers:
            before, started, told = tried, time.monotonic(), time.monotonic()
            for path, good in bench.answers_of(reader).items():
                for number, mutation in enumerate(mutations(good)):
                    if number % every:
                        continue
                    tried += 1
                    if problem := bench.problem(reader, path, mutation):
                        problems[f"{reader.name}, {path}, {mutation.name}: {problem}"] += 1
                    if time.monotonic() - told > TELL_EVERY_SECONDS:
                        told = time.monotonic()
                        print(f"   {reader.name}: {tried - before:,} so far", flush=True)
            print(f"   {reader.name}: {tried - before:,} in {time.monotonic() - started:.0f} s", flush=True)
    for problem, _ in problems.most_common(20):
        print(f"   WRONG {problem}")
    print(f"   {tried:,} answers, {len(problems)} wrong, {time.monotonic() - began:.0f} s")
    return len(problems)


GOOD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Rate-Limit-Limit: 100\r\n"
    b"X-Rate-Limit-Remaining: 99\r\nX-Rate-Limit-Reset: 1700000000\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
    b'Link: <HOST/api/v1/apps?after=x&limit=200>; rel="next"\r\n'
)
BODY = b'[{"id":"0oa1","label":"RingCentral","name":"ringcentral","status":"ACTIVE","features":["A"],"_links":{}}]'
PIECES = (
    b"\x00", b"\r\n", b"\r\n\r\n", b"\xff\xfe", b"\\ud800", b"[" * 2000, b'{"a":' * 2000, b"9" * 6000, b"1e999", b"NaN",
    b'"id":"x",', b"<html>", b"Content-Encoding: gzip\r\n", b"Content-Length: 99999999999\r\n",
    b"Content-Length: -1\r\n", b"Transfer-Encoding: chunked\r\n", b"Retry-After: 31536000\r\n",
    b"HTTP/1.1 302 Found\r\n", b"Location: http://[::1\r\n", b'Link: <http://[>; rel="next"\r\n',
    b"HTTP/1.1 429 Too Many\r\n", b"X: " + b"y" * 70_000,
    "\u202e\u200b".encode(), b"A: b\r\n" * 200,
)  # fmt: skip


def broken(chance: random.Random) -> bytes:
    """A good answer with a few accidents."""
    chunked = chance.random() < 0.3
    if chunked:
        half = len(BODY) // 2
        body = (
            b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (BODY[:half], BODY[half:]))
            + b"0\r\n\r\n"
        )
        text = GOOD + b"Transfer-Encoding: chunked\r\n\r\n" + body
    else:
        body = gzip.compress(BODY) if chance.random() < 0.3 else BODY
        encoding = b"Content-Encoding: gzip\r\n" if body is not BODY else b""
        text = GOOD + encoding + b"Content-Length: %d\r\n\r\n" % len(body) + body
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(text))
        kind = chance.random()
        if kind < 0.3:
            text = text[:place] + bytes([chance.randrange(256)]) + text[place + 1 :]
        elif kind < 0.7:
            text = text[:place] + chance.choice(PIECES) + text[place:]
        elif kind < 0.85:
            text = text[:place] + text[place + chance.randint(1, 40) :]
        else:
            text = text[:place]
        text = text or b"H"
    return text


def streams(count: int, seed: int) -> int:
    """So many broken answers, each to a whole list."""
    chance, wrong, slowest, told = random.Random(seed), 0, 0.0, time.monotonic()
    outcomes: Counter[str] = Counter()
    answer = b""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        with suppress(OSError):
            handler.wfile.write(answer)
        handler.close_connection = True

    began = time.monotonic()
    with server(reply) as (url, _), server(lambda handler: send(handler, b"[]")) as (elsewhere, stolen):
        for number in range(count):
            answer = broken(chance).replace(b"HOST", (url if number % 2 else elsewhere).encode())
            client = connect(OktaConfig(url, api_token=TOKEN, max_retries=0, timeout_seconds=2))
            started = time.monotonic()
            try:
                client.list_applications().next_page()
                outcomes["read"] += 1
            except OktaError as error:
                outcomes[type(error).__name__] += 1
                if TOKEN in str(error) or len(str(error)) > 3000:
                    wrong += 1
                    print(f"   WRONG text: {str(error)[:200]!r}")
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                wrong += 1
                print(f"   WRONG {type(error).__name__}: {error} for {answer[:300]!r}")
            slowest = max(slowest, time.monotonic() - started)
            if time.monotonic() - told > TELL_EVERY_SECONDS:
                told = time.monotonic()
                print(f"   {number + 1:,} so far", flush=True)
    wrong += len(stolen) + (slowest > LONGEST_STREAM_SECONDS)
    told_of = ", ".join(f"{number:,} {name}" for name, number in outcomes.most_common())
    print(
        f"   {count:,} answers: {told_of}; slowest {slowest:.1f} s, {len(stolen)} requests elsewhere, "
        f"{time.monotonic() - began:.0f} s"
    )
    return wrong


def sizes() -> int:
    """The big ones; each in seconds and in memory above what was there before."""
    million = ",".join(f'"p{number}":{{}}' for number in range(1_000_000))
    schema = ('{"definitions":{"custom":{"properties":{' + million + '}},"base":{"properties":{}}}}').encode()
    cases: list[tuple[str, Callable[[BaseHTTPRequestHandler], None], str]] = [
        ("100 MB of blanks", _plain(b"[" + b" " * 100_000_000), "more than 64 MB"),
        ("60 MB of empty lists", _plain(b"[" + b",".join([b"[]"] * 20_000_000) + b"]"), "4,000,000 values"),
        ("4,000,000 texts of 13 letters", _plain(_texts()), "list of other things"),
        ("1 GB packed into 1 MB", _packed([b"[", *[b" " * 1_000_000] * 1000]), "more than 64 MB"),
        ("gzip in gzip", _packed([gzip.compress(b"[]")], "gzip, gzip"), "another compression"),
        ("a schema of 1,000,000 properties", _plain(schema), ""),
        ("a redirect with 200 MB", _redirect(b"x" * 200_000_000), "a redirect"),
        ("a byte every 0.2 s", _drip, "did not"),
        ("nested 200,000 deep", _plain(b"[" * 200_000), "nested deeper"),
    ]
    wrong = 0
    for name, reply, expected in cases:
        with server(reply) as (url, _):
            client = client_of(url) if reply is not _drip else _impatient(url)
            wrong += _measured(name, lambda client=client, expected=expected: _read(client, expected))  # type: ignore[misc]
    wrong += _measured(
        "endless pages of apps", lambda: _endless(lambda c: c.list_applications(), "500 pages")
    )
    wrong += _measured("endless pages of users", lambda: _endless(lambda c: c.list_users(), "10000 pages"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"   most memory of this process, the server's bodies included: {peak:,} MB")
    return wrong


def _texts() -> bytes:
    return b"[" + b",".join(b'"text%09d"' % number for number in range(3_999_000)) + b"]"


def _plain(body: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: send(handler, body)


def _packed(parts: list[bytes], encoding: str = "gzip") -> Callable[[BaseHTTPRequestHandler], None]:
    packer = zlib.compressobj(9, wbits=31)
    packed = b"".join([*(packer.compress(part) for part in parts), packer.flush()])
    return lambda handler: send(handler, packed, 200, Content_Encoding=encoding)


def _redirect(body: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: send(handler, body, 302, Location="http://127.0.0.1:1/")


def _drip(handler: BaseHTTPRequestHandler) -> None:
    with suppress(OSError):
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b"[" * 100:
            time.sleep(0.2)
            handler.wfile.write(bytes([byte]))
    handler.close_connection = True


def _impatient(url: str) -> OktaClient:
    return connect(OktaConfig(url, api_token=TOKEN, max_retries=0, timeout_seconds=2))


def _read(client: OktaClient, expected: str) -> str:
    """What is wrong: "" when it ends with the expected words (or, where there are none, with a schema)."""
    try:
        if not expected:
            found: Any = client.get_user_schema("default")
            return "" if len(found["definitions"]["custom"]["properties"]) == 1_000_000 else "not all of it"
        client.list_applications().next_page()
    except OktaError as error:
        return "" if expected and expected in str(error) else str(error)[:300]
    return "it was read"


def _endless(call: Callable[[OktaClient], Iterator[Any]], expected: str) -> str:
    number = iter(range(10_000_000))
    path = "apps" if "500" in expected else "users"

    def page(request: Any) -> Answer:
        link = f'<{ORG}/api/v1/{path}?after={next(number)}>; rel="next"'
        return Answer(200, {"Link": link}, b'[{"id":"x","status":"ACTIVE"}]')

    try:
        for _ in call(client_over(FakeTransport(by=page))):
            pass
    except OktaError as error:
        return "" if f"more than {expected}" in str(error) else str(error)
    return "it ended without a word"


def _measured(name: str, run: Callable[[], str]) -> int:
    tracemalloc.start()
    began, used = time.monotonic(), time.process_time()
    try:
        problem = run()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    seconds, busy = time.monotonic() - began, time.process_time() - used
    if not problem and peak > MOST_BYTES:
        problem = "more memory than promised"
    print(
        f"   {name}: {seconds:.1f} s ({busy:.1f} s of work), {peak / 1e6:.0f} MB at most"
        + (f" WRONG: {problem}" if problem else ""),
        flush=True,
    )
    return bool(problem)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
