"""What runs in a process of its own, limited in memory, time and reach, because it opens what strangers send.

`python -m apps.evidence.workshop` reads one JSON object from its standard input, takes the file from one descriptor,
writes what it makes to another and answers one JSON object. It imports neither Django nor anything else of the house:
there is no key, no setting and no connection in its memory.
"""
