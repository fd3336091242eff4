"""Agreeing on a secret with somebody else."""

from dataclasses import dataclass

from wit_world.imports import key_exchange
from wit_world.imports.common import AlgorithmType

from .arguments import Octets, instance, octets, text
from .errors import raises_crypto_error
from .kdf import KdfKey
from .key_pair import PrivateHalf, PublicHalf

_EXTRACT = "HKDF-EXTRACT/SHA-256"


@dataclass(frozen=True)
class Encapsulated:
    """A secret, and what to send so that the other side gets it too."""

    secret: KdfKey
    message: bytes


class PeerKey(PublicHalf):
    """The public key of the other side."""

    _type = AlgorithmType.KEY_EXCHANGE

    @raises_crypto_error
    def encapsulate(self, algorithm: str = _EXTRACT) -> Encapsulated:
        """A fresh secret for the owner of this key, with ``ML-KEM-768``, ``X-WING`` and their kin."""
        made = key_exchange.encapsulate_key(self._resource, text(algorithm))
        return Encapsulated(KdfKey(made.key), made.encapsulated)


class PrivateKey(PrivateHalf):
    """Our key: ``X25519``, ``P256-SHA256``, ``ML-KEM-768``, ``X-WING`` and their kin.

    The secrets that are agreed on stay in the host; derive keys from them.
    """

    _type = AlgorithmType.KEY_EXCHANGE

    @raises_crypto_error
    def public_key(self) -> PeerKey:
        """The half to give away."""
        return PeerKey(self._resource.public_key())

    @raises_crypto_error
    def exchange(self, peer: PeerKey, algorithm: str = _EXTRACT) -> KdfKey:
        """The secret shared with the owner of ``peer`` (Diffie-Hellman)."""
        theirs = instance(peer, PeerKey)._resource
        with self._resource.secret_key() as secret_key:
            return KdfKey(key_exchange.dh_key(theirs, secret_key, text(algorithm)))

    @raises_crypto_error
    def decapsulate(self, message: Octets, algorithm: str = _EXTRACT) -> KdfKey:
        """The secret in a message that `PeerKey.encapsulate` made."""
        with self._resource.secret_key() as secret_key:
            return KdfKey(key_exchange.decapsulate_key(secret_key, octets(message), text(algorithm)))
