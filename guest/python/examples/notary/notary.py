"""A program: every part of the package once, the way it is meant to be used."""

import sys

from wit_world import exports

import wasi_crypto
from wasi_crypto import AeadKey, Encoding, Hash, MacKey, PeerKey, PrivateKey, Sealed, SigningKey, VerifyingKey


class Run(exports.Run):
    def run(self) -> None:
        text = sys.argv[1] if len(sys.argv) > 1 else "hello from Python"
        print(f'text "{text}"\n')
        for part in (hashing, authentication, encryption, signing, derivation, exchange, encapsulation, refusals):
            for line in part(text.encode()):
                print(line)


def hashing(message: bytes):
    with Hash("SHA-256") as state:
        for byte in message:
            state.update(bytes([byte]))
        assert state.digest() == wasi_crypto.digest("SHA-256", message)
        yield f"= SHA-256      {state.hexdigest()}"


def authentication(message: bytes):
    with MacKey.from_bytes("HMAC/SHA-256", b"key") as key:
        tag = key.tag(message)
        key.verify(message, tag)
        yield f"= HMAC         {tag.hex()}"


def encryption(message: bytes):
    with AeadKey.from_bytes("AES-256-GCM", bytes(range(32))) as key:
        # This key is not for anything else, so any nonce will do.
        sealed = key.seal(message, nonce=bytes(12), associated_data=b"note")
        assert key.open(sealed, associated_data=b"note") == message
        yield f"= AES-256-GCM  {sealed.ciphertext.hex()}"
    with AeadKey.generate("XCHACHA20-POLY1305") as key:
        sealed = key.seal(message)
        assert key.open(sealed) == message
        yield f"~ XChaCha20    nonce {sealed.nonce.hex()}, chosen by the host"


def signing(message: bytes):
    with SigningKey.generate("Ed25519") as key, key.verifying_key() as theirs:
        signature = key.sign(message)
        theirs.verify(message, signature)
        yield f"~ Ed25519      {signature.hex()[:32]}.. by {theirs.to_bytes().hex()}"
        with SigningKey.from_bytes("Ed25519", key.to_bytes()) as again:
            assert again.sign(message) == signature
    with SigningKey.generate("ECDSA_P256_SHA256") as key, key.verifying_key() as theirs:
        pem = theirs.to_bytes(Encoding.PEM)
        with VerifyingKey.from_bytes("ECDSA_P256_SHA256", pem, Encoding.PEM) as imported:
            imported.verify(message, key.sign(message))
            yield f"= ECDSA P-256  verified with {pem.decode().splitlines()[0]}"


def derivation(message: bytes):
    yield f"= HKDF         {wasi_crypto.hkdf(message, 16, info=b'example', salt=b'salt').hex()}"


def exchange(_: bytes):
    with PrivateKey.generate("X25519") as ours, PrivateKey.generate("X25519") as theirs:
        with PeerKey.from_bytes("X25519", theirs.public_key().to_bytes()) as peer, ours.exchange(peer) as secret:
            session = secret.derive(32, info=b"session")
        assert theirs.exchange(ours.public_key()).derive(32, info=b"session") == session
        yield "= X25519       both sides have the same key"


def encapsulation(_: bytes):
    with PrivateKey.generate("X-WING") as key:
        sent = key.public_key().encapsulate()
        assert key.decapsulate(sent.message).derive(32, info=b"") == sent.secret.derive(32, info=b"")
        yield f"= X-WING       both sides have the same key, from {len(sent.message)} bytes"


def refusals(message: bytes):
    key = AeadKey.generate("AES-128-GCM")
    attempts = {
        "forged": lambda: key.open(Sealed(bytes(12), bytes(32))),
        "unknown": lambda: wasi_crypto.digest("MD4", message),
        "no key": lambda: SigningKey.from_bytes("Ed25519", b"no key"),
        "no nonce": lambda: key.seal(message),
    }
    for name, attempt in attempts.items():
        try:
            attempt()
        except wasi_crypto.CryptoError as error:
            yield f"= {name:<12} {type(error).__name__}: {error}"
    key.close()
    try:
        key.to_bytes()
    except ValueError as error:
        yield f"= closed       {error}"
