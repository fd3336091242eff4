"""Hash functions, in the manner of ``hashlib``."""

from typing import Self

from wit_world.imports import symmetric

from .arguments import Octets, length as length_of, octets, text
from .errors import raises_crypto_error
from .resource import Resource

# Bytes in a digest. The length of other functions' output is chosen by the caller.
_SIZES = {
    "SHA-256": 32,
    "SHA-384": 48,
    "SHA-512": 64,
    "SHA-512/256": 32,
    "SHA3-256": 32,
    "SHA3-384": 48,
    "SHA3-512": 64,
    "BLAKE2B-256": 32,
    "BLAKE2B-512": 64,
}


@raises_crypto_error
def digest(algorithm: str, message: Octets) -> bytes:
    """The digest of a message that is there as a whole."""
    return symmetric.hash(text(algorithm), octets(message))


class Hash(Resource[symmetric.SymmetricState]):
    """The digest of a message that comes in pieces."""

    @raises_crypto_error
    def __init__(self, algorithm: str, message: Octets = b"") -> None:
        super().__init__(symmetric.SymmetricState.open(text(algorithm), None, None))
        self.update(message)

    @property
    def digest_size(self) -> int | None:
        """Bytes in a digest, or `None` where there may be any number."""
        return _SIZES.get(self.algorithm)

    @raises_crypto_error
    def update(self, message: Octets) -> None:
        """Adds to the message."""
        self._resource.absorb(octets(message))

    @raises_crypto_error
    def digest(self, length: int | None = None) -> bytes:
        """The digest of what was added so far; more can be added afterwards.

        ``length`` is needed for functions with an output of any length.
        """
        size = self.digest_size if length is None else length_of(length)
        if size is None:
            raise ValueError(f"{self.algorithm} needs to be told the length of its output")
        with self._resource.clone() as so_far:
            return so_far.squeeze(size)

    def hexdigest(self, length: int | None = None) -> str:
        """`digest` in hexadecimal."""
        return self.digest(length).hex()

    @raises_crypto_error
    def copy(self) -> Self:
        """Another one with the same message so far."""
        other = type(self).__new__(type(self))
        Resource.__init__(other, self._resource.clone())
        return other
