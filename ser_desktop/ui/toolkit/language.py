"""Sets the language of the window, including Qt's own texts and numbers."""

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
        setting: a language code, or ``system`` for the first language of the system with a
        translation; English without one.
    """
    if setting in LANGUAGES:
        return load_language(setting)
    for name in QLocale.system().uiLanguages():
        code = name.replace("_", "-").partition("-")[0].lower()
        if code in LANGUAGES:
            return load_language(code)
    return load_language("en")


def show_language(app: QApplication, language: Language) -> None:
    """Set the language of all texts. Call it before the first widget is made.

    This includes Qt's own texts (standard buttons, file dialogs, names of keys), dates and the text
    direction.
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
