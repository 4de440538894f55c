"""The tree of errors: what each carries, and that one verdict can be handed to many threads."""

from __future__ import annotations

import pytest

from oktaprofile.okta import errors


def every_class(kind=errors.OktaError):
    """The class and those below it in the same module; other rooms have errors of their own below these."""
    below = [child for child in kind.__subclasses__() if child.__module__ == errors.__name__]
    return [kind, *(found for child in below for found in every_class(child))]


def test_the_tree_in_the_docstring_is_the_tree_in_the_code():
    """Each class is drawn, under its parent, and nothing else is."""
    drawn = {}
    parents: list[str] = []
    for line in errors.__doc__.splitlines():
        name = line.partition("+- ")[2].split(" ")[0] if "+- " in line else line.strip()
        if "+- " not in line and name != "OktaError":
            continue
        level = 0 if name == "OktaError" else (line.index("+-") - 5) // 4 + 1
        del parents[level:]
        drawn[name] = parents[-1] if parents else "Exception"
        parents.append(name)
    assert drawn == {kind.__name__: kind.__bases__[0].__name__ for kind in every_class()}


def api_error(kind=errors.ApiError):
    return kind(
        operation="getApplication",
        method="GET",
        path="/api/v1/apps/0oa1",
        status=500,
        error_code="E0000009",
        error_summary="Internal Server Error",
        causes=["because"],
        error_id="oae1",
        request_id="req1",
    )


@pytest.mark.parametrize("kind", [one for one in every_class() if issubclass(one, errors.ApiError)])
def test_a_copy_says_the_same_and_is_another_object(kind):
    """Ten threads may get the same verdict; each raises its own object."""
    error = api_error(kind)
    error.next_step = "Do this."
    error.__cause__ = ValueError("first")
    copied = errors.copy_of(error)
    assert copied is not error
    assert type(copied) is kind
    assert str(copied) == str(error)
    assert vars(copied) == vars(error)
    assert copied.__cause__ is error.__cause__


def test_a_copy_of_not_stored_keeps_its_evidence():
    """Also with keyword-only arguments in the constructor."""
    error = errors.NotStored("m", discrepancies=[], document={"id": 1}, dropped=True)
    copied = errors.copy_of(error)
    assert (copied.document, copied.dropped, str(copied)) == ({"id": 1}, True, "m")


def test_unknown_facts_are_a_mistake():
    """A typing slip must not vanish into an attribute nobody reads."""
    with pytest.raises(TypeError, match="requestid"):
        errors.OktaError("m", requestid="x")


@pytest.mark.parametrize(
    "kind",
    [one for one in every_class() if one not in (errors.OktaError, errors.ApiError, errors.ConfigError)],
)
def test_classes_have_a_next_step_unless_the_raiser_gives_one(kind):
    """A person who reads the error knows what to do."""
    raiser_gives_it = (errors.Conflict, errors.MappingNotFound, errors.UserTypeNotFound, errors.NotStored)
    assert bool(kind.next_step) is (kind not in raiser_gives_it)


@pytest.mark.parametrize(
    ("cause", "is_it"),
    [
        (
            "You cannot add the attribute with the variable name 'x' because the deletion process for an attribute "
            "with the same variable name is incomplete. Wait until the data clean up process finishes and then try "
            "again.",
            True,
        ),
        ("Property x cannot be deleted. It is used to populate user.x", False),
        ("", False),
    ],
)
def test_a_name_in_release_is_recognised_by_its_recorded_text(cause, is_it):
    """There is no code of its own for it."""
    error = errors.ValidationFailed(
        operation="o", method="POST", path="/", status=400, causes=["other", cause]
    )
    assert error.name_is_being_released is is_it
