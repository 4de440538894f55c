"""`oktaprofile demo`: from an empty embedded org to a working sync, as a person would do it by hand.

Every step runs what a user runs: `oktaprofile doctor`, `cdktf diff`, `cdktf deploy`, `terraform show`. Their whole
output is kept below `out/demo/`; the screen shows what matters of it. Exit codes: 0 all as promised, 1 a step
failed or the second plan was not empty.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from oktaprofile.cli.demo import people, plans, staying
from oktaprofile.cli.demo.stage import CommandFailed, EmbeddedOrg, Outcome, embedded_org, run
from oktaprofile.cli.doctor import NOT_READY
from oktaprofile.cli.impact import GATE_FAILED
from oktaprofile.simulator.oauth.authentication import API_TOKEN
from oktaprofile.simulator.running import NotStarted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

STACK = "ringcentral-sync-demo"
INDENT = 3
SHOWN_OF_A_FAILURE = 4000  # characters, the last ones
ATTRIBUTES = ("directNumber", "extensionNumber")
SEED_EXPRESSION = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'
CONTRACTORS = "Contractors are another user type: the stack maps the default one (stacks/settings.py)."


def play(users: int, seed: int, framework: str, *, existing: bool = False, stays: bool = False) -> int:
    """Runs the demo of a new sync, or of an existing one, in the current folder. Returns the exit code. `stays`: a
    person ends the org."""
    project = Path.cwd()
    if not all((project / name).is_file() for name in ("cdktf.json", "stacks/settings.py")):
        print(
            "oktaprofile demo: it deploys the stack of an oktaprofile checkout, and this folder is none (it lacks "
            "cdktf.json or stacks/settings.py). Next step: run it in one. `oktaprofile simulate` runs the embedded org "
            "anywhere.",
            file=sys.stderr,
        )
        return 1
    if (project / "out").is_symlink():
        print(
            "oktaprofile demo: out is a link, and out/demo is emptied. Next step: move it away.",
            file=sys.stderr,
        )
        return 1
    console = Console(highlight=False)
    try:
        return _kind(existing)(console, project, users, seed, framework).play(stays and staying.can_stay())
    except CommandFailed as failure:
        console.print(Text(f"\n{failure}\n", style="bold red"))
        console.print(Text(failure.log.read_text()[-SHOWN_OF_A_FAILURE:]))
    except NotStarted as failure:
        console.print(Text(str(failure), style="bold red"))
    return 1


def _kind(existing: bool) -> type[Demo]:
    from oktaprofile.cli.demo.existing import Existing

    return Existing if existing else Demo


class Demo:
    """The steps, in order. Each prints its own part."""

    def __init__(self, console: Console, project: Path, users: int, seed: int, framework: str) -> None:
        self.console = console
        self.project = project
        self.users = users
        self.seed = seed
        self.framework = framework
        self.folder = project / "out" / "demo"
        self.values = self.folder / "ringcentral.csv"
        self.number = 0
        self.environment = dict(os.environ)

    def play(self, stays: bool = False) -> int:
        """Runs every step. Returns 0, or 1 when something was not as promised. `stays`: the org is there until a person
        ends it."""
        started = time.monotonic()
        shutil.rmtree(self.folder, ignore_errors=True)
        with embedded_org("--users", str(self.users), "--seed", str(self.seed)) as org:
            self.environment |= {
                "OKTA_ORG_URL": org.url,
                "OKTA_API_TOKEN": API_TOKEN,
                "OKTAPROFILE_ENVIRONMENT": "demo",
                "OKTAPROFILE_FRAMEWORK": self.framework,
                "OKTAPROFILE_DEMO_STATE": str(self.folder / "terraform.tfstate"),
                "CI": "1",
                "COLUMNS": str(self.console.width - INDENT),
            }
            kept = self.show(org)
            self.farewell(time.monotonic() - started)
            if stays:
                report = self.folder / "review.html"
                typed = staying.invitation(org.url, report, self.environment, *self.in_another_window())
                self.last_words("The org is still there", typed)
                staying.stay()
        return 0 if kept else 1

    def show(self, org: EmbeddedOrg) -> bool:
        """Runs every step; whether the second plan was empty."""
        org.run_import()
        directory = people.Directory(org.url, API_TOKEN)
        before = directory.people()
        self.introduce(org)
        self.check_readiness()
        self.show_diff()
        self.predict(org)
        self.refuse_the_seed()
        self.write_report()
        self.deploy(org)
        self.import_people(org, directory, before)
        empty = self.plan_again()
        self.show_restores()
        return empty

    def introduce(self, org: EmbeddedOrg) -> None:
        """Who is there."""
        apps = "RingCentral, Active Directory, and Workday as a second profile source"
        self.step("An Okta org", f"{self.users:,} people, two user types, {apps}; at {org.url}")
        self.say(Text("RingCentral knows people's direct numbers and extensions; Okta and AD do not."))
        self.say(Text(f"To see it happen, open {org.url}/ in a browser."))

    def check_readiness(self) -> None:
        """The doctor, before anything is written."""
        self.step("Is it ready?", "oktaprofile doctor --app RingCentral")
        doctor = [sys.executable, "-m", "oktaprofile.cli.main", "doctor"]
        outcome = self.command("doctor", doctor, accept=NOT_READY)
        self.say(Text(outcome.output.rstrip()))

    def show_diff(self) -> None:
        """What a first deployment would change."""
        self.step("What would change?", f"{self.framework} diff {STACK}")
        outcome = self.command("diff", [self.framework, "diff", STACK])
        self.say(plans.digest(outcome.output), Text(f"{outcome.seconds:.0f} s", style="dim"))

    def predict(self, org: EmbeddedOrg) -> None:
        """Whom the plan would change, from the plan and an export of RingCentral's people."""
        self.step("Whom would it change?", "oktaprofile impact plan.json --values ringcentral.csv")
        org.export_people("RingCentral", ATTRIBUTES, self.values)
        stack = self.project / "cdktf.out" / "stacks" / STACK
        plan = str(self.folder / "tfplan")
        self.command("plan", ["terraform", "plan", "-input=false", f"-out={plan}"], folder=stack)
        shown = self.command("show-plan", ["terraform", "show", "-json", plan], folder=stack, document=True)
        plan_json = self.folder / "plan.json"
        plan_json.write_text(shown.output)
        predicted = str(self.folder / "impact.json")
        outcome = self.command("impact", [*self.impact(str(plan_json)), "--out", predicted])
        self.say(Text(outcome.output.rstrip()))

    def refuse_the_seed(self) -> None:
        """A deliberately bad expression, stopped by the gate before anything is applied."""
        self.step(
            "And if nobody had guarded the extension?",
            "oktaprofile impact --app RingCentral --map … (exit code 2)",
        )
        self.say(Text(SEED_EXPRESSION, style="yellow"))
        new = [word for name in ATTRIBUTES for word in ("--new-attribute", name)]
        mapped = ["--map", f"primaryPhone={SEED_EXPRESSION}", "--override", "primaryPhone"]
        seed = ["--app", "RingCentral", *mapped, *new]
        outcome = self.command("impact-of-the-seed", self.impact(*seed), accept=GATE_FAILED)
        self.say(Text(outcome.output.rstrip()))

    def write_report(self) -> None:
        """The same plan as a reviewer sees it in a pull request."""
        self.step("What does the reviewer see?", "oktaprofile review --plan plan.json --impact impact.json")
        review = [sys.executable, "-m", "oktaprofile.cli.main", "review"]
        files = ["--plan", str(self.folder / "plan.json"), "--impact", str(self.folder / "impact.json")]
        markdown, html = self.folder / "review.md", self.folder / "review.html"
        written = ["--format", "markdown", "--out", str(markdown), "--format", "html", "--out", str(html)]
        self.command("review", [*review, *files, *written])
        self.say(Text(f"for the pull request: {markdown.relative_to(self.project)}"))
        self.say(Text(f"for a browser:        {html.relative_to(self.project)}"))

    def impact(self, *arguments: str) -> list[str]:
        """The command line of `oktaprofile impact` with the exported values."""
        return [
            sys.executable,
            "-m",
            "oktaprofile.cli.main",
            "impact",
            *arguments,
            "--values",
            str(self.values),
        ]

    def deploy(self, org: EmbeddedOrg) -> None:
        """The deployment, with what it cost the API."""
        self.step("Change it", f"{self.framework} deploy {STACK}")
        org.forget_requests()
        outcome = self.command("deploy", [self.framework, "deploy", STACK, "--auto-approve"])
        counts = org.request_counts()
        writes = sum(count for name, count in counts.items() if name.startswith("update"))
        cost = f"{sum(counts.values())} API calls, {writes} of them writes, every one read back"
        self.say(plans.result(outcome.output), Text(f"{outcome.seconds:.0f} s, {cost}", style="dim"))

    def import_people(
        self, org: EmbeddedOrg, directory: people.Directory, before: dict[str, people.Person]
    ) -> None:
        """The import that brings the values, and what it did to people."""
        self.step("The next import from RingCentral", "what Okta does on its schedule")
        seconds = org.run_import()
        after = directory.people()
        self.say(people.sample_table(before, after), people.count_table(before, after))
        self.say(Text(CONTRACTORS, style="dim"))
        self.say(Text(f"import of {self.users:,} people: {seconds:.1f} s", style="dim"))

    def plan_again(self) -> bool:
        """Whether a second plan is empty."""
        self.step("Plan again", f"{self.framework} diff {STACK}")
        empty = plans.is_empty(self.command("second-diff", [self.framework, "diff", STACK]).output)
        self.verdict(
            empty, "No changes: Okta is what the code says.", "The second plan is not empty: this is a bug."
        )
        return empty

    def show_restores(self) -> None:
        """What destroy would put back, from the state."""
        self.step("What would destroy put back?", "the attribute `restores` in terraform show")
        folder = self.project / "cdktf.out" / "stacks" / STACK
        outcome = self.command("show-state", ["terraform", "show", "-json"], folder=folder, document=True)
        self.say(plans.restores_table(plans.show_json(outcome.output)))

    def command(
        self,
        name: str,
        command: Sequence[str],
        *,
        accept: int = 0,
        folder: Path | None = None,
        document: bool = False,
    ) -> Outcome:
        """Runs one command with its output in `out/demo/NAME.log`, telling that it runs."""
        log = self.folder / f"{name}.log"
        with self.console.status(f"{name} …"):
            return run(
                command,
                log=log,
                environment=self.environment,
                folder=folder or self.project,
                accept={0, accept},
                document=document,
            )

    def step(self, title: str, detail: str) -> None:
        """A heading with its number."""
        self.number += 1
        self.console.print()
        self.console.print(Rule(Text(f"{self.number}  {title}", style="bold cyan"), align="left"))
        self.console.print(Padding(Text(detail, style="dim"), (0, 0, 1, INDENT)))

    def say(self, *parts: RenderableType) -> None:
        """Parts of a step, indented."""
        for part in parts:
            self.console.print(Padding(part, (0, 0, 0, INDENT)))

    def verdict(self, kept: bool, good: str, bad: str) -> None:
        """One of two sentences."""
        self.say(Text(good, style="bold green") if kept else Text(bad, style="bold red"))

    def in_another_window(self) -> tuple[str, str]:
        """What changes the org again: the folder, and the command."""
        return ".", f"{self.framework} destroy {STACK}"

    def last_words(self, title: str, text: str) -> None:
        """A last part, without a number."""
        self.console.print()
        self.console.print(Rule(Text(title, style="bold cyan"), align="left"))
        self.say(Text(text))

    def farewell(self, seconds: float) -> None:
        """Where to go from here."""
        self.last_words(
            "Your org",
            f"That took {seconds:.0f} s; the whole output of every command is in out/demo/.\n"
            "The report for a reviewer: out/demo/review.html and, for a pull request,\nout/demo/review.md.\n\n"
            "The same stack on a real org:\n"
            "  export OKTA_ORG_NAME=acme OKTA_BASE_URL=oktapreview.com OKTA_API_TOKEN=…\n"
            "  . .venv/bin/activate\n"
            "  oktaprofile doctor --app RingCentral          # reads only\n"
            "  $EDITOR stacks/settings.py                    # which apps, which state\n"
            f"  OKTAPROFILE_ENVIRONMENT=preview {self.framework} diff\n"
            "docs/guides/real-org.md has the scopes and the order of steps.\n\n"
            'An org that somebody set up by hand: make demo ARGS="--existing".',
        )
