"""Who speaks when: the voice encoder that ships, conversations made by script, and the figures."""
