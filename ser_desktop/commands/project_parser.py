"""The options of ``ser-desktop project``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ser_desktop.commands.argument_types import share, speaker_count, worker_count
from ser_desktop.commands.format_names import PROJECT_FORMATS, project_format
from ser_desktop.texts.languages.loading import TRANSLATIONS

WHOSE = ("all", "everybody", "speakers")
"""The choices in ``export/project/scopes.py``."""


def add_project_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the command and its actions.

    Args:
        commands: the subparsers of the program.
        common: options of every command.
    """
    project = commands.add_parser(
        "project", parents=[common], help="recordings, annotations and speakers in one file"
    )
    actions = project.add_subparsers(
        dest="action", metavar="ACTION", required=True, parser_class=type(project)
    )

    _add_contents(actions, common)
    _add_import(actions, common)
    _add_export(actions, common)
    _add_agreement(actions, common)
    collect = _action(actions, common, "collect", "copy project and recordings into a folder")
    collect.add_argument("folder", type=Path, metavar="DIR")
    collect.add_argument(
        "--voices", action="store_true", help="also the embeddings of speakers' voices"
    )


def _add_contents(actions: Any, common: argparse.ArgumentParser) -> None:
    """Add the actions that make, fill and describe a project."""
    create = _action(actions, common, "create", "make a project of files and folders")
    create.add_argument("paths", nargs="*", metavar="PATH")
    create.add_argument("--analyze", action="store_true", help="also analyse them")
    _add_model_options(create)

    add = _action(actions, common, "add", "list more files and folders")
    add.add_argument("paths", nargs="+", metavar="PATH")
    add.add_argument(
        "--analyze", action="store_true", help="also analyse recordings without an answer"
    )
    _add_model_options(add)

    analyze = _action(actions, common, "analyze", "analyse the recordings without an answer")
    analyze.add_argument("--anew", action="store_true", help="also those with an answer")
    _add_model_options(analyze)

    info = _action(actions, common, "info", "show what a project contains")
    info.add_argument("--json", action="store_true")


def _add_import(actions: Any, common: argparse.ArgumentParser) -> None:
    reading = _action(actions, common, "import", "import annotations of other programs")
    reading.add_argument("files", nargs="+", type=Path, metavar="FILE")
    reading.add_argument(
        "--replace",
        action="store_true",
        help="remove annotations that the other program changed or deleted (ELAN, Praat)",
    )
    reading.add_argument("--rater", default="", metavar="NAME", help="rater of all annotations")
    reading.add_argument(
        "--recording", default="", metavar="FILE_NAME", help="recording of all annotations"
    )


def _add_export(actions: Any, common: argparse.ArgumentParser) -> None:
    export = _action(actions, common, "export", "export annotations and answers")
    export.add_argument(
        "--format",
        type=project_format,
        required=True,
        metavar="FORMAT",
        help=", ".join(PROJECT_FORMATS),
    )
    export.add_argument("--out", required=True, type=Path, metavar="DIR")
    export.add_argument(
        "--rater", default="", metavar="NAME", help="only annotations of this rater"
    )
    export.add_argument(
        "--only-annotations",
        action="store_true",
        help="only annotations: no answers of the model",
    )
    export.add_argument(
        "--whose",
        choices=WHOSE,
        default=WHOSE[0],
        help="whose rows: everybody and each speaker (all), everybody, or each speaker (speakers)",
    )
    export.add_argument(
        "--translate",
        choices=TRANSLATIONS,
        help="with --format csv: more columns with the emotions in this language",
    )
    export.add_argument(
        "--speaker-profile",
        "--voice",
        dest="voice",
        metavar="NAME",
        help="correct answers with a voice: those of the speaker of its name, or else all",
    )
    export.add_argument(
        "--voice-anyway",
        action="store_true",
        help="apply the voice even if it makes results on its own examples worse",
    )
    export.add_argument(
        "--pseudonymise", action="store_true", help="no names of people and files, and no notes"
    )
    export.add_argument(
        "--voices",
        action="store_true",
        help="with --format jsonl: also the embeddings of speakers' voices",
    )


def _add_agreement(actions: Any, common: argparse.ArgumentParser) -> None:
    agreement = _action(
        actions, common, "agreement", "compare people and model as raters, by blind ratings"
    )
    agreement.add_argument("--json", action="store_true")
    agreement.add_argument(
        "--all", action="store_true", help="also annotations that were not given blind"
    )
    agreement.add_argument(
        "--accuracy",
        type=share,
        default=0.8,
        metavar="P",
        help="accuracy that the threshold has to reach (0.8)",
    )
    agreement.add_argument(
        "--use-threshold", action="store_true", help="use it as the threshold of the project"
    )


def _add_model_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--speakers",
        type=speaker_count,
        metavar="auto|N",
        help="also find who speaks when in analysed recordings; N is the number of speakers",
    )
    parser.add_argument("--model", default="", metavar="NAME_OR_PATH")
    parser.add_argument(
        "--workers", type=worker_count, default=1, metavar="N", help="number of processes, or auto"
    )


def _action(
    actions: Any, common: argparse.ArgumentParser, name: str, help: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, parents=[common], help=help)
    parser.add_argument("project", type=Path, metavar="P.serproj")
    return parser
