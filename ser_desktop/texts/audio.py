"""Texts about sound files, microphones, loudspeakers and takes."""

from __future__ import annotations

from ser_desktop.texts.forms import Text

_FILES: dict[str, Text] = {
    "audio.missing": "{file} does not exist. Check its path, and whether it was moved or deleted.",
    "audio.cannot_open": "{file} cannot be opened: {reason}.",
    "audio.is_folder": "{file} is a folder, not a sound file.",
    "audio.unlisted_folder": "{file} is a folder that cannot be listed.",
    "audio.not_a_file": "{file} is not a file.",
    "audio.zero_bytes": "{file} is empty (0 bytes).",
    "audio.read_failed": "{file} could not be read to its end: {reason}.",
    "audio.no_sound": "{file} contains no sound.",
    "audio.no_track": "{file} contains no sound track.",
    "audio.not_sound": "{file} is not a sound file this program can read.",
    "audio.unknown_codec": "{file} uses a codec that this program does not know.",
    "audio.no_index": (
        "{file} has no index (moov): the recording was not finished, or the copy is incomplete. "
        "Copy it again, or repair it with the program or device that recorded it."
    ),
    "audio.damaged": "{file} is damaged and cannot be decoded.",
    "audio.rate": "{file} states a sample rate of {rate_hz} Hz; 1 kHz to 768 kHz can be read.",
}

_DEVICES: dict[str, Text] = {
    "device.no_portaudio": (
        "The sound library PortAudio is missing. On Debian and Ubuntu, install it with: "
        "sudo apt install libportaudio2."
    ),
    "device.system_failed": "The sound system does not answer: {reason}",
    "device.none_input": "No microphone was found. Connect one and choose Rescan devices.",
    "device.none_output": "No loudspeaker was found. Connect one and choose Rescan devices.",
    "device.output_failed": "The loudspeaker {device} cannot be opened ({reason}).",
    "microphone.in_use": (
        "The microphone {device} cannot be opened: another program uses it. Close that program or "
        "choose another microphone."
    ),
    "microphone.rate": (
        "The microphone {device} cannot be opened at its own rate of {rate_hz} Hz. Choose another "
        "microphone."
    ),
    "microphone.not_allowed": (
        "The microphone {device} cannot be opened. Allow microphone access in the system's privacy "
        "settings and try again."
    ),
    "microphone.cannot_open": (
        "The microphone {device} cannot be opened ({reason}). Choose another microphone or Rescan "
        "devices."
    ),
    "microphone.opposite_phase": (
        "The two channels of {device} are opposite in phase and cancel out. Only the {channel} one "
        "is used. Check the cable and the plug."
    ),
}

_TAKES: dict[str, Text] = {
    "take.no_folder": "The folder {folder} cannot be created: {reason}.",
    "take.disk_nearly_full": "The disk of {folder} is full. Free some space first.",
    "take.exists": "{path} already exists. Choose another name.",
    "take.cannot_write": "{path} cannot be written: {reason}.",
    "take.four_gigabytes": "A WAV file cannot exceed 4 GB. {path} is full and was saved.",
    "take.write_failed": (
        "The disk accepted no more data ({reason}). The recording up to then is in {path}."
    ),
}

TEXTS: dict[str, Text] = {**_FILES, **_DEVICES, **_TAKES}
