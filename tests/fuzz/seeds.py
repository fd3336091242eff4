#!/usr/bin/env python3
"""Writes the seeds in corpus/ anew: one short input per kind of key and encoding, from host/engine/tests/keys, and states
of every algorithm. The first bytes are what the targets read (see targets/*.rs), among them the position of an algorithm in
the table of the engine: host/engine/algorithms.md is generated from that table, in its order."""

import base64
import pathlib
import shutil

here = pathlib.Path(__file__).parent
keys = here / "../../host/engine/tests/keys"
shutil.rmtree(here / "corpus")


def write(target, name, data):
    directory = here / "corpus" / target
    directory.mkdir(parents=True, exist_ok=True)
    (directory / name.lower().replace("/", "-")).write_bytes(bytes(data))


class Algorithm:
    def __init__(self, kind, row):
        self.name, _, sizes, _, options, *_ = (cell.strip() for cell in row.strip("|").split(" | "))
        self.kind, self.options = kind, options.split(", ")
        self.sizes = dict(size.rsplit(" ", 1) for size in sizes.split(", ") if size != "-")
        self.key_is_optional = kind in ("XOF", "session") and "key" in self.sizes


algorithms, kind = [], None
for line in (here / "../../host/engine/algorithms.md").read_text().splitlines():
    if line.startswith("## "):
        kind = line[3:]
    elif line.startswith("| ") and not line.startswith(("| Identifier |", "| --- |")):
        algorithms.append(Algorithm(kind, line))
ASYMMETRIC_KINDS = ("signature", "DH", "KEM")
STREAM_KIND = "sealed stream"
symmetric = [known for known in algorithms if known.kind not in (*ASYMMETRIC_KINDS, STREAM_KIND)]
asymmetric = [known.name for known in algorithms if known.kind in ASYMMETRIC_KINDS]
# Signatures come first, so a position among those is one among all.


def der(pem):
    return base64.b64decode("".join(line for line in pem.decode().splitlines() if "-----" not in line))


# File of a key, and its algorithm.
CURVES = {
    "prime256v1": "ECDSA_P256_SHA256",
    "secp384r1": "ECDSA_P384_SHA384",
    "secp256k1": "ECDSA_K256_SHA256",
    "ed25519": "Ed25519",
    "x25519": "X25519",
}
position = {file: asymmetric.index(name) for file, name in CURVES.items()}
for curve, algorithm in position.items():
    secret, public = ((keys / f"{curve}{end}.pem").read_bytes() for end in ("", "-public"))
    for provider in (0, 1):
        for what, pem in [(0, secret), (1, public), (2, secret)]:
            for encoding, encoded in [(0, der(pem)[-32:]), (1, der(pem)), (2, pem)]:
                write("keys", f"{curve}-{provider}{what}{encoding}", bytes([provider | what << 1, algorithm, encoding]) + encoded)
for name in ("prime256v1", "secp256k1"):
    sec = (keys / f"{name}.sec1.der").read_bytes()
    write("keys", f"{name}-sec", bytes([0, position[name], 3]) + sec)
    write("keys", f"{name}-signature", bytes([6, position[name], 1]) + (keys / f"{name}.sig").read_bytes())
for what, file in [(0, "rsa-2048.pem"), (1, "rsa-2048-public.pem"), (2, "rsa-2048.pem")]:
    pem = (keys / file).read_bytes()
    for encoding, encoded in [(1, der(pem)), (2, pem)]:
        write("keys", f"rsa-{what}{encoding}", bytes([what << 1, asymmetric.index("RSA_PKCS1_2048_SHA256"), encoding]) + encoded)

# Open a state with what it takes, and once with what it may not; absorb, squeeze, tag, encrypt, decrypt, copy.
NONCES = {"12": 0x10, "16": 0x20, "24": 0x30, "32": 0x40}
CONTEXT, SALT, NO_KEY = 1, 2, 4
for index, known in enumerate(symmetric):
    rest = [1, 3, *b"abc", 3, 20, 5, 7, 4, *b"text", 1, 12, 11, 8, 3, *b"msg", 13]
    salt = [16, *b"saltsaltsaltsalt"]
    right = NONCES.get(known.sizes.get("nonce", "16"), 0) if "nonce" in known.options else 0
    right |= SALT if "salt" in known.options else 0
    for provider in (0, 1):
        write("states", f"{known.name}-{provider}", [provider, 0, index, right, *(salt if right & SALT else []), *rest])
    write("states", f"{known.name}-salt", [0, 0, index, 0x10 | SALT, *salt, *rest])
    if "context" in known.options:
        write("states", f"{known.name}-context", [0, 0, index, CONTEXT, 1, 1, *rest])
    if known.key_is_optional:
        write("states", f"{known.name}-no-key", [0, 0, index, NO_KEY, *rest])

# A state under the options it reads, and under one more. An option is a kind of value, a name by its position in
# targets/options.rs, and the value.
OPTIONS = {
    "salt": [0, 2, 16, *b"saltsaltsaltsalt"],
    "context": [0, 1, 1, 1],
    "memory_limit": [2, 3, 1, 64],
    "ops_limit": [2, 4, 0, 4],
    "parallelism": [2, 6, 0, 1],
}
for index, known in enumerate(symmetric):
    right = [OPTIONS[name] for name in known.options if name in OPTIONS]
    if "nonce" in known.options:
        length = int(known.sizes.get("nonce", 16))
        right.append([0, 0, length, *range(length)])
    for end, options in [("", right), ("-more", [*right, OPTIONS["salt"], OPTIONS["ops_limit"]])]:
        for key in (1, 0) if known.key_is_optional else (1,):
            name = known.name + ("" if key else "-no-key") + end
            write("options", name, [0, 0, len(options), *(byte for option in options for byte in option), key, index, 32, 0])

# A stream of every format: repeated bytes as its message, and what is changed, where.
for index, known in enumerate(known for known in algorithms if known.kind == STREAM_KIND):
    for provider in (0, 1):
        for change in range(6):
            # What is repeated, and up to which length: 36 times 256, or 2 times 65,536.
            message = [3, *b"abc", *([2, 2] if known.name == "AGE-PAYLOAD" else [1, 36])]
            write("sealed", f"{known.name}-{provider}{change}", [provider, index, *message, change, 0, 200, 1])

# Every legacy function after an option set, a key and a state were opened; what the bytes mean says legacy/src/main.rs.
for function in range(86):
    write("legacy", f"{function:02}", bytes([function, 0, 8, 96, 12, 224, 3, 128, 16]) * 3 + bytes(range(function, function + 40)))

# Managed keys and external secrets, from the opening of a manager on. Handles are counted back from the latest result;
# identifiers are written to and read from the same places.
facts = (here / "../facts/errors-0.10.txt").read_text().splitlines()
functions = [line.split()[0] for line in facts if not line.startswith("#")]
NONE, OUT, LATER, LATEST, ALL, FIRST = [4], [0], [100], [0], [1], [2]
# Strings are those of legacy/src/main.rs: the options and oddities, and the names of algorithms behind them.
STRINGS = ["nonce", "salt", "context", "memory_limit", "ops_limit", "parallelism", "buffer", "", "oddity"]
STRINGS += [known.name for known in algorithms if not known.name.startswith("RSA_")]


def string(text):
    return [STRINGS.index(text), 0, 0]


ED25519, HMAC = string("Ed25519"), string("HMAC/SHA-256")
# What is kept, and by how much a capsule is longer.
SECRET, OVERHEAD = string("salt"), 5 + 24 + 16 + 8


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
