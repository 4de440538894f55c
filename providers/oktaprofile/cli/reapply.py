"""`oktaprofile reapply`: a mapping for the people who exist, as the console's "Apply updates now". Writes to Okta.

Exit codes: 0 Okta took it (it works on it afterwards), or said what it would do; 1 not.
"""

from __future__ import annotations

from oktaprofile.cli.shared import Parser, connected, fail
from oktaprofile.okta.errors import OktaError
from oktaprofile.okta.reapply import BY_HAND, reapply
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.provider import lookup
from oktaprofile.provider.app_features import TO_APP, TO_OKTA
from oktaprofile.review.words import printable
from oktaprofile.tenant.read import find_app


def parser() -> Parser:
    """The options of `oktaprofile reapply`."""
    result = Parser(
        prog="oktaprofile reapply",
        description="Applies a whole mapping, every attribute of it, to everybody of a user type who has the app: what "
        "the Admin Console calls Apply updates now. Towards an app everybody is pushed. The operation is internal to "
        "Okta and takes an API token only.",
        epilog="Exit codes: 0 Okta took it and works on it (without --yes: nothing was sent), 1 not. `oktaprofile "
        "impact` says beforehand whom a change of the mapping changes.",
    )
    result.add_argument("--app", required=True, metavar="LABEL_OR_ID", help="whose mapping")
    result.add_argument("--direction", required=True, choices=[TO_OKTA, TO_APP], help="of the mapping")
    result.add_argument("--user-type", metavar="NAME_OR_ID", help="default: the org's default user type")
    result.add_argument("--yes", action="store_true", help="do it; without, it only says what it would do")
    return result


def main(argv: list[str]) -> int:
    """Asks Okta. Returns the exit code that the module's docstring lists."""
    options = parser().parse_args(argv)
    try:
        org, url = connected()
        if not org.client.has_api_token:
            raise DiagnosticError(
                "Okta applies a mapping to existing people for API tokens only",
                f"OAuth is refused. {BY_HAND}",
            )
        app_id = find_app(org, options.app)["id"]
        user_type = lookup.user_type(org, options.user_type)
        keys = len(org.mapping(app_id, options.direction, options.user_type).read().get("properties") or {})
        way = "to Okta" if options.direction == TO_OKTA else "from Okta"
        title = lookup.type_title(user_type)
        what = f"{lookup.label_of(org, app_id)} {way} ({title}), {keys} attributes, in {url}"
        if not options.yes:
            print(printable(f"Would apply the mapping {what}, to everybody. To do it: --yes"))
            return 0
        reapply(org.client, app_id, options.direction, user_type.id)
    except (DiagnosticError, OktaError) as error:
        return fail("reapply", error, "Applying the mapping to everybody")
    print(printable(f"Okta took it: {what}. Nothing tells when it is done; the System Log shows its work."))
    return 0
