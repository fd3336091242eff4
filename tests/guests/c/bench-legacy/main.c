/* The operations the benchmarks measure, against the legacy API; no WASI, no C library.
 *
 * The same operations in the same order of calls as rust/bench-component, so that the two times differ only by
 * the way to the host. prepare(op, size) makes keys and message once; run(op, size, iterations) repeats the
 * operation on it and returns a checksum of what came out, which is equal in both guests unless the operation is
 * randomised (then it counts lengths only). A negative result is the negated error number, -1000 a wrong use.
 */
#include "legacy_crypto.h"
#include "rsa_2048_pem.h"

#define EXPORT(name) __attribute__((export_name(name)))

/* The numbering of rust/bench-component. */
enum operation {
    OPTIONS, TAG_LEN, SHA_256, HMAC_SHA_256, AES_256_GCM_SEAL, CHACHA20_POLY1305_SEAL, P256_SIGN, P256_VERIFY,
    ED25519_SIGN, ED25519_VERIFY, X25519, RSA_SIGN, RSA_VERIFY, AES_256_GCM_OPEN, OPERATIONS
};
enum { WRONG_USE = 1000, MAX_SIZE = 1 << 20, TAG_LEN_GCM = 16 };

static const uint8_t ED25519_PAIR[64] = {
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
    0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
    0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
    0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
};

static uint8_t message[MAX_SIZE];
static uint8_t output[MAX_SIZE + TAG_LEN_GCM];
static uint8_t sealed[MAX_SIZE + TAG_LEN_GCM];
static uint8_t signature_bytes[256];
static size_t signature_len;
static uint8_t nonce[12];
/* What the operation works with: a symmetric key, a tag, a key pair or a secret key; and a public key. They stay
 * open until the instance ends. */
static handle subject, public_key;
static enum operation prepared_operation = OPERATIONS;
static size_t prepared_size;

/* Returns a call's error number, if there is one. */
#define TRY(call)                       \
    do {                                \
        int32_t errno_ = (call);        \
        if (errno_ != 0) return errno_; \
    } while (0)

static int64_t fold(int64_t sum, uint8_t first, size_t len) {
    return (int64_t)((uint64_t)sum * 31 + first + len);
}

/* Once more with another nonce: a counter. */
static void next_nonce(void) {
    for (int i = 0; i < 12 && ++nonce[i] == 0; i++) {
    }
}

static int32_t open_cipher(const char *name, size_t name_len, handle *state) {
    handle options;
    TRY(options_open(ALGORITHM_TYPE_SYMMETRIC, &options));
    TRY(options_set(options, STR("nonce"), nonce, sizeof nonce));
    TRY(symmetric_state_open(name, name_len, SOME(subject), SOME(options), state));
    TRY(options_close(options));
    return 0;
}

static int32_t seal(const char *name, size_t name_len, size_t size, size_t *len) {
    handle state;
    next_nonce();
    TRY(open_cipher(name, name_len, &state));
    TRY(symmetric_state_encrypt(state, output, size + TAG_LEN_GCM, message, size, len));
    TRY(symmetric_state_close(state));
    return 0;
}

static int32_t pull(handle array, uint8_t *out, size_t out_len, size_t *len) {
    TRY(array_output_len(array, len));
    if (*len > out_len) return ERRNO_OVERFLOW;
    TRY(array_output_pull(array, out, *len, len));
    return 0;
}

static int32_t sign(size_t size, size_t *len) {
    handle state, signature, array;
    TRY(signature_state_open(subject, &state));
    TRY(signature_state_update(state, message, size));
    TRY(signature_state_sign(state, &signature));
    TRY(signature_export(signature, SIGNATURE_RAW, &array));
    TRY(pull(array, output, sizeof output, len));
    TRY(signature_close(signature));
    TRY(signature_state_close(state));
    return 0;
}

