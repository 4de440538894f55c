"""Whatever repeats the credential that it was sent, no error of the client shows it."""

from __future__ import annotations

import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from oktaprofile.okta.client import OktaClient, connect
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.errors import OktaError, UnexpectedAnswer
from tests.contract.okta.echo import FORMS, WAYS, assert_hidden, echoing

TOKEN = "00Marked+secret/of the-test_&<x>".replace(" ", ".")


def client_of(url: str) -> OktaClient:
    """The real client with an API token, without retries."""
    return connect(OktaConfig(url, api_token=TOKEN, max_retries=0, timeout_seconds=10))


def everything(error: BaseException | None) -> str:
    """All that anybody could print of an error and its causes."""
    shown = ""
    while error is not None:
        shown += f"{error} {error!r} {error.args!r} {vars(error)!r}\n"
        error = error.__cause__ or error.__context__
    return shown


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("way", WAYS)
def test_no_error_shows_the_token(way: str, form: str) -> None:
    """In no field of the error, whatever the answer is made of."""
    with echoing(way, form) as (url, repeated):
        try:
            list(client_of(url).list_applications())
        except OktaError as error:
            assert_hidden(everything(error), repeated)
        else:
            assert way == "content", "an answer that repeats the token in another way is an error"


@pytest.mark.parametrize("form", ["plain", *(form for form in FORMS if form.startswith("base64"))])
def test_an_answer_that_holds_the_credential_is_refused(form: str) -> None:
    """What an answer holds goes into states, files and tables: nothing of it is taken."""
    with echoing("content", form) as (url, repeated):
        with pytest.raises(UnexpectedAnswer, match="the credential that it was sent") as caught:
            list(client_of(url).list_applications())
        assert_hidden(everything(caught.value), repeated)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("way", ["summary", "OAuth error", "redirect", "request id"])
def test_no_error_shows_the_assertion(way: str, form: str) -> None:
    """The token endpoint's answer repeats what was signed with the private key."""
    key = jwt.algorithms.ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()))
    with echoing(way, form) as (url, repeated):
        config = OktaConfig(
            url, client_id="0oaClient", private_key=key, scopes=["okta.apps.read"], max_retries=0
        )
        with pytest.raises(OktaError) as caught:
            list(connect(config).list_applications())
        assert_hidden(everything(caught.value), repeated | {json.loads(key)["d"]})
