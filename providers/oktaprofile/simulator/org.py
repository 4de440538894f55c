"""The state of one simulated org, apart from HTTP. This is what the services and the import engine work on.

    org = Org()                    in memory; Org(path="org.db") keeps it in a file
    org.apps, org.schemas, org.user_types, org.mappings, org.users, org.app_users, org.typed, org.directory,
    org.logs, org.features, org.clients, org.groups, org.members, org.app_groups, org.roles, org.documents
                                   tables: get / where / all / put / remove; see `state/table.py`
    org.switches, org.clock(), org.ids, org.database.transaction()

Rules for whoever writes:
* One thread at a time. Everything that belongs together happens inside one `with
  org.database.transaction():`; it is committed at the end of the outermost one.
* A row object is a copy: change it, then `put` it. Profiles, attributes and properties hold only what has
  a value.
* Nothing here checks Okta's rules; those are in the services and are what operations call.
"""

from __future__ import annotations

from oktaprofile.simulator.clock import Clock, system_clock
from oktaprofile.simulator.database import Database
from oktaprofile.simulator.identifiers import Identifiers
from oktaprofile.simulator.state.app_users import AppUsers, Typed
from oktaprofile.simulator.state.apps import Apps
from oktaprofile.simulator.state.clients import Clients
from oktaprofile.simulator.state.directory import Directory
from oktaprofile.simulator.state.documents import Documents
from oktaprofile.simulator.state.features import Features
from oktaprofile.simulator.state.groups import AppGroups, Groups, Members, Roles
from oktaprofile.simulator.state.logs import Logs
from oktaprofile.simulator.state.mappings import Mappings
from oktaprofile.simulator.state.schemas import Schemas
from oktaprofile.simulator.state.table import Table
from oktaprofile.simulator.state.upgrade import upgraded
from oktaprofile.simulator.state.user_types import UserTypes
from oktaprofile.simulator.state.users import Users
from oktaprofile.simulator.switches import Switches


class Org:
    """One org. `path` is the SQLite file (made if absent), None for memory only. A file that already holds
    an org keeps the seed it was made with; `seed` then counts for nothing.
    """

    def __init__(
        self,
        *,
        path: str | None = None,
        seed: int = 1,
        switches: Switches | None = None,
        clock: Clock = system_clock,
    ) -> None:
        self.database = Database(path)
        self.seed = int(self.database.meta("seed", str(seed)))
        self.database.set_meta("seed", str(self.seed))
        self.switches = switches or Switches()
        self.clock = clock
        self.ids = Identifiers(self.database, self.seed)
        with self.database.transaction(), upgraded(self.database):
            self.apps = Apps(self.database)
            self.schemas = Schemas(self.database)
            self.user_types = UserTypes(self.database)
            self.mappings = Mappings(self.database)
            self.users = Users(self.database)
            self.app_users = AppUsers(self.database)
            self.typed = Typed(self.database)
            self.directory = Directory(self.database)
            self.logs = Logs(self.database, clock, self.ids)
            self.features = Features(self.database)
            self.clients = Clients(self.database)
            self.groups = Groups(self.database)
            self.members = Members(self.database)
            self.app_groups = AppGroups(self.database)
            self.roles = Roles(self.database)
            self.documents = Documents(self.database)
        self.used_ids: set[str] = set()  # `jti` of assertions and proofs: each is taken once

    @property
    def filled(self) -> bool:
        """Whether the org has been set up before (a state file used again)."""
        return self.database.meta("filled", "") == "yes"

    def empty(self) -> None:
        """Removes everything that the org holds."""
        for table in (*vars(self).values(), self.schemas.cleanups):
            if isinstance(table, Table):
                table.delete("1")

    def mark_filled(self) -> None:
        """Says that the org is set up; called once, in the transaction that does it."""
        self.database.set_meta("filled", "yes")

    def close(self) -> None:
        """Closes the state."""
        self.database.close()
