"""The model as a second rater that is kept honest: people rate blind, and both are compared.

* ``round``: which stretches are rated, who has which left, and a rating as an annotation.
* ``units``: the ratings of a project, beside what the model says of the same stretches.
* ``agreement``: Cohen's and Fleiss' kappa, Krippendorff's alpha, with bootstrap intervals.
* ``worth``: accuracy, reliability and a threshold for the model on these ratings.
* ``report``: all of it as one object, for the window and ``ser-desktop project agreement``.
"""
