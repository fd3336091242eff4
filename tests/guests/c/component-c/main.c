/* A C program on our WIT, through wit-bindgen's C bindings of world `imports`; WASI through wasi-libc.
 *
 * Shows how the API reads in C: every call that can fail returns true on success and else writes an error code;
 * lists that come back belong to the caller, objects are dropped by hand.
 *
 * usage: component-c [TEXT]
 *
 * Exit code: 0 if every call succeeded, 1 if one did not. Lines that start with `=` are the same in every run, lines
 * that start with `~` contain random values.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "imports.h"

static wasi_crypto_common_error_code_t error;

/* Ends the program if a call that must succeed did not. */
#define MUST(call)                                                  \
    do {                                                            \
        if (!(call)) {                                              \
            printf("FAILED with error %d: %s\n", (int)error, #call); \
            exit(1);                                                \
        }                                                           \
    } while (0)

/* Ends the program if a call was not refused with this code. */
#define REFUSED(code, call)                                                               \
    do {                                                                                  \
        if ((call) || error != WASI_CRYPTO_COMMON_ERROR_CODE_##code) {                    \
            printf("FAILED, not refused with %s: %s\n", #code, #call);                    \
            exit(1);                                                                      \
        }                                                                                 \
    } while (0)

/* Names of algorithms, encoded keys: literals that nobody frees. */
static imports_string_t *name(imports_string_t *string, const char *literal) {
    imports_string_set(string, literal);
    return string;
}

static imports_list_u8_t bytes(const void *data, size_t len) {
    return (imports_list_u8_t){(uint8_t *)data, len};
}

static bool equal(const imports_list_u8_t *a, const imports_list_u8_t *b) {
    return a->len == b->len && memcmp(a->ptr, b->ptr, a->len) == 0;
}

static void show(const char *what, const imports_list_u8_t *list) {
    printf("= %-24s", what);
    for (size_t i = 0; i < list->len; i++) printf("%02x", list->ptr[i]);
    printf("\n");
}

static void hash(imports_list_u8_t *text) {
    imports_string_t algorithm;
    imports_list_u8_t digest, in_pieces;
    MUST(wasi_crypto_symmetric_hash(name(&algorithm, "SHA-256"), text, &digest, &error));

    wasi_crypto_symmetric_own_symmetric_state_t state;
    MUST(wasi_crypto_symmetric_static_symmetric_state_open(&algorithm, NULL, NULL, &state, &error));
    wasi_crypto_symmetric_borrow_symmetric_state_t open = wasi_crypto_symmetric_borrow_symmetric_state(state);
    for (size_t i = 0; i < text->len; i++) {
        imports_list_u8_t piece = bytes(text->ptr + i, 1);
        MUST(wasi_crypto_symmetric_method_symmetric_state_absorb(open, &piece, &error));
    }
    MUST(wasi_crypto_symmetric_method_symmetric_state_squeeze(open, 32, &in_pieces, &error));
    wasi_crypto_symmetric_symmetric_state_drop_own(state);
    if (!equal(&digest, &in_pieces)) {
        printf("FAILED: the hash in pieces differs\n");
        exit(1);
    }
    show("SHA-256", &digest);
    imports_list_u8_free(&digest);
    imports_list_u8_free(&in_pieces);
}

static void seal_and_open(imports_list_u8_t *text) {
    static const uint8_t raw_key[32] = {7}, raw_nonce[12] = {1};
    imports_string_t algorithm;
    imports_list_u8_t key_bytes = bytes(raw_key, sizeof raw_key), nonce = bytes(raw_nonce, sizeof raw_nonce);
    imports_list_u8_t header = bytes("header", 6), other = bytes("other", 5), opened;
    wasi_crypto_symmetric_own_symmetric_key_t key;
    wasi_crypto_symmetric_sealed_t sealed;

    name(&algorithm, "CHACHA20-POLY1305");
    MUST(wasi_crypto_symmetric_static_symmetric_key_import(&algorithm, &key_bytes, &key, &error));
    wasi_crypto_symmetric_borrow_symmetric_key_t borrowed = wasi_crypto_symmetric_borrow_symmetric_key(key);
    REFUSED(NONCE_REQUIRED, wasi_crypto_symmetric_seal(borrowed, NULL, &header, text, &sealed, &error));
    MUST(wasi_crypto_symmetric_seal(borrowed, &nonce, &header, text, &sealed, &error));
    REFUSED(INVALID_TAG,
            wasi_crypto_symmetric_open(borrowed, &sealed.nonce, &other, &sealed.ciphertext, &opened, &error));
    MUST(wasi_crypto_symmetric_open(borrowed, &sealed.nonce, &header, &sealed.ciphertext, &opened, &error));
    if (!equal(&opened, text)) {
        printf("FAILED: another text came back\n");
        exit(1);
    }
    show("CHACHA20-POLY1305", &sealed.ciphertext);
    imports_list_u8_free(&opened);
    wasi_crypto_symmetric_sealed_free(&sealed);
    wasi_crypto_symmetric_symmetric_key_drop_own(key);
}

static void sign_and_verify(imports_list_u8_t *text) {
    imports_string_t algorithm;
    imports_list_u8_t signature, other = bytes("another text", 12), pem;
    wasi_crypto_asymmetric_own_key_pair_t pair;
    wasi_crypto_asymmetric_own_public_key_t public_key, imported;

    MUST(wasi_crypto_asymmetric_static_key_pair_generate(WASI_CRYPTO_COMMON_ALGORITHM_TYPE_SIGNATURES,
                                                         name(&algorithm, "ECDSA_P256_SHA256"), NULL, &pair, &error));
    wasi_crypto_asymmetric_borrow_key_pair_t borrowed = wasi_crypto_asymmetric_borrow_key_pair(pair);
    MUST(wasi_crypto_signatures_sign(borrowed, text, &signature, &error));

    /* The public key travels as a PEM file. */
    MUST(wasi_crypto_asymmetric_method_key_pair_public_key(borrowed, &public_key, &error));
    MUST(wasi_crypto_asymmetric_method_public_key_export(wasi_crypto_asymmetric_borrow_public_key(public_key),
                                                         WASI_CRYPTO_ASYMMETRIC_KEY_ENCODING_PEM, &pem, &error));
    MUST(wasi_crypto_asymmetric_static_public_key_import(WASI_CRYPTO_COMMON_ALGORITHM_TYPE_SIGNATURES, &algorithm,
                                                         &pem, WASI_CRYPTO_ASYMMETRIC_KEY_ENCODING_PEM, &imported,
                                                         &error));
    wasi_crypto_asymmetric_borrow_public_key_t verifier = wasi_crypto_asymmetric_borrow_public_key(imported);
    MUST(wasi_crypto_signatures_verify(verifier, text, &signature, &error));
    REFUSED(INVALID_SIGNATURE, wasi_crypto_signatures_verify(verifier, &other, &signature, &error));
    printf("= %-24sverified, another text refused\n", "ECDSA_P256_SHA256");
    printf("~ %-24s%.32s...\n", "its public key", strchr((const char *)pem.ptr, '\n') + 1);

    imports_list_u8_free(&signature);
    imports_list_u8_free(&pem);
    wasi_crypto_asymmetric_public_key_drop_own(imported);
    wasi_crypto_asymmetric_public_key_drop_own(public_key);
    wasi_crypto_asymmetric_key_pair_drop_own(pair);
}

static void agree(void) {
    imports_string_t algorithm, derivation;
    imports_list_u8_t none = bytes("", 0), info = bytes("session", 7), session[2];
    wasi_crypto_asymmetric_own_key_pair_t pairs[2];
    wasi_crypto_asymmetric_own_public_key_t public_keys[2];
    wasi_crypto_asymmetric_own_secret_key_t secret_keys[2];
    for (int i = 0; i < 2; i++) {
        MUST(wasi_crypto_asymmetric_static_key_pair_generate(WASI_CRYPTO_COMMON_ALGORITHM_TYPE_KEY_EXCHANGE,
                                                             name(&algorithm, "X25519"), NULL, &pairs[i], &error));
        wasi_crypto_asymmetric_borrow_key_pair_t pair = wasi_crypto_asymmetric_borrow_key_pair(pairs[i]);
        MUST(wasi_crypto_asymmetric_method_key_pair_public_key(pair, &public_keys[i], &error));
        MUST(wasi_crypto_asymmetric_method_key_pair_secret_key(pair, &secret_keys[i], &error));
    }
    for (int i = 0; i < 2; i++) {
        /* The agreed secret stays in the host; only what is derived from it comes out. */
        wasi_crypto_symmetric_own_symmetric_key_t agreed;
        MUST(wasi_crypto_key_exchange_dh_key(wasi_crypto_asymmetric_borrow_public_key(public_keys[1 - i]),
                                             wasi_crypto_asymmetric_borrow_secret_key(secret_keys[i]),
                                             name(&derivation, "HKDF-EXTRACT/SHA-256"), &agreed, &error));
        MUST(wasi_crypto_symmetric_derive(wasi_crypto_symmetric_borrow_symmetric_key(agreed), &none, &info, 32,
                                          &session[i], &error));
        wasi_crypto_symmetric_symmetric_key_drop_own(agreed);
    }
    if (!equal(&session[0], &session[1])) {
        printf("FAILED: the two sides disagree\n");
        exit(1);
    }
    printf("= %-24sboth sides have the same session key\n", "X25519");
    for (int i = 0; i < 2; i++) {
        imports_list_u8_free(&session[i]);
        wasi_crypto_asymmetric_public_key_drop_own(public_keys[i]);
        wasi_crypto_asymmetric_secret_key_drop_own(secret_keys[i]);
        wasi_crypto_asymmetric_key_pair_drop_own(pairs[i]);
    }
}

int main(int argc, char **argv) {
    const char *argument = argc > 1 ? argv[1] : "hello from C";
    imports_list_u8_t text = bytes(argument, strlen(argument));
    printf("text \"%s\"\n\n", argument);
    hash(&text);
    seal_and_open(&text);
    sign_and_verify(&text);
    agree();
    return 0;
}
