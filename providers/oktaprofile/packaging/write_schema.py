# Run by build.py on a package that is being made: writes Terraform's schema answer, computed beforehand, into it.
import sys

library = sys.argv[1]
sys.path.insert(0, library)

from oktaprofile.plugin.schema_cache import build  # noqa: E402
from oktaprofile.provider.provider import OktaProfileProvider  # noqa: E402

with open(sys.argv[2], "wb") as file:  # noqa: PTH123
    file.write(build(OktaProfileProvider()))
