"""Empty libraries in the place of others: what links to them still loads."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bundling.notice import components, native, write_notice
from bundling.trim import trim

needs_compiler = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("gcc") is None, reason="gcc is not installed"
)

HEAVY = """
int encode(int x) { return x + 41; }
int old_name(int x) { return x; }
int new_name(int x) { return x; }
__asm__(".symver old_name,name@V1");
__asm__(".symver new_name,name@@V2");
char table[100] = {1};
"""
USER = """
extern int encode(int); extern int name(int); extern char table[];
int answer(void) { return 7; }
int ask(void) { return encode(1) + name(2) + table[0]; }
"""


def compiled(folder: Path, name: str, source: str, *options: str) -> Path:
    code = folder / f"{name}.c"
    code.write_text(source)
    target = folder / name
    subprocess.run(["gcc", "-shared", "-fPIC", str(code), "-o", str(target), *options], check=True)
    code.unlink()
    return target


@needs_compiler
def test_libraries_linked_to_a_trimmed_one_still_load(tmp_path: Path) -> None:
    libraries = tmp_path / "av.libs"
    libraries.mkdir()
    script = tmp_path / "versions"
    script.write_text("V1 { global: encode; table; name; local: *; };\nV2 { global: name; } V1;\n")
    heavy = compiled(
        libraries, "libx265-abc.so.1", HEAVY, "-Wl,-soname,libx265-abc.so.1",
        f"-Wl,--version-script,{script}",
    )  # fmt: skip
    user = compiled(libraries, "libavcodec-abc.so.1", USER, f"-Wl,-rpath,{libraries}", str(heavy))
    orphan = compiled(tmp_path, "liborphan.so.1", "int nothing;")
    wanted = compiled(tmp_path, "libwanted.so.1", "int something;", "-Wl,-soname,libwanted.so.1")
    compiled(
        tmp_path, "x.cpython-311.so", "extern int something; int *p = &something;", str(wanted)
    )
    trim(tmp_path)
    # In a process of its own: this one may have loaded the library of before.
    program = f"import ctypes; l = ctypes.CDLL({str(user)!r}); print(l.answer(), l.ask())"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["7", "0"]
    assert done.stderr == "", "the loader has nothing to complain about"
    assert not orphan.exists()
    assert wanted.exists()
    assert ctypes.CDLL(str(wanted))


@needs_compiler
def test_the_functions_of_fortran_compute_what_fortran_does(tmp_path: Path) -> None:
    source = Path(trim.__code__.co_filename).with_name("fortran_functions.c").read_text("utf-8")
    library = ctypes.CDLL(str(compiled(tmp_path, "libgfortran.so", source)))
    joined = ctypes.create_string_buffer(6)
    sizes = [ctypes.c_ulong(n) for n in (6, 2, 3)]
    library._gfortran_concat_string(sizes[0], joined, sizes[1], b"LT", sizes[2], b"NUx")
    assert joined.raw == b"LTNUx ", "filled with blanks"
    joined.raw = b"......"
    library._gfortran_concat_string(ctypes.c_ulong(3), joined, sizes[1], b"LT", sizes[2], b"NUx")
    assert joined.raw == b"LTN...", "cut where the target ends"
    for name, real in (
        ("_gfortran_pow_r8_i8", ctypes.c_double),
        ("_gfortran_pow_r4_i8", ctypes.c_float),
    ):
        power = getattr(library, name)
        power.argtypes, power.restype = (real, ctypes.c_long), real
        for base, exponent in ((2.0, 10), (2.0, -3), (-3.0, 3), (5.0, 0), (1.5, 1)):
            assert power(base, exponent) == pytest.approx(base**exponent)


@needs_compiler
def test_a_function_of_fortran_that_is_missing_stops_the_bundle(tmp_path: Path) -> None:
    libraries = tmp_path / "numpy.libs"
    libraries.mkdir()
    source = "int _gfortran_etime(void) { return 1; } int _gfortran_new(void) { return 2; }"
    fortran = compiled(libraries, "libgfortran-1.so.5", source, "-Wl,-soname,libgfortran-1.so.5")
    use = "extern int _gfortran_new(void); int ask(void) { return _gfortran_new(); }"
    compiled(libraries, "libopenblas.so", use, str(fortran))
    with pytest.raises(SystemExit, match="_gfortran_new"):
        trim(tmp_path)


def test_every_part_has_a_licence(tmp_path: Path) -> None:
    inside = tmp_path / "_internal"
    (inside / "numpy").mkdir(parents=True)
    (inside / "PySide6").mkdir()
    (inside / "libQt6Core.so.6").touch()
    found = {component.name: component for component in components(tmp_path)}
    assert found["Qt"].licence == "LGPL-3.0-only"
    assert "BSD" in found["numpy"].licence
    assert found["numpy"].version
    assert all(component.licence for component in found.values())
    assert native("libx265-abc.so.1") == ("", "")
    found = {component.name: component for component in components(tmp_path, ["pympi.Elan"])}
    assert found["pympi-ling"].licence == "MIT", "a package without a folder of its own"
    write_notice(tmp_path)
    notice = (tmp_path / "NOTICE.txt").read_text("utf-8")
    assert "you may replace each" in notice
    assert "Copyright" in notice
    assert '"CycloneDX"' in (tmp_path / "sbom.json").read_text("utf-8")
