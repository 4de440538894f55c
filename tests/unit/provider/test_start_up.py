"""What is imported when: Terraform starts the plugin several times a command, and most starts need no client."""

from __future__ import annotations

import subprocess
import sys

from oktaprofile.packaging import provider_package
from oktaprofile.packaging.build import SOURCES_IN_PACKAGE
from oktaprofile.provider.provider import OktaProfileProvider

SLOW = (
    "requests",
    "urllib3",
    "logging",
    "json",
    "decimal",
    "pathlib",
    "difflib",
    "oktaprofile.okta",
    "oktaprofile.expression.checker",
    "inspect",
    "typing",
    "re",
    "base64",
    "importlib",
    "selectors",
)
RESOURCES = [locator.partition(":")[0] for locator in OktaProfileProvider.resources.values()]
DATA_SOURCES = [locator.partition(":")[0] for locator in OktaProfileProvider.data_sources.values()]


def loaded_by(code: str) -> set[str]:
    """The modules of a Python that has the provider package's sources and no site-packages, after this code."""
    sources = str(provider_package().folder / SOURCES_IN_PACKAGE)
    code = f"import sys; sys.path.insert(0, {sources!r})\n{code}\nprint(*sys.modules)"
    command = [sys.executable, "-I", "-S", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return set(done.stdout.split())


def test_schema_and_validate_import_nothing_slow() -> None:
    """The start-up rule (plugin/__init__.py): before Configure neither the client nor the slow parts of the standard
    library are imported; the schema, which is prebuilt, needs none of the provider's modules.
    """
    transport = "oktaprofile.plugin.transport"
    modules = [*RESOURCES, *DATA_SOURCES, "oktaprofile.plugin.rpc.answer", "oktaprofile.plugin.rpc.validate"]
    loaded = loaded_by(
        "from oktaprofile.plugin.serve import serve\n"
        f"import {transport}.handshake, {transport}.certificate, {transport}.tls\n"
        f"import oktaprofile.plugin.dispatch, {transport}.server, {transport}.http2\n"
        "assert 'oktaprofile.provider' not in sys.modules and 'ssl' in sys.modules\n"
        f"import {', '.join(modules)}\n"
        "from oktaprofile.provider.misplaced_secrets import looks_like\n"
        "assert looks_like('0oa100004zrQNzloD6s1') == ''\n"
    )
    assert loaded >= set(modules)
    assert loaded.isdisjoint(SLOW), loaded & set(SLOW)


def test_a_start_that_is_forked_imports_nothing_slow() -> None:
    """Before a start knows whether somebody forks it, it loads nothing for nothing."""
    loaded = loaded_by(
        "import oktaprofile.plugin.serve, oktaprofile.plugin.fork_server, oktaprofile.plugin.transport.handshake\n"
    )
    assert loaded.isdisjoint({"socket", "signal", "enum", "collections", "threading", "binascii"})


def test_the_client_loads_little() -> None:
    """Of what requests and urllib3 import, what an API call does not need is not loaded; logging works afterwards."""
    loaded = loaded_by(
        "from oktaprofile.provider.provider import ABSENT, SELDOM, SELDOM_CALLED, SELDOM_MADE, _import_client\n"
        "_import_client()\n"
        "import os, socket, oktaprofile.okta.transport, requests\n"
        "from oktaprofile.okta.auth import NoAuth\n"
        "from oktaprofile.okta.clock import Clock\n"
        "from oktaprofile.okta.config import OktaConfig\n"
        "nobody = socket.socket(); nobody.bind(('127.0.0.1', 0)); os.environ.clear()\n"
        "org = OktaConfig(f'http://localhost:{nobody.getsockname()[1]}', api_token='0' * 42)\n"
        "transport = oktaprofile.okta.transport.RequestsTransport(org, Clock())\n"
        "try: transport.send('GET', org.org_url, headers={}, body=None, auth=NoAuth(), seconds=5)\n"
        "except oktaprofile.okta.transport.ConnectionFailed: pass\n"
        "seldom = {*SELDOM, *SELDOM_CALLED, *SELDOM_MADE, *ABSENT, 'logging', 'secrets'}\n"
        "assert [name for name in seldom if name in sys.modules] == []\n"
        "assert requests.Session().get_adapter('http://x').poolmanager.connection_from_url('http://x').pool\n"
        "import re, http.cookies, urllib3.util.url as url\n"
        "assert re.compile('a') is re.compile('a') and type(url.re.compile('a')) is re.Pattern\n"
        "assert '_given' in url._IPV6_RE.__dict__ and url._IPV6_RE.match('::1').group() == '::1'\n"
        "assert url.parse_url('http://[fe80::1%25eth0]:1/%7e').url == 'http://[fe80::1%eth0]:1/%7E'\n"
        "assert http.cookies.SimpleCookie('a=b; c=d')['c'].value == 'd'\n"
        "from urllib3.poolmanager import PoolKey, PoolManager\n"
        "assert PoolKey._fields[:3] == ('key_scheme', 'key_host', 'key_port')\n"
        "os.environ['HTTPS_PROXY'] = 'http://proxy.example'\n"
        "assert requests.utils.get_environ_proxies('https://acme.okta.com')['https'] == 'http://proxy.example'\n"
        "import typing; assert typing.get_args(typing.Union[int, str]) == (int, str)\n"
        "import email.message; mail = email.message.Message(); mail['to'] = 'b\\udce9'\n"
        "assert str(mail['to']) == 'b\\ufffd'\n"
    )
    assert "oktaprofile.okta.org" in loaded
    assert loaded.isdisjoint({"logging", "importlib.metadata", "zipfile", "mimetypes"})


USED_LATER = r"""
from oktaprofile.provider.provider import _import_client
_import_client()

import email.message, email.utils, http.client, io, json, queue, requests, sys, urllib.parse, urllib3.util.ssl_
from requests.cookies import RequestsCookieJar
from urllib3.util.ssl_match_hostname import match_hostname

accented = chr(233)
mail = email.message.Message()
mail.set_payload(accented, "utf-8")
assert mail.get_payload(decode=True) == accented.encode() and [*mail.walk()] == [mail]
mail.set_charset(mail.get_charset())
assert email.utils.formataddr((accented, "a@b")) == "=?utf-8?b?w6k=?= <a@b>"
assert http.client.parse_headers(io.BytesIO(b"A: b\r\n c\r\n\r\n"))["a"] == "b\r\n c"

jar = RequestsCookieJar()
jar.set("a", "b")
assert "http.cookies" not in sys.modules
from http.cookies import SimpleCookie
jar.set("c", SimpleCookie("c=d")["c"])
assert jar.copy().get_dict() == {"a": "b", "c": "d"}

first = queue.PriorityQueue()
first.put(2)
first.put(1)
assert first.get() == 1

assert urllib.parse.urlsplit("http://[::1]:80/").port == 80
assert urllib.parse.unquote("%C3%A9") == accented and accented.encode("idna") == b"xn--9ca"
match_hostname({"subjectAltName": (("IP Address", "127.0.0.1"),)}, "127.0.0.1")
urllib3.util.ssl_.assert_fingerprint(b"", "d41d8cd98f00b204e9800998ecf8427e")
assert requests.auth._basic_auth_str("a", "b") == "Basic YTpi"
assert json.loads(' [1.5, "a"] ') == [1.5, "a"] and json.dumps(accented) == '"\\u00e9"'

body = requests.Request("POST", "http://a", files={"a": ("b", io.BytesIO(b"c"))}).prepare().body
assert b'filename="b"' in body and b"c" in body
assert requests.Request("POST", "http://a", data={"a": "b"}).prepare().body == "a=b"
assert requests.Request("POST", "http://a", data=iter([b"c"])).prepare().headers["transfer-encoding"] == "chunked"
proxies = {"http": "socks5://127.0.0.1:1"}
try:
    requests.get("http://a", proxies=proxies)
except requests.exceptions.InvalidSchema as error:
    assert "SOCKS" in str(error)
"""


def test_what_the_client_does_not_load_is_there_for_who_uses_it() -> None:
    """Each stand-in gives way to the real module: mails, cookies, queues, addresses by number, hosts beyond ASCII."""
    assert "ipaddress" in loaded_by(USED_LATER)


def test_http2_works_without_dataclasses() -> None:
    """h2's events are made without the methods that dataclasses would write: a call and its answer go through."""
    loaded = loaded_by(
        "import oktaprofile.plugin.transport.tls\n"
        "from oktaprofile.plugin.transport.http2 import server_connection\n"
        "from h2.connection import H2Connection\n"
        "from h2.config import H2Configuration\n"
        "from h2.events import DataReceived, RequestReceived, ResponseReceived, StreamEnded\n"
        "client, server = H2Connection(H2Configuration()), server_connection()\n"
        "client.initiate_connection(); server.initiate_connection()\n"
        "head = [(':method', 'POST'), (':path', '/x'), (':scheme', 'https'), (':authority', 'a')]\n"
        "client.send_headers(1, head); client.send_data(1, b'asked', end_stream=True)\n"
        "events = server.receive_data(client.data_to_send())\n"
        "[asked] = [one for one in events if isinstance(one, DataReceived)]\n"
        "assert (asked.data, asked.stream_id, asked.flow_controlled_length) == (b'asked', 1, 5)\n"
        "[begun] = [one for one in events if isinstance(one, RequestReceived)]\n"
        "assert begun.stream_ended is None and dict(begun.headers)[b':path'] == b'/x'\n"
        "server.send_headers(1, [(':status', '200')]); server.send_data(1, b'answer', end_stream=True)\n"
        "events = client.receive_data(server.data_to_send())\n"
        "assert {DataReceived, ResponseReceived, StreamEnded} <= {type(one) for one in events}\n"
    )
    assert loaded.isdisjoint({"dataclasses", "inspect", "logging", "typing", "re"})


def test_every_type_can_be_loaded() -> None:
    """Each resource, data source and function that the provider names exists, with a schema of its own."""
    from oktaprofile.plugin.registry import Registry
    from oktaprofile.plugin.rpc.provider_schema import schema_response

    provider = OktaProfileProvider()
    answer = schema_response(Registry(provider))
    assert set(answer["resource_schemas"]) == set(provider.resources)
    assert set(answer["data_source_schemas"]) == set(provider.data_sources)
    assert set(answer["functions"]) == set(provider.functions)


def test_every_argument_is_described() -> None:
    """The generated documentation has no empty line: each attribute of my resources says what it is."""
    from oktaprofile.provider.configuration import SCHEMA
    from oktaprofile.provider.resources.app_user_properties.schema import AppUserProperties
    from oktaprofile.provider.resources.app_user_property.schema import AppUserProperty
    from oktaprofile.provider.resources.user_property.schema import UserProperty

    for schema in (SCHEMA, AppUserProperties.schema, AppUserProperty.schema, UserProperty.schema):
        assert schema.description
        assert not [name for name, attribute in schema.attributes.items() if not attribute.description]
