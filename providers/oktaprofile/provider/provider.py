"""The provider: what it offers, and what Configure makes for everything after it.

Imported at every start of the plugin, so nothing here is slow to import; the classes of the resources are
named by text and imported when Terraform first speaks of their type.
"""

from __future__ import annotations

import os
from threading import Thread

from oktaprofile import __version__
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.late import (
    imported,
    instead,
    late,
    late_classes,
    late_functions,
    late_patterns,
    plain_typing,
    silent_logging,
)
from oktaprofile.plugin.registry import load
from oktaprofile.plugin.resource import Provider
from oktaprofile.provider import configuration
from oktaprofile.text.redact import hide_proxy_passwords

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from threading import Event
    from typing import Any, ClassVar

    from oktaprofile.answers.document import Answers
    from oktaprofile.okta.config import OktaConfig
    from oktaprofile.okta.org import Org
    from oktaprofile.plugin.resource import Context
    from oktaprofile.plugin.schema import Schema
    from oktaprofile.provider.run.session import Session

ANSWERS = "OKTAPROFILE_ANSWERS"


SELDOM = (
    "copy",
    "email.header",
    "hmac",
    "idna",
    "locale",
    "mimetypes",
    "quopri",
    "random",
    "shutil",
    "stringprep",
    "tempfile",
    "uu",
    "zipfile",
)
"""What they import for uploads, downloads, archives, mails and names of hosts beyond ASCII."""


SELDOM_CALLED = {
    "base64": ("b64encode", "urlsafe_b64encode"),
    "calendar": ("timegm",),
    "email._encoded_words": ("decode_b",),
    "email.iterators": ("walk",),
    "heapq": ("heappop", "heappush"),
    "importlib.metadata": ("version",),
    "urllib.request": (
        "getproxies",
        "getproxies_environment",
        "parse_http_list",
        "proxy_bypass",
        "proxy_bypass_environment",
    ),
}
"""Whose functions they import by name: for cookies, mails, queues by priority, versions, proxies and passwords."""


SELDOM_MADE = {
    "email.charset": ("Charset",),
    "http.cookies": ("Morsel",),
    "ipaddress": ("IPv4Address", "IPv6Address"),
}
"""Whose classes they import by name, to make one or to ask whether something is one: for mails, cookies and addresses
by number.
"""


PATTERNS = (
    "email.feedparser",
    "email.message",
    "email.utils",
    "encodings.idna",
    "http.cookiejar",
    "http.cookies",
    "json.decoder",
    "json.encoder",
    "json.scanner",
    "requests._internal_utils",
    "urllib.parse",
    "urllib3.connection",
    "urllib3.util.url",
)
"""Who compiles patterns that few calls use, or none: for mails, cookies, addresses by number, JSON without C."""


ABSENT = (
    "backports",
    "brotli",
    "brotlicffi",
    "chardet",
    "charset_normalizer",
    "compression.zstd",
    "simplejson",
    "urllib3.contrib.socks",
)
"""What they use if it is there: the package has none of it, and the client asks for gzip alone."""


CLIENT = (
    "typing",
    "json",
    "urllib.parse",
    "email.parser",
    "http.client",
    "urllib3",
    "http.cookiejar",
    "oktaprofile.okta.http_library",
    "oktaprofile.okta.auth",
    "oktaprofile.okta.org",
    "oktaprofile.okta.transport",
)
"""What the first call of Okta needs, in steps of a few milliseconds."""


VALIDATING = ("oktaprofile.provider.misplaced_secrets", "oktaprofile.provider.resources.mapping.rules")
"""Imported by the first call that validates."""


