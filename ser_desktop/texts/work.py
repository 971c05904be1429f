"""Sentences of the window about projects, annotations, ratings and speakers of a project."""

from __future__ import annotations

from ser_desktop.texts.forms import Plural, Text

_PROJECT: dict[str, Text] = {
    "work.second_unnamed": (
        "Another window is already open without a project. This one has its own list."
    ),
    "work.not_kept": (
        "Nothing can be saved in {folder}. Choose File > Save project as to keep your work."
    ),
    "work.opened_read_only": "{name} was opened read-only. It cannot be changed here.",
    "work.read_only": (
        "{name} is open read-only. Choose File > Save project as to work in a copy."
    ),
    "work.title_read_only": "{name} (read-only)",
    "work.not_found": Plural(
        "n",
        one="{n} recording of the project was not found. Choose File > Find moved recordings.",
        other="{n} recordings of the project were not found. Choose File > Find moved recordings.",
    ),
    "work.new_title": "New project",
    "work.new_name": "Project",
    "work.open_title": "Open project",
    "work.save_title": "Save project as",
    "work.file_filter": "Projects (*{suffix})",
    "work.saved_already": "{name} is saved. Every change is saved when you make it.",
    "work.saved_as": "Saved as {name}. Every change is saved there from now on.",
    "work.collect_title": "Folder for the project and its recordings",
    "work.collect_voices": Plural(
        "n",
        one="The project knows the voice of {n} speaker.",
        other="The project knows the voices of {n} speakers.",
    ),
    "work.collect_voices_hint": (
        "Voices are personal data. Without them the copy finds nobody again in other recordings; "
        "names, turns and annotations are handed over anyway."
    ),
    "work.without_voices": "&Leave voices out",
    "work.with_voices": "&Hand voices over",
    "work.collecting": "Copying the project and its recordings to {folder}…",
    "work.collected": Plural(
        "n",
        one="{n} recording and the project were copied to {path}.",
        other="{n} recordings and the project were copied to {path}.",
    ),
    "work.none_missing": "No recording of the project has moved.",
    "work.find_title": Plural(
        "n", one="Folder to look in for {n} recording", other="Folder to look in for {n} recordings"
    ),
    "work.relinked": Plural(
        "n",
        one="{n} recording found, {lost} still missing.",
        other="{n} recordings found, {lost} still missing.",
    ),
    "work.taken_hint": "You can look at it without changing it, or open another project.",
    "work.read_only_button": "Open &read-only",
    "work.other_button": "Open &another…",
}

_ANNOTATIONS: dict[str, Text] = {
    "annotation.table": "Annotations",
    "annotation.tabs": "Segments or annotations",
    "annotation.tab_segments": "Segments",
    "annotation.tab": "Annotations ({n})",
    "annotation.lane": "you",
    "annotation.lane_hint": "Drag here to annotate",
    "annotation.you": "you",
    "annotation.no_label": "no emotion",
    "annotation.rated_blind": "rated blind, so the emotions are not shown",
    "annotation.column_emotion": "Annotated",
    "annotation.column_model": "Model",
    "annotation.column_start": "Start",
    "annotation.column_end": "End",
    "annotation.column_intensity": "Intensity",
    "annotation.column_confidence": "Confidence",
    "annotation.column_note": "Note",
    "annotation.column_rater": "Rater",
    "annotation.column_track": "Track",
    "annotation.editor_title": "Annotation",
    "annotation.card_one": "Annotated by {rater}",
    "annotation.intensity": "Intensity {share}",
    "annotation.confidence": "Confidence {share}",
    "annotation.model_says_of": "Model, {speaker} only: {answer}",
    "annotation.model_says": "Model: {answer}",
    "annotation.whose": "Whose speech it is",
    "annotation.whose_tip": "Choose another speaker, or everybody, for this annotation",
    "annotation.for": "For {speaker}",
    "annotation.filed": "Annotated for {speaker}, who speaks most here. {other} speaks here too.",
    "annotation.count": Plural("n", one="{n} annotation", other="{n} annotations"),
    "annotation.copied": Plural(
        "n",
        one="{n} segment of the model copied as an annotation.",
        other="{n} segments of the model copied as annotations.",
    ),
    "annotation.deleted": Plural("n", one="Annotation deleted.", other="{n} annotations deleted."),
    "annotation.nothing_to_split": "Move the play head into an annotation to split it.",
    "annotation.nothing_to_merge": (
        "Select two annotations of one rater and track, or one that is followed by another."
    ),
    "annotation.teach_title": "Teach a voice",
    "annotation.teach_whose": (
        "Whose voice is it? Answers are corrected for that voice from then on."
    ),
    "annotation.import_title": "Import annotations",
    "annotation.import_filter": "Annotations ({kinds})",
}

