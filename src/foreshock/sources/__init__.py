"""Where text and data come from: one module a format, one seam: bytes → documents or rows."""
