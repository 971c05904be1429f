"""Every sentence a person reads: an id, named fields, and one table of texts a language.

Code makes a :class:`~ser_desktop.texts.messages.Message` (id and fields); ``str(message)`` is the
whole sentence. Tests ask for ids and fields. The English texts stand in one module an area
(``engine``, ``speakers``, ``export``, ``commands``, ``window``); a translation is one more table.
"""
