"""Removes code from a Linux bundle that decoding sound never uses.

PyAV's FFmpeg is linked to encoders, a scaler for pictures, a TLS library and display
libraries. None is called, but the loader requires each of them. Each is replaced by a library of
the same name and symbols whose functions return 0. Qt asks ICU for collation, time zones and old
encodings, none of which is used here; its functions report that they have no data. OpenBLAS takes
four functions from Fortran's library; ``fortran_functions.c`` has them. Why:
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
    "libswscale",
    *("libmp3lame", "libopus", "libopencore"),  # encoders; FFmpeg decodes these by itself
    *("libwebp", "libsharpyuv", "libasound", "libdrm", "libva", "libvdpau", "libX", "libxcb"),
)
"""Beginnings of names in ``av.libs``. GPL encoders are among them: they are not shipped at all."""
STRIPPED = (
    *("libpython3*.so*", "python3*/lib-dynload/*.so", "av/**/*.so", "av.libs/libav*.so*"),
    *("_soundfile_data/*.so", "numpy/random/*.so", "numpy/fft/*.so"),
)
"""Libraries that auditwheel patched in other ways (NumPy's, ONNX Runtime's) do not survive it."""
_KEPT = ("libpython",)
"""What the starter opens by name."""
_TEXT_FUNCTIONS = ("_configuration", "_license")
"""Ends of names whose functions return a text that PyAV reads at its start."""
_ICU = "libicu*.so.*"
_ICU_STATUS_AT = {
    "ucal_getCanonicalTimeZoneID": 6,
    "ucal_getTimeZoneDisplayName": 6,
    "ucal_open": 5,
    "ucnv_fromUnicode": 8,
    "ucnv_getName": 2,
    "ucnv_getStandardName": 3,
    "ucnv_open": 2,
    "ucnv_setFromUCallBack": 6,
    "ucnv_setToUCallBack": 6,
    "ucnv_toUnicode": 8,
    "ucol_open": 2,
    "ucol_setAttribute": 4,
}
"""Functions of ICU that Qt calls: which argument, counted from 1, takes the status."""
_FORTRAN = "libgfortran*.so*"
_FORTRAN_SOURCE = Path(__file__).with_name("fortran_functions.c").read_text("utf-8")
_FORTRAN_FUNCTIONS = frozenset(re.findall(r"_gfortran_\w+", _FORTRAN_SOURCE))
_MISSING_RESOURCE = 2
"""``U_MISSING_RESOURCE_ERROR``: what ICU itself answers where it has no data."""


def trim(inside: Path) -> None:
    """Trim the bundle whose files lie in ``inside`` (PyInstaller's ``_internal``).

    Raises:
        SystemExit: a tool is missing. An untrimmed bundle would contradict its NOTICE.
    """
    tools = [name for name in ("gcc", "nm", "strip", "readelf") if shutil.which(name) is None]
    if tools:
        raise SystemExit(f"{', '.join(tools)} missing: sh tools/system_packages.sh bundle")
    imported = _imported_symbols(inside)
    for library in sorted((inside / "av.libs").glob("*.so*")):
        if library.name.startswith(STUBBED):
            _replace(library, _stub_source(library, imported), imported)
    for library in inside.rglob(_ICU):
        _replace(library, _icu_source(library, imported))
    for library in inside.glob(f"numpy.libs/{_FORTRAN}"):
        _replace_fortran(library, imported)
    for pattern in STRIPPED:
        for library in inside.glob(pattern):
            subprocess.run(["strip", "--strip-unneeded", str(library)], check=True)
    _drop_orphans(inside)


def _replace_fortran(library: Path, imported: frozenset[str]) -> None:
    """Put the few functions that OpenBLAS takes in the place of Fortran's whole library."""
    taken = {name for _, name, _ in _symbols(library)} & imported
    if not taken <= _FORTRAN_FUNCTIONS:
        missing = ", ".join(sorted(taken - _FORTRAN_FUNCTIONS))
        raise SystemExit(f"OpenBLAS takes more of {library.name} than trim.py has: {missing}")
    _replace(library, _FORTRAN_SOURCE, imported)
    for companion in library.parent.glob("libquadmath*.so*"):  # only libgfortran takes it
        companion.unlink()


def _drop_orphans(inside: Path) -> None:
    """Delete libraries that only left-out files needed."""
    needed_by = {
        path: set(re.findall(r"NEEDED.*\[(.+)\]", _dynamic(path)))
        for path in inside.rglob("*.so*")
        if path.is_file() and not path.is_symlink()
    }
    while True:
        needed = set().union(*needed_by.values())
        orphans = [
            path
            for path in needed_by
            if path.parent == inside
            and path.name not in needed
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
    """Return type, name and version of every symbol that a library exports."""
    listed = subprocess.run(
        ["nm", "-D", "--defined-only", str(library)], capture_output=True, text=True, check=True
    ).stdout
    symbols: dict[str, tuple[str, str, str]] = {}
    for line in listed.splitlines():
        match = re.match(r"[0-9a-f]* ?([A-Za-z]) (\w+)(@@?)?(\S+)?$", line.strip())
        if match is None or match[1] in "aA":
            continue
        kind, name, default, version = match[1], match[2], match[3] == "@@", match[4] or ""
        if name not in symbols or default:  # of several versions, the default one
            symbols[name] = (kind, name, version)
    return list(symbols.values())


def _imported_symbols(inside: Path) -> frozenset[str]:
    """Return the symbols that libraries import; other symbols need no stub."""
    libraries = [p for p in inside.rglob("*.so*") if p.is_file() and not p.is_symlink()]
    listed = subprocess.run(
        ["nm", "-D", "--undefined-only", *map(str, libraries)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return frozenset(re.findall(r"^ +[Uwv] (\w+)", listed, re.MULTILINE))


def _stub_source(library: Path, imported: frozenset[str]) -> str:
    lines = []
    for kind, name, _ in _symbols(library):
        if name not in imported:
            continue
        if name.endswith(_TEXT_FUNCTIONS):
            lines.append(f'const char *{name}(void) {{ return ""; }}')
        elif kind in "TWi":
            lines.append(f'int stub_{len(lines)}(void) __asm__("{name}");')
            lines.append(f"int stub_{len(lines) - 1}(void) {{ return 0; }}")
        else:
            lines.append(f"char {name}[4096];")
    return "\n".join(lines)


def _icu_source(library: Path, imported: frozenset[str]) -> str:
    """Return C stubs of an ICU library; functions with a status argument set it to "no data"."""
    lines = []
    for kind, name, _ in _symbols(library):
        plain = name.rpartition("_")[0]  # without ICU's version
        if name.startswith("_Z") or name not in imported or kind not in "TWi":
            continue
        status_at = _ICU_STATUS_AT.get(plain)
        if status_at is None:
            lines.append(f"void *{name}(void) {{ return 0; }}")
        else:
            arguments = ", ".join(f"void *a{at}" for at in range(1, status_at + 1))
            said = f"*(int *)a{status_at} = {_MISSING_RESOURCE}"
            lines.append(f"void *{name}({arguments}) {{ {said}; return 0; }}")
    return "\n".join(lines) + "\n"


def _version_script(library: Path, imported: frozenset[str]) -> str:
    of_version: dict[str, list[str]] = {}
    for _, name, version in _symbols(library):
        if version and name in imported:
            of_version.setdefault(version, []).append(name)
    return "\n".join(
        f"{version} {{ global: {' '.join(f'{name};' for name in sorted(set(names)))} }};"
        for version, names in of_version.items()
    )


def _replace(library: Path, source: str, imported: frozenset[str] | None = None) -> None:
    soname = re.search(r"SONAME.*\[(.+)\]", _dynamic(library))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "stub.c").write_text(source, encoding="utf-8")
        command = ["gcc", "-w", "-fPIC", "-shared", "-nostdlib", "-fno-builtin", "-O1"]
        command += [str(folder / "stub.c"), "-o", str(folder / "stub.so")]
        if soname:
            command.append(f"-Wl,-soname,{soname[1]}")
        script = "" if imported is None else _version_script(library, imported)
        if script:
            (folder / "versions").write_text(script, encoding="utf-8")
            command.append(f"-Wl,--version-script,{folder / 'versions'}")
        subprocess.run(command, check=True)
        subprocess.run(["strip", "--strip-unneeded", str(folder / "stub.so")], check=True)
        mode = library.stat().st_mode
        shutil.copyfile(folder / "stub.so", library)
        library.chmod(mode)
