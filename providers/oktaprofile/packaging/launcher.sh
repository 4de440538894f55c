#!/bin/sh
# The oktaprofile provider for Terraform. This file is the same on every platform; the interpreter is, in this order,
# the one OKTAPROFILE_PYTHON names, the one that placed the package beside the stack in the current folder, python3.
trap '' INT # Ctrl-C is Terraform's to handle; a plugin that it stops could not report what it has just made
dir=${0%/*}
python=$OKTAPROFILE_PYTHON
if [ -z "$python" ] && [ -r terraform.d/oktaprofile/python ]; then
  IFS= read -r python <terraform.d/oktaprofile/python
  [ -x "$python" ] || python=
fi
python=${python:-python3}
if ! command -v "$python" >/dev/null 2>&1; then
  echo "oktaprofile: cannot start '$python'. Put Python 3.10 or newer on PATH as python3, or name it in OKTAPROFILE_PYTHON." >&2
  exit 1
fi
# The file and not the folder: runpy would cost 2 ms, five times a command.
exec "$python" -I -S -B "$dir/lib/__main__.py" "$@"
