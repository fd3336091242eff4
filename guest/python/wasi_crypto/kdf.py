"""Keys from secrets that are not keys yet."""

from wit_world.imports import symmetric

from .arguments import Octets, length as length_of, octets, text
from .errors import raises_crypto_error
from .symmetric_key import SharedKey


class KdfKey(SharedKey):
    """A secret that keys are derived from, for ``HKDF-EXTRACT/SHA-256`` or ``HKDF-EXTRACT/SHA-512``."""

    @raises_crypto_error
    def derive(self, length: int, *, info: Octets, salt: Octets = b"") -> bytes:
        """``length`` bytes for the purpose that ``info`` names (RFC 5869)."""
        return symmetric.derive(self._resource, octets(salt), octets(info), length_of(length))


def hkdf(secret: Octets, length: int, *, info: Octets, salt: Octets = b"", hash: str = "SHA-256") -> bytes:
    """HKDF of a secret that is there as bytes."""
    with KdfKey.from_bytes(f"HKDF-EXTRACT/{text(hash)}", secret) as key:
        return key.derive(length, info=info, salt=salt)
