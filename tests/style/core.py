"""core.py NM LIBRARY...: what the core's library asks of the outside, and that it has no globals.

The libraries are those of core and base. Undefined symbols of theirs, but for what they define
themselves, must stand in LIBC below: no clock, no socket, no file, no random number. A writable
symbol (.data, .bss, common) is a global, which the core has none of: its state is the journal's.
"""
import re
import subprocess
import sys

import sources

# What the core may ask of the C library: memory, bytes, text, sorting, the end.
LIBC = """
malloc calloc realloc reallocarray free
memcpy memmove memset memcmp bcmp memchr memmem
strlen strnlen strcmp strncmp strchr strrchr strstr strspn strcspn strdup strndup
snprintf vsnprintf qsort qsort_r bsearch abort __assert_fail
""".split()

# What compilers put in by themselves: stack protection, fortified forms, 128-bit division.
COMPILER = re.compile(r"__stack_chk_fail|__(mem|str|v?snprintf)\w*_chk|__(u?div|u?mod|u?divmod|mulo)[dt]i[34]|"
                      r"_GLOBAL_OFFSET_TABLE_|__tls_get_addr|__(asan|ubsan|tsan|sanitizer|odr_asan)\w*")

WRITABLE = re.compile(r"\.(data|bss|tdata|tbss|sdata|sbss)(\.(?!rel\.ro)|$)|^\*COM\*$")
SANITIZER = re.compile(r"_*(odr_)?(asan|ubsan|tsan|sanitizer)|\.?L(ASAN|ubsan)")


def symbols(nm, library):
    """(object, name, class, section) of each symbol."""
    output = subprocess.run([nm, "--format=sysv", library], capture_output=True, text=True, check=True).stdout
    member = library
    for line in output.splitlines():
        if match := re.match(r"(?:Undefined s|S)ymbols from .*\[(.+)\]:", line):
            member = match.group(1)
        fields = [field.strip() for field in line.split("|")]
        if len(fields) == 7 and fields[0] != "Name":
            yield member, fields[0], fields[2], fields[6]


def main(nm, libraries):
    defined, undefined = set(), []
    for library in libraries:
        for member, name, kind, section in symbols(nm, library):
            if kind == "U":
                undefined.append((member, name))
                continue
            if kind.isupper():
                defined.add(name)
            if WRITABLE.search(section) and kind not in "Nn" and not SANITIZER.match(name):
                sources.fault(member, 1, f"{name} is a writable global ({section}): the core has none")
    for member, name in undefined:
        if name in defined or name in LIBC or COMPILER.fullmatch(name):
            continue
        sources.fault(member, 1, f"asks for {name}: the core needs nothing but the C library's pinned part")
    sources.finish()


if __name__ == "__main__":
    if len(sys.argv) < 4:
        print("daemon/core:1: there is no library room_core and room_base to look at: the core is what this test is for")
        sys.exit(1)
    main(sys.argv[1], sys.argv[2:])
