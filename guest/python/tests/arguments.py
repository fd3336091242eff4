"""A program: every parameter of the package with every kind of value. Nothing may end it but its own last line."""

from array import array

from wit_world import exports

import wasi_crypto
from wasi_crypto import AeadKey, CryptoError, Encoding, Hash, KdfKey, MacKey, PeerKey, PrivateKey, Sealed, SigningKey
from wasi_crypto import VerifyingKey, digest, hkdf


class Text(str):
    """A string of another type, that looks like yet another one."""

    def __str__(self) -> str:
        return "SHA-512"


class Bytes(bytes):
    """Bytes of another type."""


class Number:
    """Something that counts as a number."""

    def __index__(self) -> int:
        return 16


MESSAGE = b"message"
STRIDED = memoryview(b"m.e.s.s.a.g.e.")[::2]
ALIKE = [MESSAGE, bytearray(MESSAGE), memoryview(MESSAGE), STRIDED, Bytes(MESSAGE), array("B", MESSAGE)]
ANYTHING = [
    None, True, 0, -1, 16, 1 << 32, 1 << 70, 1.5, float("nan"), 1j, "", "message", "\ud800", Text("SHA-256"), b"", MESSAGE,
    bytearray(3), memoryview(b"abc"), STRIDED, Bytes(b"x"), array("d", [1.0]), [1, 2], (1,), {1: 2}, {b"x"}, object(), int,
    print, Number(), Encoding.RAW, Encoding, ValueError("x"), range(3), iter(b"abc"),
]  # fmt: skip
EXPECTED = (TypeError, ValueError, OverflowError, CryptoError)


class Run(exports.Run):
    def run(self) -> None:
        alike()
        refused()
        print(f"{everywhere()} attempts, none of which ended the program")


def alike() -> None:
    """All that has bytes is taken for its bytes."""
    aead, mac = AeadKey.from_bytes("AES-256-GCM", bytearray(32)), MacKey.from_bytes("HMAC/SHA-256", memoryview(b"key"))
    signing = SigningKey.generate("Ed25519")
    results = {
        (
            digest("SHA-256", value),
            Hash("SHA-256", value).hexdigest(),
            mac.tag(value),
            signing.sign(value),
            aead.seal(value, nonce=bytearray(12), associated_data=value).ciphertext,
            hkdf(value, 16, info=value, salt=value),
        )
        for value in ALIKE
    }
    assert len(results) == 1, results
    sealed = aead.seal(MESSAGE, nonce=bytes(12))
    assert aead.open(Sealed(bytearray(12), memoryview(sealed.ciphertext))) == MESSAGE
    mac.verify(bytearray(MESSAGE), bytearray(mac.tag(MESSAGE)))
    signing.verifying_key().verify(STRIDED, bytearray(signing.sign(MESSAGE)))
    assert digest(Text("SHA-256"), b"") == digest("SHA-256", b"")
    assert hkdf(b"x", Number(), info=b"") == hkdf(b"x", 16, info=b"")
    print("bytes-like objects are taken")


