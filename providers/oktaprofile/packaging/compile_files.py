# Compiles the package's modules into one file, which entry.py reads: the length of the index in 8 bytes; the index, of
# each module its source's path, and where its code starts and how long it is; the codes. Index and codes are marshal's.
#
# Run by build.py, by each interpreter the package is made for, in a process of its own with fixed hash seed and order,
# because the bytes depend on them; and by first_start.py, by any other interpreter.
# ruff: noqa: PTH123
import marshal
import sys
import zipfile


def compiled(sources: str) -> bytes:
    """The file's bytes, of the zip `sources`. Raises SyntaxError."""
    index, codes, start = {}, [], 0
    with zipfile.ZipFile(sources) as opened:
        for path in opened.namelist():
            if path.endswith(".py"):
                name = path[:-3].replace("/", ".")
                name = name[:-9] if name.endswith(".__init__") else name
                code = compile(opened.read(path), path, "exec", dont_inherit=True, optimize=0)
                codes.append(marshal.dumps(code))
                index[name] = (path, start, len(codes[-1]))
                start += len(codes[-1])
    head = marshal.dumps(index)
    return len(head).to_bytes(8, "big") + head + b"".join(codes)


if __name__ == "__main__":
    name = f"{sys.implementation.cache_tag}.{sys.version_info[3]}.code"
    with open(sys.argv[2] + "/" + name, "wb") as file:
        file.write(compiled(sys.argv[1]))
