"""Models that other packages bring: the example package is installed and used."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[1] / "docs" / "example_model"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the example package was installed by pip."""
    folder = tmp_path_factory.mktemp("installed")
    shutil.copytree(EXAMPLE, folder / "source")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--target", str(folder / "site"), str(folder / "source")]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "site"


def run(site: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    code = (
        "import sys; from ser_desktop.__main__ import main; code = main(); "
        "print('IMPORTED' if 'ser_example_model' in sys.modules else 'NOT IMPORTED', "
        "file=sys.stderr); sys.exit(code)"
    )
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(site)},
        timeout=60,
        check=False,
    )


def test_a_package_is_listed_without_being_imported(site: Path, tmp_path: Path) -> None:
    done = run(site, "models", "--json", "--profile", tmp_path)
    (item,) = [item for item in json.loads(done.stdout) if item["name"] == "loudness"]
    assert item["labels"] == ["calm", "angry", "shouting"]
    assert "NOT IMPORTED" in done.stderr


def test_its_model_answers_with_its_own_labels(site: Path, sample: Path, tmp_path: Path) -> None:
    done = run(site, "analyze", sample, "--model", "loudness", "--profile", tmp_path)
    assert done.returncode == 0, done.stderr
    item = json.loads(done.stdout)
    assert item["model"]["labels"] == ["calm", "angry", "shouting"]
    assert sum(item["overall"]["probabilities"].values()) == pytest.approx(1, abs=1e-4)
    summary = run(
        site, "analyze", sample, "--model", "loudness", "--format", "summary", "--profile", tmp_path
    )
    header, row = summary.stdout.splitlines()
    assert "p_surprised,p_shouting,share_neutral" in header
    assert "share_surprised,share_shouting,share_uncertain,model" in header
    assert len(header.split(",")) == len(row.split(","))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda text: text.replace("calm", "Calm"), "labels"),
        (lambda text: text.replace('"schema": 1', '"schema": 9', 1), "schema 9"),
        (lambda text: text[:40], "example"),
    ],
)
def test_a_damaged_manifest_is_reported_and_other_models_are_listed(
    site: Path, tmp_path: Path, spoil, says: str
) -> None:
    other = tmp_path / "site"
    shutil.copytree(site, other)
    manifest = other / "ser_example_model" / "models.json"
    manifest.write_text(spoil(manifest.read_text("utf-8")), "utf-8")
    done = run(other, "models", "--json", "--profile", tmp_path / "profile")
    assert done.returncode == 0
    assert says in done.stderr
    assert "example offers a model that cannot be used" in done.stderr
    assert any(item["name"] == "ser-small" for item in json.loads(done.stdout))


def test_failing_code_of_a_package_is_reported(site: Path, sample: Path, tmp_path: Path) -> None:
    other = tmp_path / "site"
    shutil.copytree(site, other)
    (other / "ser_example_model" / "loudness.py").write_text("import no_such_package\n")
    done = run(other, "analyze", sample, "--model", "loudness", "--profile", tmp_path / "profile")
    assert done.returncode == 2
    assert "no_such_package" in done.stderr
    assert "Traceback" not in done.stderr
