"""Blind ratings by people, and their agreement with each other and with the model.

* ``round``: stretches to rate, remaining stretches of a rater, ratings as annotations.
* ``units``: the ratings of a project, with the model's answers for the same stretches.
* ``agreement``: Cohen's and Fleiss' kappa, Krippendorff's alpha, with bootstrap intervals.
* ``worth``: accuracy, reliability and a threshold for the model on these ratings.
* ``report``: all of it as one object, for the window and ``ser-desktop project agreement``.
"""
