"""Sentences of the engine: models, analysis, settings, labelled files."""

from __future__ import annotations

from ser_desktop.texts.forms import Plural, Text

_MODELS: dict[str, Text] = {
    "model.not_a_file": "The model {path} is not a file.",
    "model.cannot_read": "The model {path} cannot be read: {reason}.",
    "model.not_onnx": "{file} is damaged or not an ONNX model.",
    "model.damaged": "{file} is damaged or not an ONNX model: {reason}",
    "model.pickle": "{file} is a PyTorch or pickle file. Export the model to ONNX first.",
    "model.external_data": "{file} keeps its weights in another file. Save the model as one file.",
    "model.no_name": (
        "A value of the type {type} is neither the name nor the path of a model or a folder."
    ),
    "model.not_a_model": (
        "A value of the type {type} is not a model. Give what load_model returned, or the name or "
        "path of a model."
    ),
    "model.file_changed": (
        "The model {path} is gone or has changed since it was loaded. Load it again."
    ),
    "model.metadata_missing": (
        "{file} lacks the metadata '{key}', so it is not a SER Desktop model."
    ),
    "model.metadata_unreadable": "{file} has metadata '{key}' that cannot be read: {value}",
    "model.other_schema": (
        "{file} has schema {schema}; this version reads schema {supported}. "
        "Update SER Desktop or choose another model."
    ),
    "model.labels": (
        "{file} has the labels {labels}. Those among {known} must come first and in this order, "
        "other labels must be short lower-case words, and none may occur twice."
    ),
    "model.window_range": (
        "{file} states a window of {window_s} s at {rate_hz} Hz, which is out of range."
    ),
    "model.hop_range": (
        "{file} states a hop of {hop_s} s and a threshold of {threshold}, which is out of range."
    ),
    "model.foreign_operators": (
        "{file} needs operators of {domains}. Only standard ONNX operators and com.microsoft are "
        "supported."
    ),
    "model.old_opset": "{file} uses ONNX opset {opset}. The minimum is {minimum}.",
    "model.other_input": (
        "{file} takes the inputs {inputs} but not '{expected}', which its front end '{front_end}' "
        "gives."
    ),
    "model.fixed_waveform": (
        "{file} takes a waveform of fixed shape {shape}; the axes batch and samples must both be "
        "free."
    ),
    "model.features_shape": (
        "{file} takes features of shape {shape}; its front end '{front_end}' gives {expected} for "
        "each window, and the batch must be free."
    ),
    "model.front_end_unknown": "{file}: {reason}.",
    "model.front_end_window": (
        "{file} states {window_s} s at {rate_hz} Hz; its front end '{front_end}' takes "
        "{expected_s} s at {expected_hz} Hz."
    ),
    "model.no_baseline": "{file} takes a baseline but does not carry one of shape [2, bands].",
    "model.no_probabilities": "{file} has no output 'probabilities'.",
    "model.cannot_run": "{file} cannot be run: {reason}",
    "model.not_finite": "{file} gave values that are not finite for '{output}'.",
    "model.needs_package": (
        "{model} needs {package}, which is not part of this version of the program. Choose another "
        "model, or with Python: pip install librosa."
    ),
    "model.probabilities_shape": (
        "{file} gives probabilities of shape {shape}; its {n_labels} labels need {expected}."
    ),
    "model.probabilities_sum": "{file} gives probabilities that do not sum to 1.",
    "model.probabilities_negative": "{file} gives probabilities below 0.",
    "model.intensity_shape": "{file} gives intensity of shape {shape}; (2,) is needed.",
    "model.embedding_shape": (
        "{file} gives an embedding of shape {shape}; two rows are needed for two windows."
    ),
    "model.not_found": "Model not found: {name}. Available models: {available}.",
    "model.name_taken": "A model named '{name}' already exists. Remove it first.",
    "model.file_taken": "Your models already contain a file {file}.",
    "model.bundled": "{file} is part of the program and cannot be removed.",
    "model.cannot_delete": "{path} cannot be deleted: {reason}.",
    "model.package": "The package {package} offers a model that cannot be used: {reason}",
    "model.languages_not_stated": "not stated",
}

_FILES: dict[str, Text] = {
    "file.too_short": "{file} lasts {duration_ms:.4g} ms. The minimum is {minimum_ms:g} ms.",
    "file.vanished": "{file} could not be read to its end: {reason}.",
    "file.changed": "{file} changed while it was read. Analyse it again once it is complete.",
    "file.cannot_read": "{path} cannot be read: {reason}.",
    "file.cannot_delete": "{path} cannot be deleted: {reason}.",
    "file.cannot_write": "{path} cannot be written: {reason}.",
    # Reasons in the three sentences above and in those of other files.
    "file.is_folder": "it is a folder",
    "file.is_special": "it is a pipe, a socket or a device, not a file",
}

