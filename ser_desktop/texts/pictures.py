"""Texts of the pictures of a recording: timeline, lanes, spectrogram."""

from __future__ import annotations

from ser_desktop.texts.forms import Text

TEXTS: dict[str, Text] = {
    "timeline.name": "Waveform and spectrogram",
    "timeline.lane_whole": "whole recording",
    "timeline.lane_model": "model",
    "timeline.lane_probabilities": "probabilities",
    "timeline.lane_annotations": "annotations",
    "timeline.lane_speakers": "speakers",
    "timeline.open_lane": "Open this lane: {lane}",
    "timeline.close_lane": "Close this lane: {lane}",
    "timeline.drop_or_record": "Drop a recording here, or press Record",
    "timeline.drop_without_microphone": "Drop a recording here. {reason}",
    "timeline.reading": "Reading {name}…",
    "timeline.cannot_draw": "Cannot draw {name}: {reason}",
    # Settings of the spectrogram
    "setting.spectrogram_window_ms": "Window",
    "setting.spectrogram_scale": "Frequency axis",
    "setting.spectrogram_highest_hz": "Highest frequency",
    "setting.spectrogram_top_db": "Level of the brightest colour",
    "setting.spectrogram_range_db": "Colour range",
    "setting.spectrogram_colours": "Colours",
}
