"""All texts for users: an id, named fields, and one table of texts for each language.

Code makes a :class:`~ser_desktop.texts.messages.Message` (id and fields); ``str(message)`` is the
complete text. Tests use ids and fields. The English texts are in one module for each area
(``engine``, ``speakers``, ``export``, ``commands``, ``window``); a translation is one more table.
"""
