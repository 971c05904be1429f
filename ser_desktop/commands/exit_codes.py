"""The exit codes of the contract; an interrupted command ends with 128 and the signal."""

OK, SOME_FAILED, UNUSABLE = 0, 1, 2
