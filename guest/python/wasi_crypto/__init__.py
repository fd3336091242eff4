"""Cryptography for a component that imports ``wasi:crypto``.

Everything here is done by the host, or by the component that was plugged in for it. Keys are objects whose bytes stay
there unless they are exported; each is a context manager, and is wiped at the end of the ``with`` block or when Python
forgets it. What is refused raises a `CryptoError`.
"""

from .aead import AeadKey, Sealed
from .encoding import Encoding
from .errors import (
    AuthenticationError,
    CryptoError,
    InvalidKeyError,
    LimitError,
    ProhibitedError,
    UnsupportedError,
)
from .exchange import Encapsulated, PeerKey, PrivateKey
from .hashing import Hash, digest
from .kdf import KdfKey, hkdf
from .mac import MacKey
from .signing import SigningKey, VerifyingKey

__all__ = [
    "AeadKey",
    "AuthenticationError",
    "CryptoError",
    "Encapsulated",
    "Encoding",
    "Hash",
    "InvalidKeyError",
    "KdfKey",
    "LimitError",
    "MacKey",
    "PeerKey",
    "PrivateKey",
    "ProhibitedError",
    "Sealed",
    "SigningKey",
    "UnsupportedError",
    "VerifyingKey",
    "digest",
    "hkdf",
]
