"""The state of one simulated org, apart from HTTP. This is what the services and the import engine work on.

    org = Org()                    in memory; Org(path="org.db") keeps it in a file
    org.apps, org.schemas, org.user_types, org.mappings, org.users, org.app_users, org.directory,
    org.logs, org.features, org.clients
                                   rows: get / all / page / put; see the records.py of each room
    org.switches, org.clock(), org.ids, org.database.transaction()

Rules for whoever writes:
* One thread at a time. Everything that belongs together happens inside one `with
  org.database.transaction():`; it is committed at the end of the outermost one.
* A record object is a copy: change it, then `put` it. Profiles, attributes and properties hold only what has
  a value.
* Nothing here checks Okta's rules; those are in the `rules.py` of each room and are what operations call.
"""

from __future__ import annotations

from oktaprofile.simulator.app_users.records import AppUserRecords
from oktaprofile.simulator.apps.records import AppRecords
from oktaprofile.simulator.clock import Clock, system_clock
from oktaprofile.simulator.database import Database
from oktaprofile.simulator.directory.records import DirectoryRecords
from oktaprofile.simulator.features.records import OrgFeatureRecords
from oktaprofile.simulator.identifiers import Identifiers
from oktaprofile.simulator.logs.records import LogRecords
from oktaprofile.simulator.mappings.records import MappingRecords
from oktaprofile.simulator.oauth.records import ClientRecords
from oktaprofile.simulator.schemas.records import SchemaRecords
from oktaprofile.simulator.switches import Switches
from oktaprofile.simulator.user_types.records import UserTypeRecords
from oktaprofile.simulator.users.records import UserRecords


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
        self.apps = AppRecords(self.database)
        self.schemas = SchemaRecords(self.database)
        self.user_types = UserTypeRecords(self.database)
        self.mappings = MappingRecords(self.database)
        self.users = UserRecords(self.database)
        self.app_users = AppUserRecords(self.database)
        self.directory = DirectoryRecords(self.database)
        self.logs = LogRecords(self.database, clock, self.ids)
        self.features = OrgFeatureRecords(self.database)
        self.clients = ClientRecords(self.database)
        self.used_ids: set[str] = set()  # `jti` of assertions and proofs: each is taken once

    @property
    def filled(self) -> bool:
        """Whether the org has been set up before (a state file used again)."""
        return self.database.meta("filled", "") == "yes"

    def mark_filled(self) -> None:
        """Says that the org is set up; called once, in the transaction that does it."""
        self.database.set_meta("filled", "yes")

    def close(self) -> None:
        """Closes the state."""
        self.database.close()
