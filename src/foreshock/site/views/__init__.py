"""What each page shows, worked out before it is set: one module a page kind, all hrefs resolved, nothing drawn."""
