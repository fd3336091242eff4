/* A command that seals, signs and agrees on keys, over wasi_crypto.h.
 *
 * usage: example <FILE (standard input)
 *
 * Prints one line for each part; exit code 1 and the reason if one failed.
 */
#include <stdio.h>

#include "wasi_crypto.h"

enum { SIGNATURES = WASI_CRYPTO_COMMON_ALGORITHM_TYPE_SIGNATURES };
enum { KEY_EXCHANGE = WASI_CRYPTO_COMMON_ALGORITHM_TYPE_KEY_EXCHANGE };
enum { PEM = WASI_CRYPTO_ASYMMETRIC_KEY_ENCODING_PEM };

/* Ends a part whose call failed. */
#define TRY(call)                                                       \
    do {                                                                \
        if (!(call)) {                                                  \
            fprintf(stderr, "%s: %s\n", #call, wc_error_name(error));   \
            return false;                                               \
        }                                                               \
    } while (0)

/* Ends a part whose call was not refused with this code. */
#define REFUSED(code, call)                                             \
    do {                                                                \
        if ((call) || error != WASI_CRYPTO_COMMON_ERROR_CODE_##code) {  \
            fprintf(stderr, "%s: not refused with " #code "\n", #call); \
            return false;                                               \
        }                                                               \
    } while (0)

/* Ends a part of which something is not true. */
#define CHECK(claim)                                                    \
    do {                                                                \
        if (!(claim)) {                                                 \
            fprintf(stderr, "not true: %s\n", #claim);                  \
            return false;                                               \
        }                                                               \
    } while (0)

static bool same(wc_list a, wc_list b) { return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0; }

static void print(const char *name, wc_list list) {
    printf("%s: ", name);
    for (size_t i = 0; i < list.len; i++) printf("%02x", list.ptr[i]);
    printf("\n");
}

static bool hash(wc_list text) {
    wc_error error;
    WC_AUTO_LIST(digest);
    TRY(wc_hash("SHA-256", text, &digest, &error));
    REFUSED(UNSUPPORTED_ALGORITHM, wc_hash("MD5", text, &digest, &error));
    print("hash", digest);
    return true;
}

static bool mac(wc_list text) {
    wc_error error;
    WC_AUTO_KEY(key);
    WC_AUTO_LIST(tag);
    TRY(wc_key_import("HMAC/SHA-256", WC_BYTES("an example's key, known to all"), &key, &error));
    TRY(wc_mac(key, text, &tag, &error));
    TRY(wc_verify_mac(key, text, tag, &error));
    REFUSED(INVALID_TAG, wc_verify_mac(key, text, wc_bytes(tag.ptr, 16), &error));
    print("mac", tag);
    return true;
}

static bool seal(wc_list text) {
    wc_error error;
    WC_AUTO_KEY(key);
    WC_AUTO_SEALED(sealed);
    WC_AUTO_SECRET(opened);
    TRY(wc_key_generate("XCHACHA20-POLY1305", &key, &error));
    TRY(wc_seal(key, NULL, WC_BYTES("header"), text, &sealed, &error));
    REFUSED(INVALID_TAG, wc_open(key, sealed.nonce, WC_BYTES("other"), sealed.ciphertext, &opened, &error));
    TRY(wc_open(key, sealed.nonce, WC_BYTES("header"), sealed.ciphertext, &opened, &error));
    CHECK(same(opened, text));
    printf("seal: %zu bytes\n", sealed.ciphertext.len);
    return true;
}

static bool sign(wc_list text) {
    wc_error error;
    WC_AUTO_KEY_PAIR(pair);
    WC_AUTO_PUBLIC_KEY(ours);
    WC_AUTO_PUBLIC_KEY(received);
    WC_AUTO_LIST(pem);
    WC_AUTO_LIST(signature);
    TRY(wc_generate(SIGNATURES, "ECDSA_P256_SHA256", &pair, &error));
    TRY(wc_sign(pair, text, &signature, &error));
    TRY(wc_public_key_of(pair, &ours, &error));
    TRY(wc_public_key_export(ours, PEM, &pem, &error));
    TRY(wc_public_key_import(SIGNATURES, "ECDSA_P256_SHA256", pem, PEM, &received, &error));
    TRY(wc_verify(received, text, signature, &error));
    REFUSED(INVALID_SIGNATURE, wc_verify(received, WC_BYTES("another text"), signature, &error));
    printf("sign: %zu bytes\n", signature.len);
    return true;
}

/* Both sides of an agreement: [0] and [1]. */
static bool agree(wc_list text) {
    wc_error error;
    (void)text;
    WC_AUTO_KEY_PAIR(hers);
    WC_AUTO_KEY_PAIR(his);
    WC_AUTO_PUBLIC_KEY(her_public);
    WC_AUTO_PUBLIC_KEY(his_public);
    WC_AUTO_SECRET_KEY(her_secret);
    WC_AUTO_SECRET_KEY(his_secret);
    WC_AUTO_KEY(her_key);
    WC_AUTO_KEY(his_key);
    WC_AUTO_SECRET(her_session);
    WC_AUTO_SECRET(his_session);
    TRY(wc_generate(KEY_EXCHANGE, "X25519", &hers, &error));
    TRY(wc_generate(KEY_EXCHANGE, "X25519", &his, &error));
    TRY(wc_public_key_of(hers, &her_public, &error));
    TRY(wc_public_key_of(his, &his_public, &error));
    TRY(wc_secret_key_of(hers, &her_secret, &error));
    TRY(wc_secret_key_of(his, &his_secret, &error));
    TRY(wc_agree(his_public, her_secret, "HKDF-EXTRACT/SHA-256", &her_key, &error));
    TRY(wc_agree(her_public, his_secret, "HKDF-EXTRACT/SHA-256", &his_key, &error));
    TRY(wc_derive(her_key, WC_BYTES(""), WC_BYTES("session"), 32, &her_session, &error));
    TRY(wc_derive(his_key, WC_BYTES(""), WC_BYTES("session"), 32, &his_session, &error));
    CHECK(same(her_session, his_session));
    printf("agree: %zu bytes\n", her_session.len);
    return true;
}

int main(void) {
    static uint8_t buffer[1 << 16];
    wc_list text = wc_bytes(buffer, fread(buffer, 1, sizeof buffer, stdin));
    bool (*const parts[])(wc_list) = {hash, mac, seal, sign, agree};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!parts[i](text)) return EXIT_FAILURE;
    return EXIT_SUCCESS;
}