_NOTES: dict[str, Text] = {
    "notes.title": Plural("n", one="Consent and notes: {name}", other="Consent and notes: {n}"),
    "notes.consent": "Consent",
    "notes.consent_unknown": "Not stated",
    "notes.consent_given": "Given",
    "notes.consent_refused": "Refused",
    "notes.consent_withdrawn": "Withdrawn",
    "notes.consent_note": "Where the consent is filed",
    "notes.tags": "Tags (with commas)",
    "notes.note": "Note",
    "notes.notice_hint": (
        "Tell the people in a recording that it is analysed. Every export of the project states "
        "the consent."
    ),
    "notes.copy_notice": "Copy notice for &participants",
}

_RATING: dict[str, Text] = {
    "rate.title": "Rate blind",
    "rate.intro": (
        "Stretches of your recordings are played one by one. Say what you hear, without seeing the "
        "answers of the model or of others. Every rater hears the same stretches in another order. "
        "You can stop at any time and continue later."
    ),
    "rate.rater": "Your name",
    "rate.number": "Number of stretches",
    "rate.whole": "Rate whole &recordings instead of stretches",
    "rate.anew": "Start a &new round with other stretches",
    "rate.start": "&Start",
    "rate.count": "{number} of {n}",
    "rate.cannot_say": "cannot say",
    "rate.back": "&Back",
    "rate.again": "Play a&gain",
    "rate.stop": "&Stop for now",
    "rate.keys": "Space plays again, Backspace goes back, Esc stops. Ratings are saved at once.",
    "rate.needs_name": (
        "Enter a name first, so that your ratings are kept apart from those of others."
    ),
    "rate.unheard": "A stretch that cannot be heard is not rated. Press Space to play it again.",
    "rate.done": "All rated. Thank you.",
    "rate.agreement": "Show &agreement",
    "agreement.title": "Agreement",
    "agreement.working": "Calculating…",
    "agreement.none": "Nobody has rated yet. Rate some stretches without seeing the model's "
    "answer, and this page shows how far people and model agree.",
    "agreement.units": Plural("n", one="{n} stretch was rated.", other="{n} stretches were rated."),
    "agreement.people": "People with each other",
    "agreement.model": "People with the model {model}",
    "agreement.the_model": "model",
    "agreement.value": "Value (95 % interval)",
    "agreement.alpha": "Krippendorff's alpha",
    "agreement.fleiss": "Fleiss' kappa",
    "agreement.pair": "Cohen's kappa {kappa}; same answer {share}",
    "agreement.accuracy": "Right answers of the model",
    "agreement.calibration": "Calibration error",
    "agreement.per_emotion": "Each emotion",
    "agreement.emotion": "Emotion",
    "agreement.given": "Given",
    "agreement.alpha_people": "Alpha, people",
    "agreement.alpha_model": "Alpha, with the model",
    "agreement.confusion": "Answers of people (rows) and of the model (columns)",
    "agreement.reliability": "Confidence of the model, and how often it was right",
    "agreement.sure": "Confidence",
    "agreement.mean_sure": "Mean confidence",
    "agreement.right": "Right answers",
    "agreement.n": "n",
    "agreement.asked": "Required accuracy",
    "agreement.take": "&Use as the project's threshold",
    "agreement.drop": "&Remove the threshold",
    "agreement.threshold": Plural(
        "n",
        one="From a confidence of {below}, {accuracy} (at least {low}) of the answers to {n} "
        "rating are right; {coverage} of all answers reach it.",
        other="From a confidence of {below}, {accuracy} (at least {low}) of the answers to {n} "
        "ratings are right; {coverage} of all answers reach it.",
    ),
    "agreement.no_threshold": (
        "With these {n} ratings, at no threshold are {asked} of the answers right, by the lower "
        "end of the 95 % interval. At least {least} ratings are needed, more if answers are wrong."
    ),
}

