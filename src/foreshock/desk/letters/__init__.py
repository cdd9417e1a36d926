"""Letters to readers: who subscribed, the weekly letter, and the sending of it."""
