"""How each container is read: one module a container, one rule for all.

A length that a file states is a claim. Each container is walked by its content; where the claim
holds, libsndfile or FFmpeg reads the file as it is, and where it does not, they are given what is
true: a view with a header that states it, or the frames one by one.
"""
