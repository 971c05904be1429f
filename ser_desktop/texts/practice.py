"""Texts of the practice window."""

from __future__ import annotations

from ser_desktop.texts.forms import Plural, Text

_SCORES: dict[str, Text] = {
    "practice.no_speech": "No speech was found. Say the sentence while the recording runs.",
    "practice.too_quiet": (
        "The voice is too quiet ({level_dbfs} dBFS). Move closer to the microphone or raise the "
        "input level."
    ),
    "practice.clipped": "The recording is too loud and clipped. Lower the input level.",
    "practice.unknown_emotion": "{model} does not know {emotion}. Choose another aim or model.",
    "practice.headline": "{emotion} {share}",
    "practice.share": "{n}\u202f%",
    "practice.share_most": "over 99\u202f%",
    "practice.share_least": "under 1\u202f%",
    "practice.bar_most": ">\u202f99\u202f%",
    "practice.bar_least": "<\u202f1\u202f%",
    "practice.no_score": "No score",
    "practice.verdict_hit": "Hit: no other emotion is likely",
    "practice.verdict_near": "Near: it could also be {others}",
    "practice.verdict_missed": "Missed: it sounds {likely}",
    "practice.short_hit": "hit",
    "practice.short_near": "near",
    "practice.short_missed": "missed",
    "practice.short_none": "not scored",
    "practice.bad_sound": "bad sound",
    "practice.too_short": "too short",
    "practice.coverage": (
        "Still possible: {emotions}. Such a list contains the true emotion about {percent} times "
        "in 100."
    ),
    "practice.no_coverage": "This model does not say how often it is right.",
    "practice.spread": (
        "Within the take the score varies from {low} to {high}; its mean is the score of the take."
    ),
    "practice.not_counted": "This score does not count in the progress:",
    "practice.strength_reached": "Strength: {strength}, as aimed",
    "practice.strength_missed": "Strength: {strength}, aimed at {aim}",
    "practice.strength_open": "Strength: {strength}",
    "practice.strength_unknown": "Strength: this model does not tell it",
}

_CHANGES: dict[str, Text] = {
    "practice.score_up": "Score: higher, {now} against {before}.",
    "practice.score_down": "Score: lower, {now} against {before}.",
    "practice.range_wider": "Wider pitch range: {now:.1f} against {before:.1f} semitones.",
    "practice.range_narrower": "Narrower pitch range: {now:.1f} against {before:.1f} semitones.",
    "practice.pitch_higher": (
        "Higher voice: {now:.0f} Hz against {before:.0f} Hz ({change:.1f} semitones)."
    ),
    "practice.pitch_lower": (
        "Lower voice: {now:.0f} Hz against {before:.0f} Hz ({change:.1f} semitones)."
    ),
    "practice.said_faster": (
        "Faster: said in {now:.1f} s against {before:.1f} s (without the pauses)."
    ),
    "practice.said_slower": (
        "Slower: said in {now:.1f} s against {before:.1f} s (without the pauses)."
    ),
    "practice.faster": "Faster: about {now:.1f} against {before:.1f} syllables a second.",
    "practice.slower": "Slower: about {now:.1f} against {before:.1f} syllables a second.",
    "practice.louder": "Louder, by {change:.0f} dB.",
    "practice.quieter": "Quieter, by {change:.0f} dB.",
    "practice.pauses_new": "With pauses: {n} ({seconds:.1f} s in all) against none.",
    "practice.pauses_gone": "Without pauses, against {before} ({before_s:.1f} s in all).",
    "practice.pauses_more": (
        "More pauses: {n} ({seconds:.1f} s in all) against {before} ({before_s:.1f} s)."
    ),
    "practice.pauses_fewer": (
        "Fewer pauses: {n} ({seconds:.1f} s in all) against {before} ({before_s:.1f} s)."
    ),
    "practice.pauses_longer": "Longer pauses: {seconds:.1f} s against {before_s:.1f} s in all.",
    "practice.pauses_shorter": "Shorter pauses: {seconds:.1f} s against {before_s:.1f} s in all.",
    "practice.no_change": "No difference that is larger than the measurement error.",
    "practice.nothing_to_compare": "One of the two takes has no voice to compare.",
    "practice.pitch_not_compared": "Pitch is not known of both takes, and not compared.",
    "practice.level_not_compared": "Level is not compared: the microphones differ.",
    "practice.score_not_compared": (
        "Score is not compared: it does not count for one of the takes, because of its sound."
    ),
    "practice.scale_not_compared": (
        "Score is not compared: it comes from different models or voices."
    ),
}

