"""Runs before the frozen program: replaces PySide6's OpenGL modules (9 MB) by empty ones.

pyqtgraph imports them for meshes and OpenGL drawing, which this program does not use, and tests
whether each widget is an OpenGL widget.
"""

import sys
import types

opengl = types.ModuleType("PySide6.QtOpenGL")
widgets = types.ModuleType("PySide6.QtOpenGLWidgets")
widgets.QOpenGLWidget = type("QOpenGLWidget", (), {})
for module in (opengl, widgets):
    sys.modules[module.__name__] = module
