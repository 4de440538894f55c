"""Where Terraform keeps the state of a stack. Credentials for it come from its own environment variables."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from oktaprofile.constructs import SettingError
from oktaprofile.constructs.framework import Construct, cdktf


class _Named:
    """Settings of a backend, each a text that must be filled in."""

    def check(self, place: str) -> None:
        """Raise SettingError, naming the setting, for one that is empty."""
        for field in fields(self):  # type: ignore[arg-type] # every subclass is a dataclass
            if not str(getattr(self, field.name)).strip():
                raise SettingError(
                    place, f"state.{field.name}", "is empty; say where the state is to be kept"
                )


@dataclass(frozen=True, kw_only=True)
class LocalState(_Named):
    """A file on this machine: for trying, not for a team. It is not locked between machines."""

    path: Path | str

    def add_to(self, stack: Construct) -> None:
        """Give the stack this backend."""
        try:
            path = Path(self.path).expanduser().absolute()
            path.parent.mkdir(parents=True, exist_ok=True)
        except (OSError, ValueError, RuntimeError) as problem:  # RuntimeError: ~somebody who does not exist
            why = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
            raise SettingError(
                "the state", "path", f"is {str(self.path)!r}, whose folder cannot be made: {why}"
            ) from None
        if path.is_dir():
            raise SettingError("the state", "path", f"is {str(self.path)!r}, a folder; name a file in it")
        cdktf.LocalBackend(stack, path=str(path))


@dataclass(frozen=True, kw_only=True)
class S3State(_Named):
    """An object in S3, locked by S3 itself and encrypted. Needs Terraform 1.10 or newer."""

    bucket: str
    key: str
    region: str

    def add_to(self, stack: Construct) -> None:
        """Give the stack this backend."""
        backend = cdktf.S3Backend(stack, bucket=self.bucket, key=self.key, region=self.region, encrypt=True)
        backend.add_override("use_lockfile", True)


@dataclass(frozen=True, kw_only=True)
class HcpState(_Named):
    """A workspace of HCP Terraform or Terraform Enterprise. Set the workspace to local execution."""

    organization: str
    workspace: str
    hostname: str = "app.terraform.io"

    def add_to(self, stack: Construct) -> None:
        """Give the stack this backend."""
        cdktf.CloudBackend(
            stack,
            organization=self.organization,
            hostname=self.hostname,
            workspaces=cdktf.NamedCloudWorkspace(self.workspace),
        )


State = LocalState | S3State | HcpState