static int32_t verify(const char *name, size_t name_len, size_t size) {
    handle state, signature;
    TRY(signature_verification_state_open(public_key, &state));
    TRY(signature_verification_state_update(state, message, size));
    TRY(signature_import(name, name_len, signature_bytes, signature_len, SIGNATURE_RAW, &signature));
    TRY(signature_verification_state_verify(state, signature));
    TRY(signature_close(signature));
    TRY(signature_verification_state_close(state));
    return 0;
}

/* Makes the signature that the verifications check. */
static int32_t prepare_signature(size_t size) {
    TRY(keypair_publickey(subject, &public_key));
    TRY(sign(size, &signature_len));
    if (signature_len > sizeof signature_bytes) return WRONG_USE;
    for (size_t i = 0; i < signature_len; i++) signature_bytes[i] = output[i];
    return 0;
}

static int32_t prepare_keys(enum operation operation, size_t size) {
    uint8_t key[32], other[32];
    for (int i = 0; i < 32; i++) {
        key[i] = (uint8_t)i;
        other[i] = i == 0 ? 9 : 0;
    }
    switch (operation) {
    case OPTIONS:
    case SHA_256:
        return 0;
    case TAG_LEN: {
        handle mac_key, state;
        TRY(symmetric_key_import(STR("HMAC/SHA-256"), key, 32, &mac_key));
        TRY(symmetric_state_open(STR("HMAC/SHA-256"), SOME(mac_key), NONE, &state));
        TRY(symmetric_state_squeeze_tag(state, &subject));
        TRY(symmetric_state_close(state));
        TRY(symmetric_key_close(mac_key));
        return 0;
    }
    case HMAC_SHA_256:
        TRY(symmetric_key_import(STR("HMAC/SHA-256"), key, 32, &subject));
        return 0;
    case AES_256_GCM_SEAL:
        TRY(symmetric_key_import(STR("AES-256-GCM"), key, 32, &subject));
        return 0;
    case AES_256_GCM_OPEN: {
        size_t len;
        TRY(symmetric_key_import(STR("AES-256-GCM"), key, 32, &subject));
        TRY(seal(STR("AES-256-GCM"), size, &len));
        for (size_t i = 0; i < len; i++) sealed[i] = output[i];
        return 0;
    }
    case CHACHA20_POLY1305_SEAL:
        TRY(symmetric_key_import(STR("CHACHA20-POLY1305"), key, 32, &subject));
        return 0;
    case P256_SIGN:
    case P256_VERIFY:
        TRY(keypair_import(ALGORITHM_TYPE_SIGNATURES, STR("ECDSA_P256_SHA256"), key, 32, ENCODING_RAW, &subject));
        return prepare_signature(size);
    case ED25519_SIGN:
    case ED25519_VERIFY:
        TRY(keypair_import(ALGORITHM_TYPE_SIGNATURES, STR("Ed25519"), ED25519_PAIR, 64, ENCODING_RAW, &subject));
        return prepare_signature(size);
    case RSA_SIGN:
    case RSA_VERIFY:
        TRY(keypair_import(ALGORITHM_TYPE_SIGNATURES, STR("RSA_PKCS1_2048_SHA256"), STR(RSA_2048_PEM), ENCODING_PEM,
                           &subject));
        return prepare_signature(size);
    case X25519:
        /* The public key is the curve's base point: the number 9. */
        TRY(secretkey_import(ALGORITHM_TYPE_KEY_EXCHANGE, STR("X25519"), key, 32, ENCODING_RAW, &subject));
        TRY(publickey_import(ALGORITHM_TYPE_KEY_EXCHANGE, STR("X25519"), other, 32, ENCODING_RAW, &public_key));
        return 0;
    default:
        return WRONG_USE;
    }
}

