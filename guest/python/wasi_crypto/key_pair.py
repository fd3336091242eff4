"""What signing and key exchange have in common: a key to keep and a key to give away."""

from typing import ClassVar, Self

from wit_world.imports import asymmetric
from wit_world.imports.common import AlgorithmType

from .arguments import Octets, instance, octets, text
from .encoding import Encoding
from .errors import raises_crypto_error
from .resource import Resource


class PublicHalf(Resource[asymmetric.PublicKey]):
    """The key to give away."""

    _type: ClassVar[AlgorithmType]

    @classmethod
    @raises_crypto_error
    def from_bytes(cls, algorithm: str, encoded: Octets, encoding: Encoding = Encoding.RAW) -> Self:
        """The key in these bytes; ``PKCS8`` means SubjectPublicKeyInfo."""
        return cls(asymmetric.PublicKey.import_(cls._type, text(algorithm), octets(encoded), instance(encoding, Encoding)))

    @raises_crypto_error
    def to_bytes(self, encoding: Encoding = Encoding.RAW) -> bytes:
        """The key as bytes; ``PKCS8`` means SubjectPublicKeyInfo."""
        return self._resource.export(instance(encoding, Encoding))


class PrivateHalf(Resource[asymmetric.KeyPair]):
    """The key to keep, which knows the other half."""

    _type: ClassVar[AlgorithmType]

    @classmethod
    @raises_crypto_error
    def generate(cls, algorithm: str) -> Self:
        """A fresh key."""
        return cls(asymmetric.KeyPair.generate(cls._type, text(algorithm), None))

    @classmethod
    @raises_crypto_error
    def from_bytes(cls, algorithm: str, encoded: Octets, encoding: Encoding = Encoding.PKCS8) -> Self:
        """The key in these bytes."""
        return cls(asymmetric.KeyPair.import_(cls._type, text(algorithm), octets(encoded), instance(encoding, Encoding)))

    @raises_crypto_error
    def to_bytes(self, encoding: Encoding = Encoding.PKCS8) -> bytes:
        """The key as bytes. `ProhibitedError` if it must not leave the host."""
        return self._resource.export(instance(encoding, Encoding))
