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

# Managed keys and external secrets, from the opening of a manager on. Handles are counted back from the latest result;
# identifiers are written to and read from the same places.
facts = (here / "../facts/errors-0.10.txt").read_text().splitlines()
functions = [line.split()[0] for line in facts if not line.startswith("#")]
NONE, OUT, LATER, LATEST, ALL, FIRST = [4], [0], [100], [0], [1], [2]
ED25519, HMAC = [7, 0, 0], [1, 0, 0]
# "salt", and by how much a capsule is longer.
SECRET, OVERHEAD = [24, 0, 0], 5 + 24 + 16 + 8


class Sequence:
    def __init__(self):
        self.bytes, self.results = b"", []
        self.call("secrets_manager_open", NONE, OUT, results=["manager"])

    def call(self, function, *arguments, results=()):
        # The target finds the latest eight only.
        if "manager" in arguments and self.results[::-1].index("manager") > 7:
            self.call("secrets_manager_open", NONE, OUT, results=["manager"])
        self.bytes += bytes([functions.index(function)])
        for argument in arguments:
            self.bytes += bytes([self.results[::-1].index(argument)]) if isinstance(argument, str) else bytes(argument)
        self.results += results
        return self


def identifier(place):
    """32 bytes of the memory for outputs."""
    return [0x85, place * 2, 0]


for kind, made in [
    ("keypair", Sequence().call("keypair_generate_managed", "manager", [0], ED25519, NONE, OUT, results=["key"])),
    ("symmetric_key", Sequence().call("symmetric_key_generate_managed", "manager", HMAC, NONE, OUT, results=["key"])),
]:
    made.call(f"{kind}_id", "key", identifier(0), OUT, OUT, results=["length", "version"])
    made.call(f"{kind}_from_id", "manager", identifier(0), LATEST, OUT, results=["found"])
    if kind == "keypair":
        made.call("keypair_generate", [0], ED25519, NONE, OUT, results=["new"])
        made.call("signature_state_open", "found", OUT, results=["state"])
        made.call("signature_state_sign", "state", OUT, results=["signature"])
    else:
        made.call("symmetric_key_generate", HMAC, NONE, OUT, results=["new"])
    made.call(f"{kind}_replace_managed", "manager", "key", "new", OUT, results=["second"])
    made.call(f"{kind}_generate", *([[0]] if kind == "keypair" else []), ED25519 if kind == "keypair" else HMAC, NONE, OUT, results=["other"])
    made.call(f"{kind}_store_managed", "manager", "other", identifier(1))
    made.call("secrets_manager_invalidate", "manager", identifier(0), LATEST)
    made.call(f"{kind}_from_id", "manager", identifier(0), FIRST, OUT, results=["left"])
    made.call("secrets_manager_invalidate", "manager", identifier(0), ALL)
    made.call("secrets_manager_invalidate", "manager", identifier(1), ALL)
    write("legacy", f"managed-{kind}", made.bytes)

kept = Sequence().call("external_secret_store", "manager", SECRET, LATER, identifier(0))
kept.call("external_secret_replace", "manager", SECRET, LATER, identifier(0), OUT, results=["second"])
kept.call("external_secret_from_id", "manager", identifier(0), LATEST, OUT, results=["secret"])
kept.call("array_output_pull", "secret", identifier(2), OUT, results=["length"])
kept.call("external_secret_invalidate", "manager", identifier(0), ALL)
write("legacy", "external-kept", kept.bytes)

SEALED = 4 + OVERHEAD
sealed = Sequence().call("external_secret_encapsulate", "manager", SECRET, LATER, OUT, results=["sealed"])
sealed.call("array_output_len", "sealed", OUT, results=["length"])
sealed.call("array_output_pull", "sealed", [0xa0 | SEALED % 8, SEALED // 8, 0], OUT, results=["pulled"])
sealed.call("external_secret_decapsulate", "manager", [0xa0 | SEALED % 8, SEALED // 8, 0], OUT, results=["opened"])
sealed.call("secrets_manager_close", "manager")
write("legacy", "external-sealed", sealed.bytes)
