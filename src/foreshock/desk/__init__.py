"""The analysts' web application: the queue, the second reader, people, the editors. Needs the extra `desk`."""
