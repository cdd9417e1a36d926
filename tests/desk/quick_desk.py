"""The command, for a desk that hashes passwords with as little as Argon2 takes.

A hash takes a fifth of a second, by intention, and the tests sign in hundreds of times. What the hashes cost that the
command itself makes is in `test_safety`.
"""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


def hash_quickly() -> None:
    """From here on, in this process."""
    Argon2PasswordHasher.time_cost = Argon2PasswordHasher.parallelism = 1
    Argon2PasswordHasher.memory_cost = 8


if __name__ == "__main__":
    from foreshock.cli import main

    hash_quickly()
    main()
