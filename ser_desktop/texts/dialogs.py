"""Sentences of the window's dialogs: voices, models, export, details, preferences, help."""

from __future__ import annotations

from ser_desktop.texts.forms import Plural, Text

TEXTS: dict[str, Text] = {
    "dialog.close": "Close",
    "dialog.cancel": "Cancel",
    # Voices (speaker profiles)
    "profile.title": "Voices",
    "profile.voice": "Voice",
    "profile.first_name": "My voice",
    "profile.next_name": "My voice {n}",
    "profile.none": "none",
    "profile.in_use": "{name} ({n})",
    "profile.nobody_here": "{name}, not a speaker here",
    "profile.too_few": "{name} ({n}), too few examples",
    "profile.other_model_title": "{name}, for another model",
    "profile.name_taken": "A voice named “{name}” already exists. Choose another name:",
    "profile.analysing_selection": "Analysing the selection…",
    "profile.taught_with_hint": "{added} {hint}",
    "profile.example_added": "1 example added: {emotion}, {start} – {end} of {name}.",
    "profile.example_replaced": "1 example changed from {before} to {emotion}: {start} – {end} of "
    "{name}.",
    "profile.examples_added": "{n} examples added: {emotion}.",
    "profile.examples_replaced": "{n} examples added: {emotion}, replacing {before}.",
    "profile.add_second_emotion": "Add a second emotion to start correcting results.",
    "profile.no_examples_yet": "No examples yet of {emotions}.",
    "profile.all_emotions": "Every emotion has an example.",
    "profile.no_voice": "None",
    "profile.of_model": "{name} ({model})",
    "profile.damaged_title": "{name} (damaged)",
    "profile.corrected_by": "&Correct results with",
    "profile.new": "&New…",
    "profile.delete": "&Delete…",
    "profile.remove_example": "&Remove example",
    "profile.how": "A model trained on other people may find one voice always sad, or never calm. "
    "Examples correct this: record a sentence in each emotion, or better two or three, and label "
    "each in the window (Ctrl+Alt+1 to Ctrl+Alt+8, or the Speakers menu). If part of a recording "
    "is selected, only that part is used. No sound is saved in a voice, only the model's output.",
    "profile.examples": "Examples",
    "profile.column_emotion": "Label",
    "profile.column_recording": "Recording",
    "profile.column_recording_tip": "Press Enter or double-click to show it in the window",
    "profile.column_start": "Start",
    "profile.column_end": "End",
    "profile.column_without": "Without voice",
    "profile.column_without_tip": "Result of the model without your voice",
    "profile.column_with": "With voice",
    "profile.column_with_tip": "Result with a voice taught by the other examples (– if none of "
    "them has this label)",
    "profile.one_channel": "{name}, channel {channel}",
    "profile.verdict_none": "Results are not corrected.",
    "profile.verdict_other_model": "This voice was taught with {model} and corrects only results "
    "of that model. Teach a new voice for the current model.",
    "profile.verdict_too_few": "Add examples of at least two emotions to start correcting results.",
    "profile.verdict_counting": "Comparing results with and without your voice…",
    "profile.worth_unknown": "Add two examples of each emotion to see whether your voice helps.",
    "profile.worth_helps": "On your examples: {alone} of {n} correct without your voice, "
    "{corrected} of {n} with it.",
    "profile.worth_no_help": "On your examples: {alone} of {n} correct without your voice, "
    "{corrected} of {n} with it. It is not helping yet.",
    "profile.worth_harmful": "On your examples: {alone} of {n} correct without your voice, "
    "{corrected} of {n} with it. It makes results worse: check whether an example has the wrong "
    "label.",
    "profile.left_out": "{name} is not applied: on its {n} examples {alone} are correct without it "
    "and {corrected} with it. Check their labels, or change this in Preferences.",
    "profile.relearn": "Learn again with the model in use",
    "profile.relearning": "Analysing the examples again…",
    "profile.uncorrected": "Not corrected, because there are no examples: {emotions}.",
    "profile.empty": "No voice yet. Name one, then label a few of its recordings: results are "
    "corrected from then on.",
    "profile.create": "&Name a voice…",
    "profile.new_title": "New voice",
    "profile.ask_name": "Name:",
    "profile.delete_title": "Delete voice",
    "profile.ask_delete": "Delete {name}? Its examples are deleted for good. Recordings are not "
    "deleted.",
    "profile.recording_gone": "Recording not found: {path}. The example is kept.",
    "profile.new_choice": "(new voice)",
    "profile.ask_which_title": "Whose voice is this?",
    "profile.ask_which": "Add the example to:",
    # Models
    "model.accurate": "{title} (accurate)",
    "model.fast": "{title} (fast)",
    "models.title": "Models",
    "models.column_model": "Model",
    "models.column_emotions": "Emotions",
    "models.column_accuracy": "Right on new voices",
    "models.column_licence": "Licence",
    "models.column_size": "Size",
    "models.column_state": "",
    "models.use": "Use",
    "models.add": "Add…",
    "models.delete": "Delete…",
    "models.in_use": "in use",
    "models.added_by_user": "added by you",
    "models.bundled": "",
    "models.tip": "{name}: {emotions}\n{trained_on}",
    "models.add_title": "Add model",
    "models.add_filter": "Models (*.onnx)",
    "models.delete_title": "Delete model",
    "models.ask_delete": "Delete {name}? The file {file} is deleted for good.",
    "compare.title": "Compare models: {name}",
    "compare.accuracy": "{accuracy} right on new voices",
    "compare.no_accuracy": "Right on new voices: not stated",
    # Export
    "export.title": "Export",
    "export.menu": "Export as",
    "export.picture": "Picture of the window",
    "export.only_annotations": "Only annotations ({n})",
    "export.only_rows": "Only the rows shown in the table ({shown} of {n})",
    "export.csv_rows": "CSV table",
    "export.picture_filter": "Picture of the window (*.png)",
    "export.ask_overwrite": "{name} already exists. Overwrite it?",
    "export.written": "Exported to {path}",
    "export.cannot_write": "Cannot write {path}.",
    "export.cannot_write_because": "Cannot write {path}: {reason}.",
    "export_all.title": "Export all",
    "export_all.formats": "Formats",
    "export_all.where": "Where",
    "export_all.summary": "One CSV with a row for each recording ({file})",
    "export_all.translated": "Add a column with the emotions in {language}",
    "export_all.in_folder": "In one folder:",
    "export_all.beside": "Beside each recording (the one CSV beside the first)",
    "export_all.folder": "Folder",
    "export_all.overwrite": "Overwrite existing files (otherwise skip)",
    "export_all.progress": "Export progress",
    "export_all.export": "Export",
    "export_all.open_folder": "Open folder",
    "export_all.choose_folder": "Choose…",
    "export_all.folder_title": "Export to folder",
    "export_all.results": Plural("n", one="{n} result to export.", other="{n} results to export."),
    "export_all.without_result": Plural(
        "n",
        one="{n} recording has no result and is listed only in the one CSV.",
        other="{n} recordings have no result and are listed only in the one CSV.",
    ),
    "export_all.no_folder": "Folder not found: {folder}",
    "export_all.exporting": "Exporting…",
    "export_all.written": Plural("n", one="{n} file written.", other="{n} files written."),
    "export_all.skipped": Plural(
        "n", one="{n} existing file skipped.", other="{n} existing files skipped."
    ),
    "export_all.failed": Plural(
        "n", one="{n} file could not be written.", other="{n} files could not be written."
    ),
    # Acoustic details
    "details.title": "Acoustic details",
    "details.part": "Part",
    "details.duration": "Duration",
    "details.format": "Recorded at",
    "details.peak": "Peak",
    "details.rms": "RMS level",
    "details.snr": "Speech above noise",
    "details.pitch": "Median pitch",
    "details.pitch_range": "Pitch range",
    "details.centroid": "Spectral centroid",
    "details.zero_crossings": "Zero crossings",
    "details.mono": "{rate}, mono",
    "details.stereo": "{rate}, stereo",
    "details.about_db": "about {db} dB",
    "details.per_second": "{n} per second",
    "details.pictures": "Spectrogram with pitch, MFCC, chroma",
    "details.spectrum_title": "Spectrogram (Hz, left) and pitch (Hz, right)",
    "details.mfcc_title": "MFCC",
    "details.chroma_title": "Chroma",
    "details.seconds": "seconds",
    "details.no_recording": "No recording shown.",
    "details.calculating": "Calculating…",
    "details.cut": "Only the first {seconds} s were analysed.",
    # Preferences
    "preferences.title": "Preferences",
    "preferences.restore": "Restore defaults",
    "preferences.general": "General",
    "preferences.timeline": "Analysis",
    "preferences.spectrogram": "Spectrogram",
    "preferences.playback": "Playback",
    "preferences.system_default": "System default",
    "preferences.model_default": "Set by the model",
    "setting.language": "Language (after a restart)",
    "setting.appearance": "Appearance",
    "setting.meter_before_recording": "Show level before recording",
    "setting.live_hop_s": "Update live result every",
    "setting.smoothing_windows": "Smoothing (windows)",
    "setting.min_segment_s": "Shortest segment",
    "setting.uncertain_below": "Uncertain below",
    "setting.apply_harmful_voice": "Use voices that fail their test",
    "setting.apply_harmful_voice_explained": "A voice is what the program has learned from your "
    "examples. It is tested on them, and not used if fewer answers are right with it.",
    "setting.spoken_language": "Language spoken",
    "setting.output_device": "Loudspeaker",
    "setting.playback_speed": "Speed",
    "setting.moment_lead_s": "Play before a moment",
    "choice.system": "System",
    "choice.en": "English",
    "choice.de": "Deutsch",
    "choice.fr": "Français",
    "choice.es": "Español",
    "choice.light": "Light",
    "choice.dark": "Dark",
    "choice.mel": "Mel",
    "choice.linear": "Linear",
    "choice.logarithmic": "Logarithmic",
    "choice.magma": "Magma",
    "choice.viridis": "Viridis",
    "choice.inferno": "Inferno",
    "choice.cividis": "Cividis",
    "choice.grey": "Grey",
    # Help
    "shortcuts.title": "Keyboard shortcuts",
    "shortcuts.search": "Search actions and keys",
    "help.guide": "Guide",
    "help.guide_missing": "The guide is not installed.",
    "help.guide_contents": "Contents",
    "meaning.title": "What the numbers mean",
    "meaning.picture": (
        "{right} of 100 dots are filled: the share of answers this sure that are right"
    ),
    "meaning.text": """
<p><b>{share} sure</b> means: of 100 answers that are as sure as this one, about {right} are right,
the filled dots above, and {wrong} are wrong.</p>
<p>This was measured on whole clips of unseen speakers who acted emotions. Expect fewer right
answers for speech that is not acted, on telephones, with noise and in other languages.</p>
<p><b>A segment</b> has one number, the mean of its windows, and every list shows that one. It was
not measured how often segments are right. The <b>strongest moments</b> are the segments with the
highest numbers of many; some are that high by chance, so that they are right less often than their
numbers say. Listen to them.</p>
<p><b>Bars</b> are probabilities of this kind and add up to 100 %. In recordings of more than a
minute, or with several emotions, they are shares of the time with speech instead, since an average
would hide the changes.</p>
<p><b>“could also be”</b> names the other emotions of the set that holds the right one in as many of
100 cases as the note under the bars says. <b>Sure</b>: this set has only one emotion. <b>Fairly
sure</b>: the likeliest emotion is at least twice as likely as the next. <b>Unsure</b>: it is not.
<b>Uncertain</b>, with two emotions and a question mark: none is likely enough to be named
alone.</p>
<p><b>Normal and strong</b> say how strongly the emotion was expressed.</p>
<p>The numbers describe how the voice sounds, not what a person feels.</p>
""",
    "welcome.title": "Welcome to SER Desktop",
    "welcome.text": """
<h2>Before you start</h2>
<p><b>What it is.</b> This program listens to speech and tells how it sounds: neutral, calm, happy,
sad, angry, fearful, disgusted or surprised, from second to second, and how sure it is. Everything
stays on this computer.</p>
<p><b>What it is not.</b> It is not a lie detector, gives no diagnosis, and cannot tell what a
person feels. It was trained on actors and is often wrong: listen before you believe it.</p>
<p><b>The law.</b> In the European Union, inferring emotions of people at work or in education is
prohibited, except for medical or safety reasons (AI Act, article 5(1)(f)). Elsewhere you must tell
people beforehand that their emotions are analysed (article 50(3)); from December 2027 the duties
for high-risk systems apply as well (Annex III, 1(c)). Voices are personal data (GDPR).</p>
<p><b>A notice you can use:</b></p>
""",
    "welcome.notice": "This recording of your voice is analysed by a program that estimates "
    "emotions from how speech sounds. The estimate can be wrong. The recording stays on our "
    "computer and is not passed on. You can object at any time; then it is deleted.",
    "welcome.notice_name": "Notice for the people you record",
    "welcome.copy": "Copy notice",
    "welcome.copied": "Copied",
    "welcome.again": "You find this page again in the Help menu: Use and the law.",
    "welcome.start": "Start",
    "shortcuts.action": "Action",
    "shortcuts.keys": "Keys",
    "fault.title": "Internal error",
    "fault.text": "SER Desktop ran into an unexpected error. Your recordings are safe, and you can "
    "continue. If it happens again, copy this report and send it to the developers. The log is in "
    "{folder}.",
    "fault.report": "Report",
    "fault.copy": "Copy report",
    "about.title": "About SER Desktop",
    "about.no_model": "No model is loaded.",
    "about.no_accuracy": "Its file does not state how often it is right on new voices.",
    "about.accuracy": (
        "On new voices, models trained in the same way recognise {accuracy} of {n} acted "
        "emotions correctly (RAVDESS speech, five folds by actor)."
    ),
    "about.model": "Model <b>{name} {version}</b>, trained on {trained_on}. {figure} Acted speech "
    "is not spontaneous speech: expect less on your own recordings.</p><p>Model licence: "
    "“{licence}”.",
    "about.text": """
<h2>SER Desktop {version}</h2>
<p>Recognises emotion in speech. <b>Everything stays on this computer</b>: no recording, result or
statistic is sent anywhere.</p>
<p>{model}</p>
<h3>Do not use it for</h3>
<ul>
<li>Judging people at work or in education: inferring emotions there is prohibited in the European
Union (AI Act, Regulation 2024/1689, article 5(1)(f)).</li>
<li>Medical or legal decisions. It recognises how speech sounds, not what a person feels.</li>
<li>Recording people without their consent.</li>
</ul>
<p>Code under the MIT licence. Icons: Lucide (ISC). Font: Inter (OFL). Speech gate: Silero VAD
(MIT). Qt is used under the LGPL, FFmpeg through PyAV.</p>
""",
}
