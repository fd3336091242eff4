"""Makes the keys and signatures of ML-KEM and ML-DSA in this folder, as implementations other than ours.

Usage: python post_quantum.py, with the packages cryptography (which brings OpenSSL) and cryptography-vectors, 50 or later.
Keys are the first of the known answers of the standards' authors, which have them expanded too: OpenSSL writes the seed,
and the two other forms of RFC 9881 and RFC 9935 are put together here.
"""

import os
import re

import cryptography_vectors
from cryptography.hazmat.primitives.asymmetric import mldsa, mlkem
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

VECTORS = os.path.join(os.path.dirname(cryptography_vectors.__file__), "asymmetric")
MESSAGE = open("message.txt", "rb").read()


def first(path):
    text = open(os.path.join(VECTORS, path)).read().split("count = 1\n")[0]
    return {name: bytes.fromhex(value) for name, value in re.findall(r"^(\w+) = ([0-9a-f]{4,})$", text, re.M)}


def tlv(tag, *values):
    value = b"".join(values)
    size = len(value)
    length = bytes([size]) if size < 128 else (lambda n: bytes([0x80 | len(n)]) + n)(
        size.to_bytes((size.bit_length() + 7) // 8, "big"))
    return bytes([tag]) + length + value


def info(arc, last, key):
    identifier = tlv(6, bytes.fromhex("60864801650304") + bytes([arc, last]))
    return tlv(0x30, tlv(2, b"\0"), tlv(0x30, identifier), tlv(4, key))


def write(name, content):
    open(name, "wb").write(content)


def forms(name, arc, last, seed, expanded):
    write(f"{name}-both.der", info(arc, last, tlv(0x30, tlv(4, seed), tlv(4, expanded))))
    write(f"{name}-expanded.der", info(arc, last, tlv(4, expanded)))
    return info(arc, last, tlv(0x80, seed))


def pems(name, key, seed_form):
    assert key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()) == seed_form
    write(f"{name}.pem", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    write(f"{name}-public.pem", key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


for bits, last in (512, 1), (768, 2), (1024, 3):
    known = first(f"MLKEM/kat_MLKEM_{bits}.rsp")
    seed_form = forms(f"ml-kem-{bits}", 4, last, known["d"] + known["z"], known["sk"])
    if bits != 512:  # Which OpenSSL has, but the package does not offer.
        maker = getattr(mlkem, f"MLKEM{bits}PrivateKey")
        pems(f"ml-kem-{bits}", maker.from_seed_bytes(known["d"] + known["z"]), seed_form)

for level, last in (44, 17), (65, 18), (87, 19):
    known = first(f"MLDSA/kat_MLDSA_{level}_det_pure.rsp")
    seed_form = forms(f"ml-dsa-{level}", 3, last, known["xi"], known["sk"])
    key = getattr(mldsa, f"MLDSA{level}PrivateKey").from_seed_bytes(known["xi"])
    pems(f"ml-dsa-{level}", key, seed_form)
    write(f"ml-dsa-{level}.sig", key.sign(MESSAGE))
