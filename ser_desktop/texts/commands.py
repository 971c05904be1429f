"""Sentences of the command line."""

from __future__ import annotations

from ser_desktop.texts import cluster
from ser_desktop.texts.forms import Plural, Text

_HELP: dict[str, Text] = {
    "help.description": "Recognises emotion in speech. Without a command the window opens.",
    "help.epilog": "To open a file that is named like a command, write ./devices.",
    "help.profile": "keep settings, logs, models, voices and recordings in this folder",
    "help.analyze": "analyse files and folders",
    "help.compare": "analyse recordings with every model, side by side",
    "help.devices": "list microphones",
    "help.live": "write emotions of live sound as JSON lines, and send them to other programs",
    "help.models": "list models and their figures",
    "help.record": "record to a WAV file",
    "help.evaluate": "measure a model on labelled files",
    "help.learn": "learn a voice from labelled files",
    "help.voices": "list or delete voices",
    "help.self_test": "check that everything works on this computer",
    "help.watch": "analyse recordings as they appear in a folder, until it is stopped",
    "help.watch_folder": "folder that is watched, with all folders below it",
    "help.watch_out": "folder that takes one file per recording and an index of them",
    "help.watch_format": "jsonl (default), csv, audacity, textgrid, srt, or one of a package",
    "help.paths": "sound files, and folders that are searched for them; - is standard input",
    "help.format": (
        "jsonl (or json) unless standard output is a terminal or --out ends in the suffix of "
        "another format; table is for reading; summary is CSV with a row for each recording; csv, "
        "audacity, textgrid and srt write one file per recording"
    ),
    "help.out": (
        "- is standard output; a folder (created if the name ends in /) takes one file per "
        "recording and an index of them"
    ),
    "help.translate": ("with --format summary: one more column with the emotions in this language"),
    "help.skip_existing": (
        "with a folder: skip recordings that are unchanged and were analysed with the same model "
        "and settings"
    ),
    "help.table": (
        "write one table with a row for each file, segment or window; a stopped run continues "
        "where it ended"
    ),
    "help.table_out": (
        "file of the table, .csv or .parquet; or a folder (created if the name ends in /) that "
        "takes Parquet files, which later runs add to"
    ),
    "help.overwrite": (
        "with --table-out: also replace a file that is no table of this program; its own tables "
        "are replaced anyway"
    ),
    "help.files_per_part": "recordings in each Parquet file of such a folder (1000)",
    "help.scheduler": (
        "analyse on the Dask cluster with this scheduler, tcp://host:port, see docs/cluster.md"
    ),
    "help.window": "window in seconds",
    "help.hop": "hop in seconds",
    "help.uncertain_below": "show results below this confidence as 'uncertain'",
    "help.language": (
        "language spoken, such as en or pt-BR; warns if the model was not trained on it"
    ),
    "help.smooth": "average this many neighbouring windows before making segments (3)",
    "help.min_segment": "merge shorter speech segments with a neighbour (0)",
    "help.speakers": (
        "add a track for each speaker; auto detects their number (JSON only; still often wrong, "
        "see docs/models.md)"
    ),
    "cli.not_speakers": "{value!r} is neither auto nor a number from 1 to {maximum}",
    "help.channels": "split also analyses each channel separately (JSON only)",
    "help.workers": "number of parallel processes; auto is one per processor (1)",
    "help.compare_labels": "table with the columns file_path,true_emotion; adds accuracy and UAR",
    "help.compare_models": "names or paths of models; all without this option",
    "help.seconds": "length of the recording in seconds",
    "help.device": "microphone: name, part of a name, pattern, or number in ser-desktop devices",
    "help.record_out": (
        "WAV file (.wav); without this option a new file in the folder of recordings"
    ),
    "help.labels": "table with the columns file_path,true_emotion",
    "help.voice_name": "name of the voice; an existing one learns more",
    "help.delete": "delete this voice",
    "help.json": "write JSON",
    "help.model": "see ser-desktop models",
    "help.voice_anyway": "apply the voice even if it makes results on its own examples worse",
    "help.voice": "correct results with this voice, see ser-desktop voices",
}

