"""``ser-desktop devices`` and ``ser-desktop models``: listings."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TextIO

from ser_desktop.commands.command_words import for_command
from ser_desktop.commands.exit_codes import OK
from ser_desktop.paths import Profile
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message


def run_devices(options: argparse.Namespace, _profile: Profile, out: TextIO) -> int:
    """List the microphones."""
    from ser_desktop.audio.devices import list_devices

    listed = list_devices("input")
    if listed.problem:
        say(str(for_command(listed.problem)))
    if options.json:
        rows = [
            {
                "name": device.name,
                "host_api": device.host_api,
                "channels": device.channels,
                "default_rate": device.default_rate_hz,
                "default": device.is_default,
            }
            for device in listed.devices
        ]
        out.write(json.dumps(rows, ensure_ascii=False) + "\n")
        return OK
    for number, device in enumerate(listed.devices):
        id = "devices.default" if device.is_default else "devices.other"
        line = Message(
            id,
            number=number,
            device=device.key,
            channels=device.channels,
            rate_hz=device.default_rate_hz,
        )
        out.write(f"{line}\n")
    if sys.platform == "darwin":
        say(str(Message("devices.macos_needs_loopback")))
    return OK


def run_models(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """List the models with their metrics."""
    from ser_desktop.emotion.catalogue import list_models

    entries, problems = list_models(profile.models)
    for problem in problems:
        say(problem)
    models = [entry.info for entry in entries]
    if options.json:
        rows = [
            {
                "name": info.name,
                "version": info.version,
                "labels": list(info.labels),
                "licence": info.licence,
                "metrics": info.metrics,
                "languages": list(info.languages),
                "role": info.role,
                "path": str(info.path),
            }
            for info in models
        ]
        out.write(json.dumps(rows, ensure_ascii=False) + "\n")
        return OK
    for info in models:
        head = Message(
            "models.row",
            name=info.name,
            version=info.version,
            n=len(info.labels),
            licence=info.licence,
        )
        out.write(f"{head}\n  {info.trained_on}\n  {info.path}\n")
    return OK
