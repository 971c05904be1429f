"""Take out of a Linux bundle what no sound file ever reaches.

PyAV's FFmpeg is linked to video encoders, a TLS library and display libraries; Qt's ICU carries 32
MB of data for languages whose text is never collated here. None is called, but the loader wants
each of them to be there. Each is replaced by a library of the same name and symbols whose functions
return 0, and ICU's data by the empty table that ICU itself calls *stubdata*. Why:
``docs/decisions/0007-trimmed-bundle.md``. Needs gcc and binutils.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

STUBBED = (
    *("libx265", "libx264", "libSvtAv1Enc", "libvpl", "libvpx", "libdav1d", "libgnutls"),
    *("libunistring", "libnettle", "libhogweed", "libgmp", "libtasn1", "libp11-kit", "libidn2"),
    *("libwebp", "libsharpyuv", "libasound", "libdrm", "libva", "libvdpau", "libX", "libxcb"),
)
"""Beginnings of names in ``av.libs``. GPL encoders are among them: they are not shipped at all."""
STRIPPED = ("libpython3*.so*", "python3*/lib-dynload/*.so", "av/**/*.so", "av.libs/libav*.so*")
"""Libraries that auditwheel patched in other ways (NumPy's, ONNX Runtime's) do not survive it."""
_KEPT = ("libpython",)
"""What the starter opens by name."""
_ICU_DATA = "libicudata.so.*"

_ICU_STUB = """
#include <stdint.h>
/* The empty table of ICU's source/stubdata/stubdata.cpp (Unicode licence). */
typedef struct {{
    uint16_t header_size; uint8_t magic1, magic2;
    uint16_t info_size, info_reserved; uint8_t big_endian, charset, uchar_size, reserved_byte;
    uint8_t data_format[4], format_version[4], data_version[4];
    char padding[8]; uint32_t count, reserved; int names_and_data[4];
}} Header;
const Header __attribute__((aligned(16))) icudt{version}_dat = {{
    32, 0xda, 0x27, 20, 0, 0, 0, 2, 0,
    {{0x54, 0x6f, 0x43, 0x50}}, {{1, 0, 0, 0}}, {{0, 0, 0, 0}},
    "stubdat", 0, 0, {{0, 0, 0, 0}}
}};
"""


def trim(inside: Path) -> None:
    """Trim the bundle whose files lie in ``inside`` (PyInstaller's ``_internal``).

    Raises:
        SystemExit: a tool is missing. Untrimmed, the bundle holds what its NOTICE says it does not.
    """
    tools = [name for name in ("gcc", "nm", "strip", "readelf") if shutil.which(name) is None]
    if tools:
        raise SystemExit(f"{', '.join(tools)} missing: sh tools/system_packages.sh bundle")
    for library in sorted((inside / "av.libs").glob("*.so*")):
        if library.name.startswith(STUBBED):
            _replace(library, _stub_source(library))
    for library in inside.rglob(_ICU_DATA):
        version = library.name.rpartition(".so.")[2].partition(".")[0]
        _replace(library, _ICU_STUB.format(version=version), symbols=False)
    for pattern in STRIPPED:
        for library in inside.glob(pattern):
            subprocess.run(["strip", "--strip-unneeded", str(library)], check=True)
    _drop_orphans(inside)


def _drop_orphans(inside: Path) -> None:
    """Libraries that came along for a file which was left out, and that nothing wants any more."""
    needed_by = {
        path: set(re.findall(r"NEEDED.*\[(.+)\]", _dynamic(path)))
        for path in inside.rglob("*.so*")
        if path.is_file() and not path.is_symlink()
    }
    while True:
        wanted = set().union(*needed_by.values())
        orphans = [
            path
            for path in needed_by
            if path.parent == inside
            and path.name not in wanted
            and not path.name.startswith(_KEPT)
            and ".cpython-" not in path.name
            and ".abi3." not in path.name
        ]
        if not orphans:
            return
        for path in orphans:
            path.unlink()
            del needed_by[path]


def _dynamic(library: Path) -> str:
    return subprocess.run(
        ["readelf", "-d", str(library)], capture_output=True, text=True, check=False
    ).stdout


def _symbols(library: Path) -> list[tuple[str, str, str]]:
    """Type, name and version of every symbol a library exports."""
    found = subprocess.run(
        ["nm", "-D", "--defined-only", str(library)], capture_output=True, text=True, check=True
    ).stdout
    symbols: dict[str, tuple[str, str, str]] = {}
    for line in found.splitlines():
        match = re.match(r"[0-9a-f]* ?([A-Za-z]) (\w+)(@@?)?(\S+)?$", line.strip())
        if match is None or match[1] in "aA":
            continue
        kind, name, default, version = match[1], match[2], match[3] == "@@", match[4] or ""
        if name not in symbols or default:  # of several versions, the one programs are linked to
            symbols[name] = (kind, name, version)
    return list(symbols.values())


def _stub_source(library: Path) -> str:
    lines = []
    for kind, name, _ in _symbols(library):
        if kind in "TWi":
            lines.append(f'int stub_{len(lines)}(void) __asm__("{name}");')
            lines.append(f"int stub_{len(lines) - 1}(void) {{ return 0; }}")
        else:
            lines.append(f"char {name}[4096];")
    return "\n".join(lines)


def _version_script(library: Path) -> str:
    of_version: dict[str, list[str]] = {}
    for _, name, version in _symbols(library):
        if version:
            of_version.setdefault(version, []).append(name)
    return "\n".join(
        f"{version} {{ global: {' '.join(f'{name};' for name in sorted(set(names)))} }};"
        for version, names in of_version.items()
    )


def _replace(library: Path, source: str, symbols: bool = True) -> None:
    soname = re.search(r"SONAME.*\[(.+)\]", _dynamic(library))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "stub.c").write_text(source, encoding="utf-8")
        command = ["gcc", "-w", "-fPIC", "-shared", "-nostdlib", "-fno-builtin", "-O1"]
        command += [str(folder / "stub.c"), "-o", str(folder / "stub.so")]
        if soname:
            command.append(f"-Wl,-soname,{soname[1]}")
        script = _version_script(library) if symbols else ""
        if script:
            (folder / "versions").write_text(script, encoding="utf-8")
            command.append(f"-Wl,--version-script,{folder / 'versions'}")
        subprocess.run(command, check=True)
        subprocess.run(["strip", "--strip-unneeded", str(folder / "stub.so")], check=True)
        mode = library.stat().st_mode
        shutil.copyfile(folder / "stub.so", library)
        library.chmod(mode)
