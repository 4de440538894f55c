# Starts the provider; `lib/__main__.py` of the package. Parses on Python 3.6, to tell an old one what is wrong.
import sys

if sys.version_info < (3, 10):  # noqa: UP036
    sys.exit(
        "oktaprofile: Python 3.10 or newer is needed; {} is {}.{}. Put a newer one on PATH as python3, or name it in "
        "OKTAPROFILE_PYTHON.".format(sys.executable, *sys.version_info[:2])
    )

library = __file__.rpartition("/")[0]
sys.path.insert(0, library)

from oktaprofile.plugin.serve import serve  # noqa: E402

serve("oktaprofile.provider.provider:OktaProfileProvider", schema_cache=library + "/provider-schema.bin")
