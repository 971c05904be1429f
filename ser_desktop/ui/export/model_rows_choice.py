"""The choice of the model's rows in an export of the project: whose, or none."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox

from ser_desktop.export.project.scopes import WHOSE
from ser_desktop.texts.messages import Message


class ModelRowsChoice:
    """A box and a tick; without rows of the model there is nothing to choose.

    Args:
        n_annotations: number of annotations of the project.
    """

    def __init__(self, n_annotations: int) -> None:
        self.whose = QComboBox()
        self.whose.setObjectName("exportWhose")
        self.whose.setAccessibleName(str(Message("export_project.whose")))
        self.whose.setToolTip(str(Message("export_project.whose_explained")))
        for choice in WHOSE:
            self.whose.addItem(str(Message(f"export_project.whose_{choice}")), choice)
        text = Message("export_project.only_annotations", n=n_annotations)
        self.only_annotations = QCheckBox(str(text))
        self.only_annotations.setObjectName("exportOnlyAnnotations")
        self.only_annotations.setEnabled(n_annotations > 0)
        self.only_annotations.toggled.connect(self.whose.setDisabled)
