"""The printable brief: at most two A4 sheets a flashpoint, as PDF, the same bytes for the same state.

`view` says what stands in it, `paper` prints that, and both can be different processes; `said` is what they share.
"""
