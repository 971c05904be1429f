"""The language of the window: which one is meant, and Qt's own texts and numbers in it."""

from __future__ import annotations

import logging

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from ser_desktop.texts.forms import Language
from ser_desktop.texts.languages.loading import LANGUAGES, load_language
from ser_desktop.texts.messages import use_language

_LOG = logging.getLogger(__name__)


def chosen_language(setting: str) -> Language:
    """Return the language of the setting ``language``.

    Args:
        setting: a language code, or ``system`` for the first language of the system that has a
            table; English where none has.
    """
    if setting in LANGUAGES:
        return load_language(setting)
    for name in QLocale.system().uiLanguages():
        code = name.replace("_", "-").partition("-")[0].lower()
        if code in LANGUAGES:
            return load_language(code)
    return load_language("en")


def show_language(app: QApplication, language: Language) -> None:
    """Show every text from now on in a language; call it before the first widget is made.

    Qt's own texts (standard buttons, file dialogs, names of keys), its dates, and the side that
    rows begin on follow.
    """
    use_language(language)
    locale = QLocale(language.code)
    QLocale.setDefault(locale)
    app.setLayoutDirection(locale.textDirection())
    if language.code == "en":
        return
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language.code}", folder):
        app.installTranslator(translator)
    else:
        _LOG.warning("Qt has no texts in %s below %s.", language.code, folder)
