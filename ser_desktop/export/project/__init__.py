"""Exports of a whole project: what the model said beside what people say.

``content`` reads the project (pseudonymised where asked), ``formats`` is the table, and a module a
format writes it. The formats of one analysis stand in ``ser_desktop.export.formats``.
"""
