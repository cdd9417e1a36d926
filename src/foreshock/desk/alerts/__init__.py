"""Alerts: what happened, who is told, and the sending of it, each thing once to each recipient."""
