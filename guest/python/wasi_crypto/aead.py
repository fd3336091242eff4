"""Authenticated encryption."""

from dataclasses import dataclass

from wit_world.imports import symmetric

from .arguments import Octets, instance, octets
from .errors import raises_crypto_error
from .symmetric_key import SharedKey


@dataclass(frozen=True)
class Sealed:
    """What `AeadKey.open` needs besides the key and the associated data. Not secret."""

    nonce: bytes
    # With the tag behind it.
    ciphertext: bytes


class AeadKey(SharedKey):
    """A key for ``AES-256-GCM``, ``CHACHA20-POLY1305``, ``XCHACHA20-POLY1305`` and their kin."""

    @raises_crypto_error
    def seal(self, plaintext: Octets, *, nonce: Octets | None = None, associated_data: Octets = b"") -> Sealed:
        """Encrypts and authenticates.

        Without a nonce the host draws one, for algorithms whose nonces are long enough for that, such as
        ``XCHACHA20-POLY1305``. Never use a nonce twice with the same key.
        """
        chosen = None if nonce is None else octets(nonce)
        sealed = symmetric.seal(self._resource, chosen, octets(associated_data), octets(plaintext))
        return Sealed(sealed.nonce, sealed.ciphertext)

    @raises_crypto_error
    def open(self, sealed: Sealed, *, associated_data: Octets = b"") -> bytes:
        """The plaintext; `AuthenticationError` if anything was changed."""
        nonce, ciphertext = octets(instance(sealed, Sealed).nonce), octets(sealed.ciphertext)
        return symmetric.open(self._resource, nonce, octets(associated_data), ciphertext)
