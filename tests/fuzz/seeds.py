#!/usr/bin/env python3
"""Writes the seeds in corpus/: one short input per kind of key and encoding, from host/engine/tests/keys, and one state
per algorithm. The first bytes are what the targets read (see targets/*.rs)."""

import base64
import pathlib

here = pathlib.Path(__file__).parent
keys = here / "../../host/engine/tests/keys"


def write(target, name, data):
    directory = here / "corpus" / target
    directory.mkdir(parents=True, exist_ok=True)
    (directory / name).write_bytes(bytes(data))


def der(pem):
    return base64.b64decode("".join(line for line in pem.decode().splitlines() if "-----" not in line))


# File of a key, and its algorithm's position in targets/keys.rs.
for curve, algorithm in [("prime256v1", 0), ("secp384r1", 1), ("secp256k1", 2), ("ed25519", 3), ("x25519", 8)]:
    secret, public = ((keys / f"{curve}{end}.pem").read_bytes() for end in ("", "-public"))
    for provider in (0, 1):
        for what, pem in [(0, secret), (1, public), (2, secret)]:
            for encoding, encoded in [(0, der(pem)[-32:]), (1, der(pem)), (2, pem)]:
                write("keys", f"{curve}-{provider}{what}{encoding}", bytes([provider | what << 1, algorithm, encoding]) + encoded)
for name in ("prime256v1", "secp256k1"):
    sec = (keys / f"{name}.sec1.der").read_bytes()
    write("keys", f"{name}-sec", bytes([0, 0 if name == "prime256v1" else 2, 3]) + sec)
    write("keys", f"{name}-signature", bytes([6, 0 if name == "prime256v1" else 2, 1]) + (keys / f"{name}.sig").read_bytes())
for what, file in [(0, "rsa-2048.pem"), (1, "rsa-2048-public.pem"), (2, "rsa-2048.pem")]:
    pem = (keys / file).read_bytes()
    for encoding, encoded in [(1, der(pem)), (2, pem)]:
        write("keys", f"rsa-{what}{encoding}", bytes([what << 1, 4, encoding]) + encoded)

# Open a state with a nonce, absorb, squeeze, tag, encrypt, decrypt, copy.
for algorithm in range(62):
    for nonce in (0x10, 0x20, 0x40):
        write("states", f"{algorithm:02}-{nonce:02x}", [0, 0, algorithm, nonce | 2, 8, *b"saltsalt", 1, 3, *b"abc", 3, 20, 5, 7, 4, *b"text", 1, 12, 11, 8, 3, *b"msg", 13])

for algorithm in range(20):
    write("options", f"{algorithm:02}", [0, 0, 3, 0, 2, 8, *b"saltsalt", 2, 4, 0, 4, 2, 3, 1, 64, 0, algorithm, 32, 0])

# Every legacy function after an option set, a key and a state were opened; what the bytes mean says legacy/src/main.rs.
for function in range(86):
    write("legacy", f"{function:02}", bytes([function, 0, 8, 96, 12, 224, 3, 128, 16]) * 3 + bytes(range(function, function + 40)))
