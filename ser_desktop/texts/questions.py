"""English texts of questions: what is asked, and buttons that name what they do."""

from __future__ import annotations

from ser_desktop.texts.forms import Plural, Text

TEXTS: dict[str, Text] = {
    # A long recording gets one emotion as a whole
    "annotate.title": "Annotate whole recording",
    "annotate.ask_whole": Plural(
        "n",
        one="Annotate all of {name} ({length}) as {emotion}? To annotate only a part, select it "
        "first.",
        other="Annotate {n} long recordings as {emotion}, each as a whole? To annotate only a "
        "part, show one recording and select it first.",
    ),
    "annotate.whole": Plural(
        "n", one="Annotate the whole recording", other="Annotate {n} whole recordings"
    ),
    "teach.title": "Teach a voice",
    "teach.ask_whole": Plural(
        "n",
        one="Teach the voice that all of {name} ({length}) is {emotion}? To teach it only a part, "
        "select it first.",
        other="Teach the voice that {n} long recordings are {emotion}, each as a whole? To teach "
        "it only a part, show one recording and select it first.",
    ),
    "teach.whole": Plural("n", one="Teach the whole recording", other="Teach {n} whole recordings"),
    # Names
    "profile.make": "Create the voice",
    "profile.add_example": "Add the example",
    # Files and annotations that would be lost
    "export.overwrite": Plural("n", one="Overwrite the file", other="Overwrite {n} files"),
    "import.remove": Plural("n", one="Remove the annotation", other="Remove {n} annotations"),
    "import.keep": Plural("n", one="Keep it", other="Keep them"),
}