_CLI: dict[str, Text] = {
    "cli.see_help": "{problem}. See ser-desktop --help.",
    "cli.cannot_write_results": "The results cannot be written: {reason}.",
    "cli.stdout_closed": "Standard output is closed, so the results cannot be written.",
    "cli.no_microphone": "No microphone was found. Connect one and give the command again.",
    "cli.cannot_open_microphone": (
        "The microphone {device} cannot be opened ({reason}). Choose another one with --device; "
        "ser-desktop devices lists them."
    ),
    "cli.path_not_found": "File or folder not found: {path}",
    "cli.not_a_format": "{value} is not a format: choose {formats}",
    "cli.format_elsewhere": "{value} is a format of {command}: choose {formats}",
    "cli.which_format": "Several formats have the suffix {suffix}: add {options}.",
    "cli.not_a_number": "{value} is not a number",
    "cli.not_in_seconds": "{value} is not between {minimum} and {maximum} seconds",
    "cli.not_a_share": "{value} must be above 0 and at most 1",
    "cli.not_a_probability": "{value} must be at least 0 and below 1",
    "cli.not_a_language": "{value} is not a language code, such as en or pt-BR",
    "cli.translate_format": "--translate works only with --format {format}.",
    "cli.voices_format": "--voices works only with --format {format}.",
    "cli.not_workers": "{value} is not a number of workers from 1 to {maximum}",
}

_ANALYZE: dict[str, Text] = {
    "analyze.empty_out": "--out is empty. Give a path, or - for standard output.",
    "analyze.no_sound_files": "No sound files found in the given folders.",
    "analyze.tracks_need_json": "{option} works only with --format jsonl.",
    "analyze.input_alone": (
        "Standard input (-) is a single recording. Give no other recordings, and a file or - with "
        "--out."
    ),
    "analyze.skip_needs_folder": (
        "--skip-existing works only with --out FOLDER and a format that writes one file per "
        "recording."
    ),
    "analyze.needs_file": (
        "--format {format} writes one file for all recordings. Give a file with --out, not a "
        "folder."
    ),
    "analyze.needs_folder": (
        "--format {format} writes one file per recording. Give a folder with --out."
    ),
    "analyze.table_needs_out": "Use --table and --table-out together.",
    "analyze.table_alone": (
        "--table does not work with --format, --out, --skip-existing, --channels split or "
        "--speakers."
    ),
    "analyze.address_needs_table": (
        "Results of {address} cannot go to a folder with one file per recording. Use --table, or "
        "--out with a file."
    ),
    "analyze.failed": "{path}: {reason}",
    "analyze.warning": "{path}: {warning}",
    "analyze.taught": (
        "You taught {voice} with this recording as {emotions}, so its result here is not a fair "
        "test."
    ),
    "analyze.interrupted": "Interrupted. The recordings finished so far are kept.",
    "analyze.resumed": Plural(
        "n",
        one="{n} of {total} recordings was finished by an earlier run and is taken from {path}.",
        other="{n} of {total} recordings were finished by an earlier run and are taken from "
        "{path}.",
    ),
    "analyze.interrupted_table": (
        "Interrupted. {path} keeps the finished results. Run the same command again to continue."
    ),
    "analyze.failures": Plural(
        "n", one="{n} of {total} recordings failed:", other="{n} of {total} recordings failed:"
    ),
    "analyze.failed_before": "{path} failed before and has not changed since: {reason}",
    "analyze.renamed": (
        "{path} has the sound of {old}, which is gone. {output}, its result, stays in {folder}."
    ),
    "analyze.others_skipped": Plural(
        "n",
        one="{n} other file in the folders was skipped. It does not look like a sound file.",
        other="{n} other files in the folders were skipped. They do not look like sound files.",
    ),
    "analyze.skipped": Plural(
        "n",
        one="{n} of {total} recordings skipped. Its file in {folder} is up to date.",
        other="{n} of {total} recordings skipped. Their files in {folder} are up to date.",
    ),
}

_CLUSTER: dict[str, Text] = {
    "output.parts_in_use": (
        "{path} belongs to a run with another table, model or settings. Choose another folder with "
        "--table-out."
    ),
    "places.no_fsspec": (
        "{address} needs fsspec. Install it with: pip install 'ser-desktop[addresses]'"
    ),
    "places.no_protocol": "{address} cannot be read: {reason}",
    "places.cannot_fetch": "{file} cannot be fetched: {reason}",
}

_COMPARE: dict[str, Text] = {
    "compare.same_name": "Two models are named {name}. Choose one of them with --models.",
    "compare.not_labelled": "{labels} lists none of these recordings.",
    "compare.no_recordings": "Give recordings, or a table of them with --labels.",
    "compare.failed": "{model}: {path}: {reason}",
    "compare.truth": "truth",
    "compare.cell_failed": "failed",
    "compare.figures": Plural(
        "n",
        one="{model}: accuracy {accuracy}, UAR {uar} on the {n} file whose emotion it knows",
        other="{model}: accuracy {accuracy}, UAR {uar} on the {n} files whose emotion it knows",
    ),
}

