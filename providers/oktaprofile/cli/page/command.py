"""`oktaprofile page`: a real org in a browser, on this machine only. Reads only.

Exit codes: 0 ended with Ctrl-C, 1 the org could not be read or the port is taken, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import secrets
from collections.abc import Callable

from oktaprofile.cli.page.feed import TenantFeed
from oktaprofile.cli.page.server import PageServer
from oktaprofile.cli.shared import fail
from oktaprofile.okta.config import from_environment
from oktaprofile.okta.errors import OktaError
from oktaprofile.page.answers import Page
from oktaprofile.page.model import FeedFailed
from oktaprofile.review.masking import masked_values
from oktaprofile.tenant.read import ALL
from oktaprofile.text.arguments import PORTS, whole
from oktaprofile.text.characters import escaped


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile page`."""
    result = argparse.ArgumentParser(
        prog="oktaprofile page",
        description=(
            "Shows an org in a browser: apps, profiles, mappings in both directions with their value for a person, "
            "sources, people, and how far the ten steps are. Listens on this machine only, at an address with a random "
            "part; reads only. The digits of people's values are masked."
        ),
        epilog=(
            "The org and the credentials come from the environment, as for the provider (docs/index.md). "
            "Exit codes: 0 ended with Ctrl-C, 1 the org could not be read or the port is taken, 2 wrong usage."
        ),
    )
    result.add_argument(
        "--app",
        default="RingCentral",
        metavar="LABEL_OR_ID",
        help="the app with the numbers; default: %(default)s",
    )
    result.add_argument(
        "--downstream",
        action="append",
        default=[],
        metavar="LABEL_OR_ID",
        help="an app that gets the number from Okta; may be given more than once; default: Active Directory's",
    )
    result.add_argument(
        "--user-type",
        action="append",
        metavar="NAME_OR_ID",
        help=f"may be given more than once; `{ALL}`: every one; default: the org's default user type",
    )
    result.add_argument("--show-numbers", action="store_true", help="show people's values as they are")
    result.add_argument("--port", type=whole(0, PORTS), default=0, help="port; 0 takes a free one (default)")
    return result


def main(argv: list[str], until: Callable[[PageServer], None] = PageServer.serve_forever) -> int:
    """Serves until Ctrl-C. Returns the exit code that the module's docstring lists. `until`: what serves."""
    options = parser().parse_args(argv)
    try:
        feed = TenantFeed(from_environment(os.environ), options.app, options.downstream, options.user_type)
        url = feed.organization().url
        page = Page(feed, hide=not options.show_numbers, clean=masked_values)
        server = PageServer(page, secrets.token_urlsafe(24), options.port)
    except (OktaError, FeedFailed) as error:
        return fail("page", error)
    except (OSError, OverflowError) as error:
        return fail("page", ValueError(f"cannot listen on port {options.port}: {error}."))
    print(f"{escaped(url)} in a browser: {server.url}", "Reads only. Ctrl-C ends it.", sep="\n", flush=True)
    try:
        until(server)
    except KeyboardInterrupt:
        print()
    finally:
        server.closing = True
        server.server_close()
    return 0
