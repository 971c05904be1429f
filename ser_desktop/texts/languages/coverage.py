"""Lists the texts that a language lacks: ``python -m ser_desktop.texts.languages.coverage``."""

from __future__ import annotations

import re
import string
import sys

from ser_desktop.texts import commands
from ser_desktop.texts.forms import Text
from ser_desktop.texts.languages.loading import TRANSLATIONS, read_table
from ser_desktop.texts.tables import ENGLISH_TEXTS

_COMMAND_HELP = re.compile(r"help\.(?!guide)")
_TAG = re.compile(r"<[^>]*>")


def wanted_ids() -> list[str]:
    """Return the ids that every language translates, in the order of the English tables.

    The command line stays English, and texts of fields and signs alone need no translation.
    """
    return [id for id, text in ENGLISH_TEXTS.items() if _has_words(text) and not _is_command(id)]


def missing_ids(code: str) -> list[str]:
    """Return the wanted ids that the table of a language lacks."""
    table = read_table(code)
    return [id for id in wanted_ids() if id not in table]


def unknown_ids(code: str) -> list[str]:
    """Return the ids of a table that no English text has: they are harmless, and can go."""
    return [id for id in read_table(code) if id not in ENGLISH_TEXTS]


def templates(text: Text) -> list[str]:
    """Return the template of a text, or one for each plural form."""
    return [text] if isinstance(text, str) else list(text.forms.values())


def _is_command(id: str) -> bool:
    """Whether only the command line says this text."""
    return id in commands.TEXTS or id.startswith("cli.") or _COMMAND_HELP.match(id) is not None


def _has_words(text: Text) -> bool:
    literal = (part for form in templates(text) for part, *_ in string.Formatter().parse(form))
    return any(letter.isalpha() for part in literal for letter in _TAG.sub("", part))


def main() -> int:
    """Print what each language lacks. Returns 1 if anything is missing, else 0."""
    faults = 0
    for code in TRANSLATIONS:
        missing, unknown = missing_ids(code), unknown_ids(code)
        faults += len(missing)
        sys.stdout.write(f"{code}: {len(missing)} of {len(wanted_ids())} texts missing\n")
        sys.stdout.writelines(f"  missing: {id}\n" for id in missing)
        sys.stdout.writelines(f"  not in English: {id}\n" for id in unknown)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
