#!/bin/sh
# The oktaprofile provider for Terraform. This file is the same on every platform. The interpreter is, in this order, the
# one that OKTAPROFILE_PYTHON names, the one that synthesized the stack in the current folder, the one that installed the
# provider for this user (both written down in the user's cache folder: packaging/interpreter.py), python3. Nothing is read
# from the current folder: in a pull request somebody else has written it.
trap '' INT # Ctrl-C is Terraform's to handle; a plugin that it stops could not report what it has just made
dir=${0%/*}
python=$OKTAPROFILE_PYTHON
if [ -z "$python" ]; then
  notes=${OKTAPROFILE_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/oktaprofile}/interpreter
  case $notes in /*) ;; *) notes=/dev/null ;; esac
  cd -P . 2>/dev/null # $PWD is the real path then
  for note in "$notes$PWD/python" "$notes/python"; do
    if [ -f "$note" ] && [ ! -h "$note" ] && [ -O "$note" ] && [ -O "$notes" ]; then
      case $(ls -ld "$notes") in drwx------*) IFS= read -r python <"$note" ;; esac
      [ -x "$python" ] && break
      python=
    fi
  done
fi
python=${python:-python3}
if ! command -v "$python" >/dev/null 2>&1; then
  text="oktaprofile: cannot start '$python'. Put Python 3.10 or newer on PATH as python3, or name it in OKTAPROFILE_PYTHON."
  # Terraform shows what a plugin prints before it answers, unless the plugin has ended before it was read.
  if [ -n "$TF_PLUGIN_MAGIC_COOKIE" ]; then echo "$text"; sleep 1; else echo "$text" >&2; fi
  exit 1
fi
# The file and not the folder: runpy would cost 2 ms, five times a command.
exec "$python" -I -S -B "$dir/lib/__main__.py" "$@"
