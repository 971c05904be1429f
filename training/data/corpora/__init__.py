"""One module a corpus: the grammar of its file names, mapped to our eight emotions."""
