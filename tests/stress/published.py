"""Okta's published operations against the embedded org, with requests that its OpenAPI document describes.

    python -m tests.stress published [--examples 20] [--seed 1]

Each operation is called once: those that are not simulated answer 501 and name themselves. Then schemathesis makes
requests, fitting ones and others, for each simulated operation: none is answered 404 without a reason, 405 or 5xx. The
document comes with Okta's SDK for Go, schemathesis is installed into an environment of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import tempfile
import venv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests
import yaml

from oktaprofile.simulator.catalogue import SIMULATED
from oktaprofile.simulator.running import ThreadedOrg, running_org
from tests.stress import published_checks

ROOT = Path(__file__).parents[2]
SDK = "github.com/okta/okta-sdk-golang/v5@v5.0.2"
DOCUMENT = ".generator/okta-management-APIs-oasv3-noEnums-inheritance.yaml"
METHODS = ("get", "post", "put", "delete", "patch")
BUCKETS = ("api", "apps", "app", "users", "user", "logs", "token")


def published() -> dict[str, Any]:
    """Okta's OpenAPI document. Raises OSError or CalledProcessError where there is no Go or no module proxy."""
    command = ["go", "mod", "download", "-json", SDK]
    with tempfile.TemporaryDirectory() as folder:
        found = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    text = (Path(json.loads(found.stdout)["Dir"]) / DOCUMENT).read_text("utf-8")
    document: dict[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return document


def schemathesis() -> str:
    """Its command. Installed when requirements/stress.txt is another one than that of the last time."""
    folder, lock = ROOT / ".tools" / "clients" / "schemathesis", ROOT / "requirements" / "stress.txt"
    note, python = folder / "complete", folder / "bin" / "python"
    if not note.is_file() or note.read_text() != lock.read_text():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.check_call(
            [str(python), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(lock)]
        )
        note.write_text(lock.read_text())
    return str(folder / "bin" / "schemathesis")


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Method, in capitals, and path of each."""
    for path, item in document["paths"].items():
        yield from ((name.upper(), path) for name in METHODS if name in item)


def shape(method: str, path: str) -> tuple[str, str]:
    """The same for two templates that differ in the names of their parameters only."""
    return method, re.sub(r"\{\w+\}", "{}", path)


def simulated(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the simulated operations alone."""
    ours = {shape(one.method, one.template) for one in SIMULATED}
    paths = {
        path: {
            name: value
            for name, value in item.items()
            if name not in METHODS or shape(name.upper(), path) in ours
        }
        for path, item in document["paths"].items()
    }
    return {**document, "paths": {path: item for path, item in paths.items() if {*METHODS} & {*item}}}


def called_once(org: ThreadedOrg, document: dict[str, Any]) -> list[str]:
    """Calls each operation; what was answered wrongly."""
    wrong, statuses = [], Counter[int]()
    for method, path in operations(document):
        answer = requests.request(
            method, org.url + re.sub(r"\{\w+\}", "x", path), headers=org.headers, json={}, timeout=30
        )
        statuses[answer.status_code] += 1
        if problem := published_checks.problem(answer.status_code, answer.text):
            wrong.append(f"{method} {path}: {problem}")
    print(
        f"{sum(statuses.values())} published operations called once; answers: {dict(sorted(statuses.items()))}"
    )
    return wrong


def known_ids(org: ThreadedOrg) -> dict[str, list[str]]:
    """What a path's parameters may be, so that requests reach what they are about."""
    held = org.org
    apps = [app.id for app in held.apps.all()]
    return {
        "appId": apps,
        "appInstanceId": apps,
        "userId": [*(user.id for user in held.users.all()), "me"],
        "mappingId": [mapping.id for mapping in held.mappings.all()],
        "typeId": [one.id for one in held.user_types.all()],
        "schemaId": ["default"],
        "featureId": [one.id for one in held.features.all()],
        "featureName": ["USER_PROVISIONING", "INBOUND_PROVISIONING"],
        "lifecycle": ["ENABLE", "DISABLE"],
    }


def main(arguments: list[str]) -> int:
    """Prints what was called and what was answered wrongly. 0: nothing."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress published")
    parser.add_argument("--examples", type=int, default=20, help="of each simulated operation")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    try:
        document, command = published(), schemathesis()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"Okta's document and schemathesis are needed, from the Go module proxy and PyPI: {error}")
        return 1
    limits = dict.fromkeys(BUCKETS, 10**9)
    with (
        running_org(users=20, limits=limits, concurrency=10**6) as org,
        tempfile.TemporaryDirectory() as folder,
    ):
        wrong = called_once(org, document)
        print(*wrong, sep="\n", flush=True)
        path = Path(folder, "simulated.json")
        path.write_text(json.dumps(simulated(document), default=str))  # YAML's dates are texts in JSON
        flags = [
            "--url", org.url, "--header", f"Authorization: SSWS {org.token}", "--phases", "fuzzing",
            "--max-examples", str(options.examples), "--seed", str(options.seed), "--no-shrink", "--no-color",
            "--continue-on-failure", "--checks", published_checks.NAME, "--generation-database", "none",
            "--warnings", "off",
        ]  # fmt: skip
        hooks = {
            "PYTHONPATH": str(ROOT),
            "SCHEMATHESIS_HOOKS": published_checks.__name__,
            published_checks.KNOWN: json.dumps(known_ids(org)),
        }
        fuzzed = subprocess.run(
            [command, "run", str(path), *flags], env={**os.environ, **hooks}, cwd=folder, check=False
        )
    return 1 if wrong or fuzzed.returncode else 0