static int32_t once(enum operation operation, size_t size, int64_t *sum) {
    size_t len = 0;
    handle object, tag;
    switch (operation) {
    case OPTIONS:
        TRY(options_open(ALGORITHM_TYPE_SYMMETRIC, &object));
        TRY(options_close(object));
        *sum = fold(*sum, 0, 0);
        return 0;
    case TAG_LEN:
        TRY(symmetric_tag_len(subject, &len));
        *sum = fold(*sum, 0, len);
        return 0;
    case SHA_256:
        TRY(symmetric_state_open(STR("SHA-256"), NONE, NONE, &object));
        TRY(symmetric_state_absorb(object, message, size));
        TRY(symmetric_state_squeeze(object, output, 32));
        TRY(symmetric_state_close(object));
        *sum = fold(*sum, output[0], 32);
        return 0;
    case HMAC_SHA_256:
        TRY(symmetric_state_open(STR("HMAC/SHA-256"), SOME(subject), NONE, &object));
        TRY(symmetric_state_absorb(object, message, size));
        TRY(symmetric_state_squeeze_tag(object, &tag));
        TRY(symmetric_tag_pull(tag, output, 32, &len));
        TRY(symmetric_state_close(object));
        *sum = fold(*sum, output[0], len);
        return 0;
    case AES_256_GCM_SEAL:
        TRY(seal(STR("AES-256-GCM"), size, &len));
        *sum = fold(*sum, output[0], len);
        return 0;
    case CHACHA20_POLY1305_SEAL:
        TRY(seal(STR("CHACHA20-POLY1305"), size, &len));
        *sum = fold(*sum, output[0], len);
        return 0;
    case AES_256_GCM_OPEN:
        TRY(open_cipher(STR("AES-256-GCM"), &object));
        TRY(symmetric_state_decrypt(object, output, size, sealed, size + TAG_LEN_GCM, &len));
        TRY(symmetric_state_close(object));
        *sum = fold(*sum, 0, len);
        return 0;
    case P256_SIGN:
        TRY(sign(size, &len));
        *sum = fold(*sum, 0, len);
        return 0;
    case ED25519_SIGN:
    case RSA_SIGN:
        TRY(sign(size, &len));
        *sum = fold(*sum, output[0], len);
        return 0;
    case P256_VERIFY:
        TRY(verify(STR("ECDSA_P256_SHA256"), size));
        *sum = fold(*sum, 0, 0);
        return 0;
    case ED25519_VERIFY:
        TRY(verify(STR("Ed25519"), size));
        *sum = fold(*sum, 0, 0);
        return 0;
    case RSA_VERIFY:
        TRY(verify(STR("RSA_PKCS1_2048_SHA256"), size));
        *sum = fold(*sum, 0, 0);
        return 0;
    case X25519:
        TRY(kx_dh(public_key, subject, &object));
        TRY(pull(object, output, sizeof output, &len));
        *sum = fold(*sum, output[0], len);
        return 0;
    default:
        return WRONG_USE;
    }
}

EXPORT("prepare") int32_t prepare(int32_t operation, int32_t size) {
    if (operation < 0 || operation >= OPERATIONS || size < 0 || size > MAX_SIZE) return -WRONG_USE;
    for (int i = 0; i < 12; i++) nonce[i] = 0;
    for (int32_t i = 0; i < size; i++) message[i] = (uint8_t)(i * 31 + 7);
    int32_t outcome = prepare_keys((enum operation)operation, (size_t)size);
    prepared_operation = outcome == 0 ? (enum operation)operation : OPERATIONS;
    prepared_size = (size_t)size;
    return -outcome;
}

EXPORT("run") int64_t run(int32_t operation, int32_t size, int32_t iterations) {
    int64_t sum = 0;
    if (operation != (int32_t)prepared_operation || (size_t)size != prepared_size) return -WRONG_USE;
    for (int32_t i = 0; i < iterations; i++) {
        int32_t outcome = once(prepared_operation, prepared_size, &sum);
        if (outcome != 0) return -outcome;
    }
    return sum & INT64_MAX;
}
