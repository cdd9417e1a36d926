"""Pictures that come in at the desk: known by their first bytes, redrawn without what a camera writes into them, kept
with the file they were drawn from."""