_EVALUATE: dict[str, Text] = {
    "evaluate.examples_left_out": Plural(
        "n",
        one="{n} of {total} files is an example of the voice and is left out.",
        other="{n} of {total} files are examples of the voice and are left out.",
    ),
    "evaluate.nothing_left": "No files left to evaluate the voice with.",
    "evaluate.without_voice": "without the voice",
    "evaluate.with_voice": "with the voice {voice}",
    "evaluate.head": Plural(
        "n",
        one="{n} file, {failed} failed, {coverage} answered",
        other="{n} files, {failed} failed, {coverage} answered",
    ),
    "evaluate.accuracy": "accuracy",
    "evaluate.uar": "UAR",
    "evaluate.macro_f1": "macro F1",
    "evaluate.forced_choice": "forced choice",
    "evaluate.strict": "unanswered is wrong",
    "evaluate.recall": "{label} recall {recall} of {n}",
}

_WATCH: dict[str, Text] = {
    "watch.no_folder": "{folder} is not a folder.",
    "watch.same_folder": "Results cannot go to the watched folder. Name another one with --out.",
    "watch.one_file_each": (
        "--format {format} writes one file for all recordings. Choose a format that writes one "
        "file per recording."
    ),
    "watch.watching": "Watching {folder}. Results go to {results}. End with Ctrl+C.",
    "watch.done": Plural(
        "n", one="Analysed {last}.", other="Analysed {n} recordings, the last is {last}."
    ),
}

_LISTINGS: dict[str, Text] = {
    "devices.default": Plural(
        "channels",
        one="{number}  {device} (default): {channels} channel, {rate_hz} Hz",
        other="{number}  {device} (default): {channels} channels, {rate_hz} Hz",
    ),
    "devices.other": Plural(
        "channels",
        one="{number}  {device}: {channels} channel, {rate_hz} Hz",
        other="{number}  {device}: {channels} channels, {rate_hz} Hz",
    ),
    "devices.macos_needs_loopback": (
        "macOS offers no microphone for what the computer plays. Install a loopback device such as "
        "BlackHole, play through it, and choose it here."
    ),
    "models.row": "{name} {version}: {n} emotions, {licence}",
}

_RECORD: dict[str, Text] = {
    "record.device_not_found": "Microphone not found: {name}. Available microphones: {available}.",
    "record.several_devices": "Several microphones match {name}: {available}. Name one of them.",
    "record.nothing_came": "No sound came from {device}, so nothing was recorded.",
    "record.lost_samples": Plural("n", one="{n} sample was lost.", other="{n} samples were lost."),
    "record.overflows": Plural(
        "n",
        one="The sound system lost samples once.",
        other="The sound system lost samples {n} times.",
    ),
    "record.stopped": "{device} stopped after {seconds} s. The recording so far is kept.",
}

_VOICES: dict[str, Text] = {
    "voices.nothing_learned": "Nothing was learned.",
    "voices.none": "No voices yet. Create one with: ser-desktop learn NAME LABELS.csv",
    "voices.count": "{emotion} {n}",
    "voices.row": Plural(
        "n",
        one="{name}: {n} example ({counts}), {model} {version}",
        other="{name}: {n} examples ({counts}), {model} {version}",
    ),
    "voices.needs_second_emotion": "Add examples of a second emotion to start correcting results.",
    "voices.worth": Plural(
        "n",
        one="On {n} example: {alone} correct without the voice, {corrected} with it.",
        other="On {n} examples: {alone} correct without the voice, {corrected} with it.",
    ),
}

_SELF_TEST: dict[str, Text] = {
    "self_test.decode": "decode {format}",
    "self_test.ffmpeg": "decode with FFmpeg",
    "self_test.model": "model and speech gate",
    "self_test.sample": "sample recording",
    "self_test.microphones": "microphones: {n}",
    "self_test.failed": Plural("n", one="{n} check failed", other="{n} checks failed"),
    "self_test.samples": "{n} samples",
    "self_test.wrong_level": "the tone was decoded with level {level}",
    "self_test.no_codecs": "codecs are missing",
    "self_test.silence": "{model} {version}; silence is {label}",
    "self_test.silence_wrong": "silence was called {label}",
    "self_test.no_speech": "no speech detected in it",
}

TEXTS: dict[str, Text] = {
    **_HELP,
    **_CLI,
    **_ANALYZE,
    **_CLUSTER,
    **_COMPARE,
    **_EVALUATE,
    **_LISTINGS,
    **_WATCH,
    **_RECORD,
    **_VOICES,
    **_SELF_TEST,
}
TEXTS |= cluster.TEXTS
