"""Every document with figures in it: whole pages, and tables between marks in written ones."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ser_desktop.emotion.model import EmotionModel
from training.evaluate.records import read_figures, read_seeds
from training.evaluate.systems import ACCURATE, FAST, FIRST
from training.places import RESULTS, ROOT
from training.report.benchmark_tables import (
    bundle_table,
    gate_choice_table,
    gate_levels_table,
    gate_others_sentence,
    gate_table,
    headline_table,
    installs_table,
    performance_table,
)
from training.report.carry_over import carry_over_sentence, comparison_sentence
from training.report.ladder_page import ladder_page
from training.report.model_card import accuracy_table, model_card
from training.report.models_page import BENCHMARKS, models_page
from training.report.own_voice_page import own_voice_sentence
from training.report.protocol_tables import evaluated_protocols, protocols_table
from training.report.rendering import render
from training.report.scaling_page import MEASURED, scaling_section

PROJECT = ROOT.parent
DOCS = PROJECT / "docs"
MODELS = PROJECT / "resources" / "models"


def fill(text: str, name: str, table: str) -> str:
    """Put a table between the marks ``<!-- name -->`` and ``<!-- /name -->``.

    Args:
        text: Markdown with the marks.
        name: name of the marks.
        table: what is put between them.

    Returns:
        The filled text.

    Raises:
        ValueError: the text has no such marks.
    """
    pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
    filled, count = re.subn(pattern, lambda m: f"{m[1]}{table}\n{m[2]}", text, flags=re.DOTALL)
    if count == 0:
        raise ValueError(f"there is no place for {name}")
    return filled


def _expected(results: Path) -> str:
    """Tables of what a repeated training should give."""
    systems = [s for s in (ACCURATE, FAST, FIRST) if evaluated_protocols(results, s)]
    return "\n\n".join(f"`{name}`:\n\n{protocols_table(results, name)}" for name in systems)


def documents(results: Path = RESULTS) -> dict[Path, str]:
    """Write every document.

    Args:
        results: folder of the result files.

    Returns:
        Text by path. No file is changed.
    """
    performance = json.loads((BENCHMARKS / "results.json").read_text("utf-8"))
    gate = json.loads((BENCHMARKS / "speech_gate.json").read_text("utf-8"))
    hearings = json.loads((results / "speech_gate.json").read_text("utf-8"))
    bundles = json.loads((PROJECT / "bundling" / "measured.json").read_text("utf-8"))
    installs = json.loads((PROJECT / "bundling" / "installs.json").read_text("utf-8"))
    parts = {
        PROJECT / "README.md": {
            "accuracy": accuracy_table(read_seeds(results / ACCURATE, "luna5")),
            "shown": render(
                "shown_sentence", shown=read_figures(results / ACCURATE, "luna5")
            ).strip(),
            "carry-over": carry_over_sentence(results, ACCURATE),
            "models": comparison_sentence(results, ACCURATE, FAST),
            "own-voice": own_voice_sentence(results, ACCURATE),
            "performance": headline_table(performance),
        },
        ROOT / "README.md": {"expected": _expected(results)},
        DOCS / "cluster.md": {"scaling": scaling_section(json.loads(MEASURED.read_text("utf-8")))},
        DOCS / "install.md": {
            "bundles": bundle_table(bundles),
            "installs": installs_table(installs),
        },
        DOCS / "performance.md": {"performance": performance_table(performance)},
        DOCS / "decisions" / "0003-speech-gate.md": {"gates": gate_table(gate)},
        DOCS / "decisions" / "0044-what-the-gate-hears.md": {
            "choice": gate_choice_table(hearings),
            "levels": gate_levels_table(hearings),
            "others": gate_others_sentence(hearings),
        },
    }
    texts = {DOCS / "models.md": models_page(results), DOCS / "ladder.md": ladder_page(results)}
    for path, tables in parts.items():
        text = path.read_text("utf-8")
        for name, table in tables.items():
            text = fill(text, name, table)
        texts[path] = text
    for path in sorted(MODELS.glob("*.onnx")):
        texts[path.with_suffix(".md")] = model_card(EmotionModel(path), results)
    return texts
