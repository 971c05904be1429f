"""One module a command of the command line that is more than a listing."""