class OktaProfileProvider(Provider):
    """`terraform.local/oktaprofile/oktaprofile`."""

    name: ClassVar[str] = "oktaprofile"
    source: ClassVar[str] = "terraform.local/oktaprofile/oktaprofile"
    version: ClassVar[str] = __version__
    schema: ClassVar[Schema] = configuration.SCHEMA
    resources: ClassVar[dict[str, str]] = {
        "oktaprofile_app_user_properties": (
            "oktaprofile.provider.resources.app_user_properties.schema:AppUserProperties"
        ),
        "oktaprofile_app_user_property": "oktaprofile.provider.resources.app_user_property.schema:AppUserProperty",
        "oktaprofile_user_property": "oktaprofile.provider.resources.user_property.schema:UserProperty",
        "oktaprofile_mapping": "oktaprofile.provider.resources.mapping.schema:Mapping",
        "oktaprofile_master_override": "oktaprofile.provider.resources.master_override.schema:MasterOverride",
    }
    data_sources: ClassVar[dict[str, str]] = {
        "oktaprofile_app": "oktaprofile.provider.data_sources.app:App",
        "oktaprofile_user_type": "oktaprofile.provider.data_sources.user_type:UserType",
        "oktaprofile_app_user_schema": "oktaprofile.provider.data_sources.app_user_schema:AppUserSchema",
        "oktaprofile_user_schema": "oktaprofile.provider.data_sources.user_schema:UserSchema",
        "oktaprofile_mapping": "oktaprofile.provider.data_sources.mapping:Mapping",
        "oktaprofile_sync_readiness": "oktaprofile.provider.data_sources.sync_readiness:SyncReadiness",
        "oktaprofile_mapping_impact": "oktaprofile.provider.data_sources.mapping_impact:MappingImpact",
    }
    list_resources: ClassVar[dict[str, str]] = {
        "oktaprofile_app_user_properties": "oktaprofile.provider.list_resources.attributes:AppUserPropertiesList",
        "oktaprofile_app_user_property": "oktaprofile.provider.list_resources.attributes:AppUserPropertyList",
        "oktaprofile_user_property": "oktaprofile.provider.list_resources.attributes:UserPropertyList",
        "oktaprofile_mapping": "oktaprofile.provider.list_resources.mapping:MappingList",
        "oktaprofile_master_override": "oktaprofile.provider.list_resources.master_override:MasterOverrideList",
    }
    identities: ClassVar[str] = "oktaprofile.provider.identities:SCHEMAS"
    functions: ClassVar[dict[str, str]] = {
        "evaluate_expression": "oktaprofile.provider.functions.evaluate_expression:EvaluateExpression",
        "expression_references": "oktaprofile.provider.functions.expression_references:ExpressionReferences",
    }

    def ahead(self) -> Iterator[object]:
        """What validates, then the client, then what plans."""
        yield from super().ahead()
        for module in VALIDATING:
            yield imported(module)
        yield from _client()
        for locator in self.resources.values():
            yield load(load(locator).steps)

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        """Checks the arguments alone; what comes from the environment is checked by Configure."""
        configuration.validate(config, ctx.diagnostics)

    def examine(self, config: dict[str, Any], ctx: Context) -> None:
        """Refuses a credential in a resource or a data source."""
        from oktaprofile.provider.misplaced_secrets import refuse

        refuse(config, os.environ, ctx.diagnostics)

    def configure(self, config: dict[str, Any], terraform_version: str, ctx: Context) -> Session:
        """Makes the session.

        Calls nothing and waits for nothing: the client is imported beside Terraform's work.
        """
        from oktaprofile.provider.run.session import Session

        importing = Thread(target=_import_client, name="import-client", daemon=True)
        importing.start()
        resolved, stop = configuration.resolve(config, os.environ), ctx.stop
        hide_proxy_passwords(os.environ)

        def make_org() -> Org:
            importing.join()  # two threads importing requests at once meet its circular imports half done
            return _make_org(resolved, stop)

        return Session(make_org, resolved.org_url, _answers() if os.environ.get(ANSWERS) else None)


def _answers() -> Answers | None:
    """What the org answered to a probe, from the file that the environment names. Raises DiagnosticError."""
    from oktaprofile.answers.document import AnswersError, given

    try:
        return given(None, os.environ)
    except AnswersError as error:
        raise DiagnosticError(
            "The answers of a probe cannot be used",
            f"{error} Correct the file, or take {ANSWERS} out of the environment.",
        ) from error


def _import_client() -> None:
    """Imports what the first call of Okta needs. A failure shows again, with its traceback, where it is needed."""
    for _ in _client():
        pass


def _client() -> Iterator[object]:
    """The same, step by step."""
    from contextlib import suppress

    stand_ins = (
        *late(*SELDOM),
        *(late_functions(module, *names) for module, names in SELDOM_CALLED.items()),
        *(late_classes(module, *names) for module, names in SELDOM_MADE.items()),
        silent_logging(),
        late_patterns(*PATTERNS),
        plain_typing(),
    )
    for module in CLIENT:
        with suppress(ImportError), instead(*stand_ins, absent=ABSENT):
            imported(module)
        yield module


def _make_org(config: OktaConfig, stop: Event) -> Org:
    from oktaprofile.okta.org import open_org

    return open_org(config, stop=stop)
