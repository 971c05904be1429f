"""Sentences of the window about places in a recording: segments, moments and stretches."""

from __future__ import annotations

from ser_desktop.texts.forms import Plural, Text

TEXTS: dict[str, Text] = {
    "timeline.segment": "{emotion} {confidence} ({start} – {end})",
    "segments.part": "part: {annotated}",
    "segments.spoken_annotated": "Annotated as {annotated}. Model: {answer}",
    "result.said_of_part": "{answer} · part: {annotated}",
    "result.model_says": "Model: {answer}.",
    "timeline.guess": "{emotion}: less than half a second of speech ({start} – {end})",
    "segments.guess": "There is less than half a second of speech: any emotion would be a guess.",
    "segments.spoken_guess": "{time} to {end}, {emotion}, less than half a second of speech",
    "timeline.stretch": Plural(
        "n",
        one="{emotion} ({start} – {end}), {n} segment",
        other="{emotion} ({start} – {end}), {n} segments joined",
    ),
    "result.moments_name": "Moments",
    "result.moments": "STRONGEST MOMENTS",
    "result.moment_emotion": "Emotion whose moments are listed",
    "result.any_emotion": "any emotion",
    "result.moment_count": "{n} found",
    "result.moment_at": "{number} of {n}",
    "result.previous_moment": "Previous moment",
    "result.next_moment": "Next moment",
    "result.previous_moment_tip": "Previous moment (Shift+N)",
    "result.next_moment_tip": "Next moment (N)",
    "result.play_moments": "Autoplay",
    "result.play_moments_spoken": "Play each moment on arrival, with some seconds before it",
    "result.no_moments": "Only neutral, calm or uncertain speech.",
    "result.no_moments_of": "No segment is {emotion}, and in none does it reach 20 %.",
    "result.moment_spoken": "Moment {number} of {n}: {time}, {answer}",
    "result.moment": "{emotion} {confidence}",
    "result.moment_within": "{emotion} {confidence}, in “{segment}”",
    "result.moment_tip": "{answer} is the mean over this segment, {start} to {end}",
    "result.moment_tip_annotated": "Annotated as {annotated}. The model: {answer}, the mean over "
    "this segment, {start} to {end}",
    "result.course": "LONGEST STRETCHES",
    "result.stretch": "{start} – {end}   {emotion}",
    "result.course_definition": "A stretch joins neighbouring segments of one emotion across "
    "pauses and uncertain speech of up to {seconds} s; the longest of each emotion is listed.",
    "result.trend_up": "From the first third to the last, the mean probability of {emotion} rises "
    "from {first} to {last}.",
    "result.trend_down": "From the first third to the last, the mean probability of {emotion} "
    "falls from {first} to {last}.",
    "result.no_trend": "No emotion rises or falls from the first third to the last.",
    "result.go_to_moment": "Go to {time}, {answer}",
}
