"""Message authentication with a key that both sides have."""

from wit_world.imports import symmetric

from .arguments import Octets, octets
from .errors import raises_crypto_error
from .symmetric_key import SharedKey


class MacKey(SharedKey):
    """A key for ``HMAC/SHA-256``, ``HMAC/SHA-512`` and their kin."""

    @raises_crypto_error
    def tag(self, message: Octets) -> bytes:
        """What authenticates the message."""
        return symmetric.mac(self._resource, octets(message))

    @raises_crypto_error
    def verify(self, message: Octets, tag: Octets) -> None:
        """Does nothing if the tag is right, else raises `AuthenticationError`. Compares in constant time."""
        symmetric.verify_mac(self._resource, octets(message), octets(tag))
