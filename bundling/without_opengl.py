"""Runs before the frozen program: empty modules in the place of PySide6's OpenGL ones (9 MB).

pyqtgraph imports them for coloured meshes and for drawing by OpenGL, which nothing here does, and
asks of each widget whether it is such a one.
"""

import sys
import types

opengl = types.ModuleType("PySide6.QtOpenGL")
widgets = types.ModuleType("PySide6.QtOpenGLWidgets")
widgets.QOpenGLWidget = type("QOpenGLWidget", (), {})
for module in (opengl, widgets):
    sys.modules[module.__name__] = module
