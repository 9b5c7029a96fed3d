"""One hash for everything that is compared by content."""

from __future__ import annotations

try:
    from _blake2 import blake2b  # hashlib has the same, and loads OpenSSL first
except ImportError:
    from hashlib import blake2b


def digest(data: bytes) -> str:
    """Return the hash of some bytes, in hexadecimal."""
    return blake2b(data, digest_size=16).hexdigest()
