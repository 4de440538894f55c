"""What a client asks of the org as a whole."""

from __future__ import annotations

from oktaprofile.simulator.errors import not_found
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation


@operation("getWellknownOrgMetadata", "GET /.well-known/okta-organization", anonymous=True)
def get_wellknown_org_metadata(request: ApiRequest) -> Answer:
    """Id and pipeline (`idx`: Identity Engine, `v1`: Classic Engine), for anybody (documented)."""
    return Answer(
        body={
            "id": request.org.ids.fixed("00o", "org"),
            "pipeline": request.org.switches.pipeline,
            "_links": {"organization": {"href": request.base_url}},
        }
    )


@operation(
    "getEmailTemplate",
    "GET /api/v1/templates/emails/{templateName}",
    "okta.templates.read",
    note="404: the org has no customized template",
)
def get_email_template(request: ApiRequest) -> Answer:
    """The path of earlier versions of the API, which clients still ask. Assumed: the kind in its text."""
    raise not_found(request.parameters["templateName"], "EmailTemplate")
