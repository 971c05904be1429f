"""Sentences of the pages that take the place of the pictures: the first page and the overview."""

from __future__ import annotations

from ser_desktop.texts.forms import Text

TEXTS: dict[str, Text] = {
    # First page
    "start.heading": "How does a voice sound?",
    "start.words": "Record or open speech. You see which emotion each part sounds like, and how "
    "sure that is. Nothing leaves this computer.",
    "start.record": "Record",
    "start.open": "Open recordings…",
    "start.open_sample": "Try the sample",
    "start.practise": "Practise a sentence",
    "start.open_project": "Open a project",
    "start.guide": "Read the guide",
    "start.drop": "Or drop files and folders anywhere in this window.",
    # Overview of all recordings
    "overview.table": "Overview of all recordings",
    "overview.heading": "ALL RECORDINGS",
    "overview.back": "Back to the recording",
    "overview.hint": "Click a number to go to the strongest moment of that emotion; click a "
    "heading to sort.",
    "overview.name": "Recording",
    "overview.length": "Length",
    "overview.speech": "Speech",
    "overview.answer": "Answer",
    "overview.shares": "Shares",
    "overview.measure": "What the numbers of the emotions are",
    "overview.measure_tip": "Mean probability: over all windows with speech. Share of speech time: "
    "of the segments that are called so, as in the bars of a long recording.",
    "overview.measure_probability": "Mean probability, %",
    "overview.measure_shares": "Share of speech time, %",
    "overview.column": "{emotion}: {measure}",
    "overview.strongest": "Strongest moment",
    "overview.moment": "{time} {emotion} {confidence}",
    "overview.moment_annotated": "{time} {annotated} · model: {emotion} {confidence}",
    "overview.shares_tip": "Shares of the speech time",
    "overview.warnings": "Caution",
    "overview.warn_short_speech": "little speech",
    "overview.warn_telephone_band": "telephone",
    "overview.warn_low_snr": "noisy",
    "overview.warn_clipped": "clipped",
    "overview.warn_too_quiet": "too quiet",
    "overview.warn_muted": "no signal",
    "overview.warn_unlike_training": "unusual sound",
    "overview.warn_language": "other language",
    "overview.warn_truncated": "cut off",
    "overview.warn_damaged": "damaged",
    "overview.warn_repaired": "repaired",
    "overview.warn_scaled": "scaled",
    "overview.warn_far_above_full_scale": "far too loud",
    "overview.warn_opposite_phase": "opposite phase",
    "overview.warn_several_tracks": "several tracks",
    "overview.warn_other": "see the recording",
    "overview.cell": "{name}, {emotion}: mean probability {probability}, share of speech time "
    "{share}",
}
