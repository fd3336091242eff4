"""Digital signatures."""

from wit_world.imports import signatures
from wit_world.imports.common import AlgorithmType

from .arguments import Octets, octets
from .errors import raises_crypto_error
from .key_pair import PrivateHalf, PublicHalf


class VerifyingKey(PublicHalf):
    """Tells whether a signature is right."""

    _type = AlgorithmType.SIGNATURES

    @raises_crypto_error
    def verify(self, message: Octets, signature: Octets) -> None:
        """Does nothing if the signature is right, else raises `AuthenticationError`."""
        signatures.verify(self._resource, octets(message), octets(signature))


class SigningKey(PrivateHalf):
    """Signs: ``Ed25519``, ``ECDSA_P256_SHA256``, ``RSA_PSS_2048_SHA256`` and their kin."""

    _type = AlgorithmType.SIGNATURES

    @raises_crypto_error
    def sign(self, message: Octets) -> bytes:
        """The signature; of ECDSA, r followed by s."""
        return signatures.sign(self._resource, octets(message))

    @raises_crypto_error
    def verifying_key(self) -> VerifyingKey:
        """The half to give away."""
        return VerifyingKey(self._resource.public_key())
