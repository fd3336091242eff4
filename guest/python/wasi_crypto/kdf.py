"""Keys from secrets that are not keys yet."""

from wit_world.imports import symmetric

from .errors import raises_crypto_error
from .symmetric_key import SharedKey


class KdfKey(SharedKey):
    """A secret that keys are derived from, for ``HKDF-EXTRACT/SHA-256`` or ``HKDF-EXTRACT/SHA-512``."""

    @raises_crypto_error
    def derive(self, length: int, *, info: bytes, salt: bytes = b"") -> bytes:
        """``length`` bytes for the purpose that ``info`` names (RFC 5869)."""
        return symmetric.derive(self._resource, salt, info, length)


def hkdf(secret: bytes, length: int, *, info: bytes, salt: bytes = b"", hash: str = "SHA-256") -> bytes:
    """HKDF of a secret that is there as bytes."""
    with KdfKey.from_bytes(f"HKDF-EXTRACT/{hash}", secret) as key:
        return key.derive(length, info=info, salt=salt)
