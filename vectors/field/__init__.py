"""The field: little simulated programs that sign and send requests as people do, with the truth written down.

The scheme is that of docs/spec.md; everything else here is what goes wrong around it. It shares no code with tmsig.
"""
