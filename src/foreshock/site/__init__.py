"""The public site: pages, map, charts, feeds, printable briefs and data files, drawn from a `ListState`."""
