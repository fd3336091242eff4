#!/usr/bin/env python3
"""Makes the answers for sealed streams: what Tink and age make of messages whose ends are at, before and behind those of
segments.

    pip install tink==1.16.1 pyrage==1.4.0 cryptography==50.0.2 && python3 sealed.py

Tink seals with keys that are given to it. age chooses a key for each file, which the file has in it, wrapped for the
recipient: it is unwrapped here as C2SP's age.md says, and the payload is what comes after the header. Both draw what a
stream begins with, so every run makes other answers, of the same form. Each is opened again before it is written.
"""

import base64
import hashlib
import io
import pathlib

import pyrage
import tink
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from tink import secret_key_access, streaming_aead
from tink.proto import aes_gcm_hkdf_streaming_pb2, common_pb2, tink_pb2

ANSWERS = pathlib.Path(__file__).parent / "answers"
# Of a length that has nothing in common with that of a segment, so that each begins with another byte.
PATTERN = bytes((7 * index + 3) % 251 for index in range(251))
# Longer streams are compared by their digest.
SHORT = 300

# Tink's own test vectors have one with SHA-256: of an empty message, where the length of segments does not matter.
PUBLISHED = """
# Published: tink-java, AesGcmHkdfStreamingTestUtil, createTestVector2.
key = 6eb56cdc726dfbe5d57f2fcdc6e9345b
header = 18be78bce0cab6fd38a9041eea8ab0ffc4cf17e3c00b661d
length = 0
plaintext = 00
out = 18be78bce0cab6fd38a9041eea8ab0ffc4cf17e3c00b661d3927f5f79069f41a210fedc40b25648c
"""


class Kept(io.BytesIO):
    """Its content can still be read when Tink has closed it."""

    def close(self):
        pass


class Tink:
    def __init__(self, key_len, segment):
        self.key_len, self.segment, self.header = key_len, segment, 1 + key_len + 7
        self.messages = [segment - self.header - 16, segment - 16]

    def seal(self, number, message):
        key = hashlib.sha256(f"{self.key_len} {self.segment} {number}".encode()).digest()[: self.key_len]
        associated_data = b"" if number % 3 == 0 else b"associated data"
        params = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingParams(
            ciphertext_segment_size=self.segment, derived_key_size=self.key_len, hkdf_hash_type=common_pb2.SHA256
        )
        data = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKey(key_value=key, params=params).SerializeToString()
        keyset = tink_pb2.Keyset(primary_key_id=1)
        entry = keyset.key.add(key_id=1, status=tink_pb2.ENABLED, output_prefix_type=tink_pb2.RAW)
        entry.key_data.type_url = "type.googleapis.com/google.crypto.tink.AesGcmHkdfStreamingKey"
        entry.key_data.value = data
        entry.key_data.key_material_type = tink_pb2.KeyData.SYMMETRIC
        handle = tink.proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN)
        primitive = handle.primitive(streaming_aead.StreamingAead)
        sealed = Kept()
        with primitive.new_encrypting_stream(sealed, associated_data) as stream:
            stream.write(message)
        sealed = sealed.getvalue()
        assert primitive.new_decrypting_stream(io.BytesIO(sealed), associated_data).read() == message
        return key, associated_data, sealed


class Age:
    header, messages = 16, [65536, 65536]

    def seal(self, number, message):
        identity = pyrage.x25519.Identity.generate()
        file = pyrage.encrypt(message, [identity.to_public()])
        assert pyrage.decrypt(file, [identity]) == message
        end = file.index(b"\n", file.index(b"\n--- ") + 1) + 1
        return unwrapped(file[:end].decode(), identity), b"", file[end:]


def unwrapped(header, identity):
    """The file key, from the X25519 stanza."""
    lines = header.split("\n")
    at = next(index for index, line in enumerate(lines) if line.startswith("-> X25519 "))
    share, body = (base64.b64decode(text + "=" * (-len(text) % 4)) for text in (lines[at].split(" ")[2], lines[at + 1]))
    secret = X25519PrivateKey.from_private_bytes(bech32(str(identity)))
    shared = secret.exchange(X25519PublicKey.from_public_bytes(share))
    salt = share + secret.public_key().public_bytes_raw()
    wrap = HKDF(hashes.SHA256(), 32, salt, b"age-encryption.org/v1/X25519").derive(shared)
    return ChaCha20Poly1305(wrap).decrypt(bytes(12), body, None)


def bech32(text):
    """The bytes of an identity of age, without looking at the checksum."""
    digits = ["qpzry9x8gf2tvdw0s3jn54khce6mua7l".index(c) for c in text.lower().rsplit("1", 1)[1][:-6]]
    number = 0
    for digit in digits:
        number = number << 5 | digit
    return (number >> (5 * len(digits) % 8)).to_bytes(5 * len(digits) // 8, "big")


def lengths(form):
    first, other = form.messages
    return [0, 1, first - 1, first, first + 1, first + other - 1, first + other, first + other + 1, first + 2 * other + 99]


def answers(form, made_by):
    out = [f"# Sealed streams. Made by {made_by}: tests/vectors/sealed.py."]
    for number, length in enumerate(lengths(form)):
        message = (PATTERN * (length // len(PATTERN) + 1))[:length]
        key, associated_data, sealed = form.seal(number, message)
        out += ["", f"key = {key.hex()}"]
        out += [f"absorb = {associated_data.hex()}"] if associated_data else []
        out += [f"header = {sealed[:form.header].hex()}", f"length = {length}", f"plaintext = {PATTERN.hex()}"]
        short = len(sealed) <= SHORT
        out += [f"out = {sealed.hex()}" if short else f"digest = {hashlib.sha256(sealed).hexdigest()}"]
    return "\n".join(out) + "\n"


def main():
    streaming_aead.register()
    for key_len, bits in [(16, 128), (32, 256)]:
        for segment, name in [(4 << 10, "4kb"), (1 << 20, "1mb")]:
            text = answers(Tink(key_len, segment), "Tink 1.16.1 for Python")
            published = PUBLISHED if key_len == 16 else ""
            (ANSWERS / f"aes-{bits}-gcm-hkdf-{name}.txt").write_text(text + published)
    (ANSWERS / "age-payload.txt").write_text(answers(Age(), "age through pyrage 1.4.0"))


main()
