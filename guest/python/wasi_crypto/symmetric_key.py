"""What all keys that two parties share have in common."""

from typing import Self

from wit_world.imports import symmetric

from .arguments import Octets, octets, text
from .errors import raises_crypto_error
from .resource import Resource


class SharedKey(Resource[symmetric.SymmetricKey]):
    """A key that both sides have."""

    @classmethod
    @raises_crypto_error
    def generate(cls, algorithm: str) -> Self:
        """A fresh key of the size the algorithm prescribes."""
        return cls(symmetric.SymmetricKey.generate(text(algorithm), None))

    @classmethod
    @raises_crypto_error
    def from_bytes(cls, algorithm: str, raw: Octets) -> Self:
        """The key with these bytes. `InvalidKeyError` if they are not as many as the algorithm prescribes."""
        return cls(symmetric.SymmetricKey.import_(text(algorithm), octets(raw)))

    @raises_crypto_error
    def to_bytes(self) -> bytes:
        """The bytes of the key. `ProhibitedError` if it must not leave the host."""
        return self._resource.export()
