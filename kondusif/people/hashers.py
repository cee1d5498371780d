from django.contrib.auth.hashers import Argon2PasswordHasher


class LeanArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id at OWASP's 19 MiB, two passes: a small server under a wave of sign-ins stays up."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