_SPEAKERS: dict[str, Text] = {
    "speakers.title": "Speakers of the project",
    "speakers.name": "Speaker {n}",
    "speakers.column_name": "Name",
    "speakers.column_pseudonym": "Pseudonym",
    "speakers.column_note": "Note",
    "speakers.column_tracks": "Recordings",
    "speakers.empty": "No speakers yet. Find who speaks when in a recording, and its speakers "
    "are listed here.",
    "speakers.hint": (
        "Double-click to edit. To merge two rows that are one person, select them. Voices "
        "are exported only if you ask for it."
    ),
    "speakers.colour": "&Colour…",
    "speakers.merge": "&Merge",
    "speakers.split": "S&plit by recordings",
    "speakers.move_selection": "Move the &selection to",
    "speakers.move_segment": "Move this &segment to",
    "speakers.move_turn": "Move the whole &turn to",
    "speakers.new_one": "A &new speaker",
    "speakers.rename": "&Rename…",
    "speakers.rename_title": "Rename speaker",
    "speakers.same_as": "The same person as {name} i&s",
    "speakers.nobody_here": (
        "No speaker was found here. Move the play head to a place where somebody speaks."
    ),
    "speakers.everybody": "Everybody",
    "speakers.shown": "Speaker whose result is shown",
    "speakers.shown_tip": "Show result, moments and segments of everybody or of one speaker",
    "compare_speakers.title": "Speakers of {name}",
    "compare_speakers.speaker": "Speaker",
    "compare_speakers.spoken": "Speaks",
    "compare_speakers.shares": "Share of speech",
    "compare_speakers.moments": "Strongest moments",
    "compare_speakers.changes": "Changes",
    "compare_speakers.responses": "Which emotion follows which",
    "compare_speakers.after": (
        "After {first} was {before}, {second} was {after} in {n} of {of} cases."
    ),
    "compare_speakers.corner": "{first} (rows), then {second}",
    "same_people.title": "Same people in other recordings",
    "same_people.looking": "Comparing voices…",
    "same_people.none": (
        "No speakers of different recordings sound alike enough. Find speakers in two recordings "
        "first; you can also merge speakers by hand."
    ),
    "same_people.check": (
        "Each of these speakers sounds like one in another recording. This is a guess: untick it "
        "where they are different people. Names, colours and pseudonyms of the third column are "
        "carried over."
    ),
    "same_people.column_speaker": "Speaker",
    "same_people.column_speaks_in": "Speaks in",
    "same_people.column_person": "Is probably",
    "same_people.column_known_from": "Known from",
    "same_people.column_score": "Similarity",
    "same_people.join": "&Join ticked",
    "same_people.joined": Plural(
        "n", one="{n} speaker recognised.", other="{n} speakers recognised."
    ),
    "speakers.forget": "&Forget voice",
    "speakers.remove": "&Remove",
    "speakers.find_title": "Find speakers",
    "speakers.often_wrong": (
        "Experimental: who speaks when is often wrong, especially on the telephone, with four or "
        "more people and with strong emotions. Enter the number of speakers if you know it, and "
        "check the lanes."
    ),
    "speakers.number": "People who speak",
    "speakers.number_found": "find the number",
    "speakers.progress": "Progress of the search",
    "speakers.find": "&Find",
    "speakers.searching": "Listening to {name}…",
    "speakers.found": Plural(
        "n",
        one="{n} speaker found. The recording is analysed again, speaker by speaker.",
        other="{n} speakers found. The recording is analysed again, speaker by speaker.",
    ),
    "speakers.none_found": "No speech was found.",
    "speakers.not_kept": "The speakers were not saved.",
}

TEXTS: dict[str, Text] = {
    **_PROJECT,
    **_ANNOTATIONS,
    **_NOTES,
    **_RATING,
    **_SPEAKERS,
}