_SAMPLES: dict[str, Text] = {
    "samples.shape": (
        "Samples need the shape [frames] or [frames, channels] and numbers; these have the shape "
        "{shape} and the type {type}."
    ),
    "samples.unclear_integers": (
        "Integers of the type {type} do not state their full scale. Convert them to int16, int32 "
        "or uint8, or to floats from -1 to 1."
    ),
    "sound.no_sound": (
        "A value of the type {type} is neither the path of a sound file nor samples. Give a path, "
        "or an array or a list of numbers."
    ),
    "sound.empty_path": "The path of the sound file is empty.",
    "samples.rate": "A sample rate of {rate_hz} Hz is not between 1 kHz and 768 kHz.",
    "samples.need_rate": "Give the sample rate of the samples: sample_rate_hz=...",
    "samples.rate_of_file": "A file states its own sample rate. Leave out sample_rate_hz.",
    "samples.rate_kind": "sample_rate_hz is {value}. It must be a whole number.",
    "table.no_rows": "There are no rows of {rows}. Choose one of {choices}.",
    "table.no_analyses": (
        "A value of the type {type} is no analysis. Give an Analysis, or several in a list."
    ),
    "samples.no_pandas": "Tables need pandas. Install it with: pip install pandas",
}

_CODEC: dict[str, Text] = {
    "codec.damaged": "The saved analysis is damaged: {reason}.",
    "codec.other_schema": (
        "The saved analysis has schema {schema}; this version reads schema {supported}."
    ),
}

_SETTINGS: dict[str, Text] = {
    "settings.hop_too_long": (
        "With a hop of {hop_s:g} s and a window of {window_s:g} s, the sound between windows would "
        "not be analysed. Choose a hop no longer than the window."
    ),
    "settings.not_in_range": "{name} is {value}. It must be between {minimum} and {maximum}.",
    "settings.not_a_count": "{name} is {value}. It must be a whole number of at least {minimum}.",
    "settings.not_a_choice": "{name} is {value}. It must be one of {choices}.",
    "settings.not_a_span": (
        "span_s is {value}. It must be a start and a later end, in seconds from the beginning."
    ),
    "settings.not_turns": (
        "turns is of the type {type}. It must be a tuple of speaker turns, as diarize(...).turns "
        "has them."
    ),
    "settings.no_channel": Plural(
        "n",
        one="There is no channel {channel}. The sound has one channel: channel 0.",
        other="There is no channel {channel}. The sound has {n} channels, counted from 0.",
    ),
    "settings.wrong_kind": "{name} is of the type {type}. It must be {wanted}.",
    "settings.window_too_long": (
        "{model} analyses {window_s:g} s at a time. Choose a window no longer than that."
    ),
}

_WARNINGS: dict[str, Text] = {
    "warning.truncated": "The file ends early. The part that could be decoded was analysed.",
    "warning.damaged": Plural(
        "n",
        one="The file is damaged at {start_s} s. Silence replaces the {lost_s} s that were lost.",
        other="The file is damaged in {n} places, the first at {start_s} s. Silence replaces the "
        "{lost_s} s that were lost.",
    ),
    "warning.opposite_phase": (
        "The channels are opposite in phase and cancel out. Only the {channel} one was analysed."
    ),
    "warning.short_speech": (
        "Only {speech_s} s of speech were found. Record two or three seconds for a more reliable "
        "result."
    ),
    "warning.telephone_band": (
        "The voice has hardly anything above 4 kHz, as on a telephone (sample rate: "
        "{sample_rate_hz} Hz). Results are less reliable without high frequencies."
    ),
    "warning.low_snr": (
        "Noise nearly covers the voice: the quietest parts are only {range_db} dB below the "
        "loudest. Results are less reliable. Record closer to the speaker or in a quieter room."
    ),
    "warning.unlike_training": (
        "The voice or the recording differs from those that the model was trained on. Results are "
        "less reliable."
    ),
    "warning.language": (
        "The language spoken is {spoken}, but the model was trained on {known}. Results are less "
        "reliable."
    ),
    "warning.scaled": (
        "The samples reach {peak}, as integers do. They were divided by {divided_by} to fit the "
        "range of -1 to 1."
    ),
    "warning.far_above_full_scale": (
        "The samples reach {peak}, far above full scale, which is 1. Results may be wrong. Check "
        "whether they are integers that need to be scaled."
    ),
    "warning.clipped": (
        "The sound is clipped: {percent} % of the samples are at the limit. Results are less "
        "reliable. Lower the input level or move away from the microphone."
    ),
    "warning.too_quiet": (
        "The sound is too quiet ({level_dbfs} dBFS): speech in it may be missed, and results are "
        "less reliable. Move closer to the microphone or raise the input level."
    ),
    "warning.muted": (
        "There is no signal, not even noise. Check that the microphone is not muted and that the "
        "right one is chosen."
    ),
    "warning.repaired": "Some samples were not numbers and were replaced by silence.",
    "warning.several_tracks": "The file contains {n} sound tracks. The first one was analysed.",
}

_LABELS: dict[str, Text] = {
    "labels.columns": (
        "{path} needs the columns file_path and true_emotion, separated by a comma, a semicolon or "
        "a tab. Read with a {separator}, its first row contains {heading}."
    ),
    "labels.too_large": "{path} is larger than {megabytes} MB, too large for a table of labels.",
    "labels.encoding": (
        "{path} is not text in UTF-8, UTF-16 or Windows-1252. Save the table as CSV in UTF-8."
    ),
    "labels.cannot_read": "{path} cannot be read as CSV: {reason}.",
    "labels.unknown": "{path} contains unknown emotions: {unknown}. Known emotions: {known}.",
    "labels.empty": "{path} contains no rows.",
    "labels.row": "{path} contains a row without path or emotion: {row}.",
}

TEXTS: dict[str, Text] = {
    **_MODELS,
    **_FILES,
    **_SAMPLES,
    **_CODEC,
    **_SETTINGS,
    **_WARNINGS,
    **_LABELS,
}