_FILES: dict[str, Text] = {
    "practice.newer_file": (
        "{path} was written by a newer version of SER Desktop, so takes are not saved in it. "
        "Update SER Desktop."
    ),
    "practice.foreign_file": (
        "{path} is not a practice file, so takes are not saved in it. Rename or move it, then "
        "practise again."
    ),
    "practice.unreadable_lines": Plural(
        "n",
        one="{n} line of {path} cannot be read. It is left as it is.",
        other="{n} lines of {path} cannot be read. They are left as they are.",
    ),
    "practice.line_too_long": (
        "A line is longer than {maximum} characters: '{start}…'. Write one sentence a line."
    ),
    "practice.too_many_lines": "There are {n} lines; the maximum is {maximum}.",
    "practice.text_too_large": "{path} is larger than 1 MB. Choose a shorter text.",
    "practice.no_sentences": "{path} contains no text.",
    "practice.not_text": "{path} is not a text file. Save it as plain text.",
}

_WINDOW: dict[str, Text] = {
    "practice.title": "Practise",
    "practice.aim": "Aim:",
    "practice.aim_emotion": "Emotion to aim at",
    "practice.aim_strength": "Strength to aim at",
    "practice.strength_any": "any strength",
    "practice.strength_normal": "normal",
    "practice.strength_strong": "strong",
    "practice.heard_by": "Scored by {model}",
    "practice.heard_by_voice": "Scored by {model}, with the voice {voice}",
    "practice.no_model": "No model is loaded yet. Takes are scored as soon as one is.",
    "practice.sentence": "Sentence to speak",
    "practice.previous": "Previous sentence (Left)",
    "practice.next": "Next sentence (Right)",
    "practice.place": "{n} of {total}",
    "practice.bundled": "Bundled sentences",
    "practice.own": "My texts",
    "practice.which_list": "List of sentences",
    "practice.edit_texts": "My te&xts…",
    "practice.no_texts": "No texts of your own yet. Choose My texts… to add some.",
    "practice.record": "Record",
    "practice.record_tip": "Record a take (Space)",
    "practice.stop": "Stop",
    "practice.stop_tip": "End the take (Space)",
    "practice.elapsed_name": "Length of the take",
    "practice.recorded_elsewhere": "The main window is recording. Stop it there first.",
    "practice.takes": "Takes",
    "practice.takes_for": "Takes with the aim: {emotion}, {strength}",
    "practice.column_take": "Take",
    "practice.column_when": "When",
    "practice.column_score": "Score",
    "practice.column_verdict": "Verdict",
    "practice.take_n": "Take {n}",
    "practice.takes_tip": (
        "The chosen take is compared with your best one. Tick two to four takes to compare those "
        "instead (Enter). Space records."
    ),
    "practice.best_score": "{score} ★",
    "practice.best_tip": "Your best take with this aim",
    "practice.from_file": "From the file {name}",
    "practice.said": "Sentence: {sentence}",
    "practice.compare_best": "Compare with &best",
    "practice.compare_best_tip": (
        "Compare the chosen take with your best other take of this sentence, or else of this aim "
        "(B)"
    ),
    "practice.add_files": "&Add audio files…",
    "practice.add_files_tip": (
        "Count audio files as takes for this aim and this sentence (Ctrl+O). You can also drop "
        "them here."
    ),
    "practice.drop": Plural("n", one="Drop to add a take", other="Drop to add {n} takes"),
    "practice.no_files": "These are no files. Drop audio files, not folders.",
    "practice.open_take": "Open among the &recordings",
    "practice.takes_empty": "No takes with this aim yet.",
    "practice.analysing": "analysing…",
    "practice.failed": "not analysed",
    "practice.play": "&Play",
    "practice.play_tip": "Play the chosen take, or stop (P)",
    "practice.stop_playing": "Sto&p",
    "practice.too_many": "At most {n} takes are compared. Untick one first.",
    "practice.invitation": "Press Space, say the sentence, and press Space again.",
    "practice.listening": "Recording. Press Space when you have said it.",
    "practice.keys": "Space records · P plays · B compares with the best · Enter ticks",
    "practice.invitation_score": "The score of a take appears here.",
    "practice.other_model": "Scored by {model}, not by the model or voice in use now.",
    "practice.gone": "Recording not found: {path}",
    "practice.comparison": "Compare",
    "practice.comparison_name": "Takes compared: waveform, pitch and score over time",
    "practice.progress": "Progress",
    "practice.progress_name": "Progress over days",
    "practice.waveforms": "Waveform",
    "practice.pitch": "Pitch",
    "practice.score_tip": (
        "The score is the probability of {emotion}. The line is the score of the take; the points "
        "are the parts that the model hears at once, whose mean it is."
    ),
    "practice.seconds": "Seconds from the first sound",
    "practice.no_pitch": "Pitch needs librosa, which this version does not contain.",
    "practice.legend": "Take {n} · {share}",
    "practice.chart_take": (
        "Take {n}, {share}: {seconds:.1f} s, pitch {pitch}, {syllables} syllables a second."
    ),
    "practice.chart_empty": "No takes are ticked.",
    "practice.measuring": "Measuring…",
    "practice.measuring_take": "measuring…",
    "practice.pitch_value": "{hz:.0f} Hz over {range:.1f} semitones",
    "practice.unknown": "unknown",
    "practice.changed": "What changed",
    "practice.changed_between": "Take {n} against take {before}",
    "practice.changed_best": (
        "Take {n} against take {before}, your best other take of this sentence"
    ),
    "practice.changed_best_aim": "Take {n} against take {before}, your best other take",
    "practice.date_day": "d MMM",
    "practice.date_month": "MMM yyyy",
    "practice.date_whole": "d MMM yyyy",
    "practice.at": "{day}, {time}",
    "practice.other_sentence": "The sentences differ, and with them pitch and tempo.",
    "practice.changed_empty": "Record a second take to see what changed.",
    "practice.figures": ("{pitch} · {syllables} syllables/s · {level:.0f} dBFS · {pauses}"),
    "practice.figures_pauses": Plural("n", one="{n} pause", other="{n} pauses"),
    "practice.progress_empty": (
        "Each day on which you practise this aim becomes a point here. Takes with bad sound do not "
        "count."
    ),
    "practice.progress_one": "One day so far. Practise on another day to see a line.",
    "practice.progress_takes": Plural("n", one="{n} take", other="{n} takes"),
    "practice.progress_days": Plural(
        "n",
        one=(
            "{emotion}, {strength}: {takes} on {n} day. Best {best}, median of the last day "
            "{median}."
        ),
        other=(
            "{emotion}, {strength}: {takes} on {n} days. Best {best}, median of the last day "
            "{median}."
        ),
    ),
    "practice.progress_others": Plural(
        "n",
        one="{n} take is drawn hollow and does not count: bad sound, or another model or voice.",
        other="{n} takes are drawn hollow and do not count: bad sound, or another model or voice.",
    ),
    "practice.median_line": "Median of the day",
    "practice.counted_take": "Take",
    "practice.hollow_take": "Does not count",
    "practice.export": "Export CSV…",
    "practice.exported": "Written: {path}",
    "practice.csv_filter": "CSV table (*.csv)",
    "practice.csv_name": "practice.csv",
    "practice.texts_title": "My texts",
    "practice.texts_hint": "One sentence a line. They are kept on this computer.",
    "practice.texts_file": "Add from a text file…",
    "practice.texts_filter": "Text (*.txt *.md);;All files (*)",
}

TEXTS: dict[str, Text] = {**_SCORES, **_CHANGES, **_FILES, **_WINDOW}