def refused() -> None:
    """What is wrong has the exception that people expect."""
    key = KdfKey.from_bytes("HKDF-EXTRACT/SHA-256", b"secret")
    for expected, attempt in [
        (TypeError, lambda: digest("SHA-256", "text")),
        (TypeError, lambda: digest("SHA-256", None)),
        (TypeError, lambda: digest("SHA-256", [1, 2])),
        (TypeError, lambda: digest("SHA-256", 5)),
        (TypeError, lambda: digest(b"SHA-256", b"")),
        (ValueError, lambda: digest("\ud800", b"")),
        (wasi_crypto.UnsupportedError, lambda: digest("SHA-256\0", b"")),
        (TypeError, lambda: key.derive(1.0, info=b"")),
        (TypeError, lambda: key.derive("16", info=b"")),
        (ValueError, lambda: key.derive(-1, info=b"")),
        (OverflowError, lambda: key.derive(1 << 32, info=b"")),
        (CryptoError, lambda: key.derive((1 << 32) - 1, info=b"")),
        (TypeError, lambda: PrivateKey.generate("X25519").exchange(b"peer")),
        (TypeError, lambda: PrivateKey.generate("X25519").exchange(SigningKey.generate("Ed25519").verifying_key())),
        (TypeError, lambda: SigningKey.generate("Ed25519").to_bytes("raw")),
        (TypeError, lambda: AeadKey.generate("AES-256-GCM").open(b"sealed")),
        (TypeError, lambda: AeadKey.generate("AES-256-GCM").open(Sealed(None, b"sealed"))),
    ]:
        try:
            attempt()
        except expected:
            continue
        except Exception as error:
            raise AssertionError(f"{type(error).__name__} instead of {expected.__name__}: {error}") from error
        raise AssertionError(f"nothing instead of {expected.__name__}")
    print("what is wrong is an exception")


def everywhere() -> int:
    """Every parameter with everything."""
    aead, mac, kdf = AeadKey.generate("AES-256-GCM"), MacKey.generate("HMAC/SHA-256"), KdfKey.from_bytes("HKDF-EXTRACT/SHA-256", b"x")
    signing, private = SigningKey.generate("Ed25519"), PrivateKey.generate("X25519")
    verifying, peer, state, raw = signing.verifying_key(), private.public_key(), Hash("SHA-256"), Encoding.RAW
    calls = [
        (digest, ["SHA-256", MESSAGE], {}),
        (Hash, ["SHA-256", MESSAGE], {}),
        (state.update, [MESSAGE], {}),
        (state.digest, [32], {}),
        (state.hexdigest, [32], {}),
        (hkdf, [MESSAGE, 16], {"info": b"", "salt": b"", "hash": "SHA-256"}),
        (kdf.derive, [16], {"info": b"", "salt": b""}),
        (mac.tag, [MESSAGE], {}),
        (mac.verify, [MESSAGE, MESSAGE], {}),
        (aead.seal, [MESSAGE], {"nonce": bytes(12), "associated_data": b""}),
        (aead.open, [Sealed(bytes(12), bytes(32))], {"associated_data": b""}),
        (lambda nonce, ciphertext: aead.open(Sealed(nonce, ciphertext)), [bytes(12), bytes(32)], {}),
        (signing.sign, [MESSAGE], {}),
        (signing.to_bytes, [Encoding.PKCS8], {}),
        (verifying.verify, [MESSAGE, bytes(64)], {}),
        (verifying.to_bytes, [raw], {}),
        (private.exchange, [peer, "HKDF-EXTRACT/SHA-256"], {}),
        (private.decapsulate, [MESSAGE, "HKDF-EXTRACT/SHA-256"], {}),
        (peer.encapsulate, ["HKDF-EXTRACT/SHA-256"], {}),
    ]
    for kind in (AeadKey, MacKey, KdfKey):
        calls += [(kind.generate, ["AES-256-GCM"], {}), (kind.from_bytes, ["AES-256-GCM", bytes(32)], {})]
    for kind in (SigningKey, PrivateKey):
        calls += [(kind.generate, ["X25519"], {}), (kind.from_bytes, ["Ed25519", bytes(64), raw], {})]
    for kind in (VerifyingKey, PeerKey):
        calls += [(kind.from_bytes, ["Ed25519", bytes(32), raw], {})]
    attempts = 0
    for function, args, kwargs in calls:
        for value in ANYTHING:
            for place in range(len(args)):
                attempts += attempted(function, [*args[:place], value, *args[place + 1 :]], kwargs)
            for name in kwargs:
                attempts += attempted(function, args, {**kwargs, name: value})
    return attempts


def attempted(function, args, kwargs) -> int:
    try:
        function(*args, **kwargs)
    except EXPECTED:
        pass
    return 1
