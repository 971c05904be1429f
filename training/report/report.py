"""Write the pages, the model cards and the figures in the model files from the results.

``python -m training.report``; ``--check`` only says whether anything is out of date.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ser_desktop.emotion.catalogue import DEFAULT_MODEL
from ser_desktop.emotion.model import EmotionModel
from training.data.splits import CARRY_OVER
from training.evaluate.records import ORIGINS, read_seeds, seed_files
from training.evaluate.systems import ROLE_OF_MODEL
from training.places import RESULTS
from training.report.documents import DOCS, MODELS, PROJECT, documents
from training.report.models_pictures import draw
from training.report.scaling_page import draw_scaling
from training.train.model_file import copy_with_metrics, graph_digest

CLASSIC_MODELS = PROJECT / "resources" / "classic_models"


def is_measured(model: Path) -> bool:
    """Say whether a model that ships is one of those that were evaluated on the other corpus."""
    evaluated = [run[ORIGINS][0] for run in read_seeds(RESULTS / model.stem, CARRY_OVER)]
    return graph_digest(model) in [run["graph_sha256"] for run in evaluated]


def outdated_models() -> dict[Path, dict[str, Any]]:
    """List models that ship with other figures than the summary has now.

    Returns:
        The summary's figures by path of the model.
    """
    summary = json.loads((RESULTS / "summary.json").read_text("utf-8"))
    outdated = {}
    for path in sorted([*MODELS.glob("*.onnx"), *CLASSIC_MODELS.glob("*.onnx")]):
        figures = summary.get(path.stem, {})
        info = EmotionModel(path).info
        if (info.metrics, info.role) != (figures, ROLE_OF_MODEL.get(path.stem, "")):
            outdated[path] = figures
    return outdated


def main() -> None:
    """Run the command ``python -m training.report``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="list what is out of date")
    options = parser.parse_args()
    shipped = MODELS / f"{DEFAULT_MODEL}.onnx"
    command = f"python -m training.evaluate --protocol {CARRY_OVER} --model {shipped}"
    if not seed_files(RESULTS / DEFAULT_MODEL, CARRY_OVER, ".json"):
        print(f"No result for {CARRY_OVER}; the pages say so. To make one: {command}")
    elif not is_measured(shipped):
        sys.exit(f"The result for {CARRY_OVER} is of another model than {shipped}. Run: {command}")
    texts = documents()
    stale = [
        path for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text
    ]
    models = outdated_models()
    if options.check:
        stale += models
        for path in stale:
            print(f"{path} is out of date. Run: python -m training.report")
        sys.exit(1 if stale else 0)
    for path, figures in models.items():
        copy_with_metrics(path, figures, path, ROLE_OF_MODEL.get(path.stem, ""))
        print(path)
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
        print(path)
    draw(RESULTS, DOCS)
    draw_scaling(DOCS)


if __name__ == "__main__":
    main()
