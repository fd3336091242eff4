/* A C program that calls the legacy API directly, without any bindings; WASI through wasi-libc.
 *
 * Shows what a C programmer relies on: results written through pointers, encryption in place and between buffers
 * that overlap, array outputs pulled in pieces, and error numbers instead of traps for every misuse of a handle.
 *
 * usage: legacy-c [TEXT]
 *
 * Exit code: 0 if every call answered as expected, 1 if one did not. The output is the same in every run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "legacy_crypto.h"

static int failures;

/* Prints and counts a call that did not answer with the expected error number. */
static int answers(const char *what, int32_t expected, int32_t actual) {
    if (expected != actual) {
        printf("! %s: error %d, expected %d\n", what, (int)actual, (int)expected);
        failures++;
    }
    return expected == actual;
}

static void holds(const char *what, int fine) {
    if (!fine) {
        printf("! %s\n", what);
        failures++;
    }
}

#define OK(call) answers(#call, ERRNO_SUCCESS, (call))

static void show(const char *what, const uint8_t *bytes, size_t len) {
    printf("= %-24s", what);
    for (size_t i = 0; i < len; i++) printf("%02x", bytes[i]);
    printf("\n");
}

static void hash(const char *text) {
    uint8_t digest[32], of_copy[32];
    handle state, copy;
    OK(symmetric_state_open(STR("SHA-256"), NONE, NONE, &state));
    OK(symmetric_state_absorb(state, text, strlen(text)));
    OK(symmetric_state_clone(state, &copy));
    OK(symmetric_state_absorb(copy, STR("more")));
    OK(symmetric_state_squeeze(state, digest, sizeof digest));
    OK(symmetric_state_squeeze(copy, of_copy, sizeof of_copy));
    holds("a cloned state is a copy", memcmp(digest, of_copy, sizeof digest) != 0);
    OK(symmetric_state_close(copy));
    OK(symmetric_state_close(state));
    show("SHA-256", digest, sizeof digest);
}

static void mac(const char *text) {
    uint8_t tag_bytes[32];
    size_t len = 0;
    handle key, state, tag;
    OK(symmetric_key_import(STR("HMAC/SHA-256"), STR("a shared secret"), &key));
    OK(symmetric_state_open(STR("HMAC/SHA-256"), SOME(key), NONE, &state));
    OK(symmetric_state_absorb(state, text, strlen(text)));
    OK(symmetric_state_squeeze_tag(state, &tag));
    OK(symmetric_tag_len(tag, &len));
    holds("the tag has 32 bytes", len == sizeof tag_bytes);
    answers("a tag does not fit into 8 bytes", ERRNO_OVERFLOW, symmetric_tag_pull(tag, tag_bytes, 8, &len));
    OK(symmetric_tag_pull(tag, tag_bytes, sizeof tag_bytes, &len));
    answers("a pulled tag is closed", ERRNO_CLOSED, symmetric_tag_close(tag));

    OK(symmetric_state_squeeze_tag(state, &tag));
    OK(symmetric_tag_verify(tag, tag_bytes, sizeof tag_bytes));
    answers("an empty tag never verifies", ERRNO_INVALID_TAG, symmetric_tag_verify(tag, tag_bytes, 0));
    tag_bytes[31] ^= 1;
    answers("another tag does not verify", ERRNO_INVALID_TAG, symmetric_tag_verify(tag, tag_bytes, sizeof tag_bytes));
    tag_bytes[31] ^= 1;
    OK(symmetric_tag_close(tag));
    OK(symmetric_state_close(state));
    OK(symmetric_key_close(key));
    show("HMAC/SHA-256", tag_bytes, sizeof tag_bytes);
}

static handle open_cipher(handle key) {
    static const uint8_t nonce[12] = {1, 2, 3};
    handle options = 0, state = 0;
    OK(options_open(ALGORITHM_TYPE_SYMMETRIC, &options));
    OK(options_set(options, STR("nonce"), nonce, sizeof nonce));
    OK(symmetric_state_open(STR("AES-256-GCM"), SOME(key), SOME(options), &state));
    OK(options_close(options));
    return state;
}

/* Encrypts and decrypts with input and output `distance` bytes apart in one buffer; returns the ciphertext. */
static void in_place(handle key, const char *text, size_t distance, uint8_t *sealed, size_t sealed_len) {
    size_t text_len = strlen(text), len = 0;
    uint8_t *buffer = malloc(distance + sealed_len), *moved = buffer + distance;
    if (buffer == NULL) abort();

    /* The output lies `distance` behind the input ... */
    handle state = open_cipher(key);
    memcpy(buffer, text, text_len);
    OK(symmetric_state_encrypt(state, moved, sealed_len, buffer, text_len, &len));
    holds("encryption fills its buffer", len == sealed_len);
    memcpy(sealed, moved, sealed_len);
    OK(symmetric_state_close(state));

    /* ... and now before it. */
    state = open_cipher(key);
    OK(symmetric_state_decrypt(state, buffer, text_len, moved, sealed_len, &len));
    holds("decryption gives the text back", len == text_len && memcmp(buffer, text, text_len) == 0);
    OK(symmetric_state_close(state));
    free(buffer);
}

static void aead(const char *text) {
    static const uint8_t raw_key[32] = {7};
    size_t text_len = strlen(text), max_tag_len = 0, len = 0;
    handle key, state;
    OK(symmetric_key_import(STR("AES-256-GCM"), raw_key, sizeof raw_key, &key));
    state = open_cipher(key);
    OK(symmetric_state_max_tag_len(state, &max_tag_len));
    OK(symmetric_state_close(state));

    size_t sealed_len = text_len + max_tag_len;
    uint8_t *sealed = malloc(sealed_len), *again = malloc(sealed_len), *opened = malloc(text_len + 1);
    if (sealed == NULL || again == NULL || opened == NULL) abort();
    in_place(key, text, 0, sealed, sealed_len);
    for (size_t distance = 1; distance < sealed_len + 2; distance += 3) {
        in_place(key, text, distance, again, sealed_len);
        holds("overlap does not change the ciphertext", memcmp(sealed, again, sealed_len) == 0);
    }

    /* A ciphertext somebody touched: refused, and nothing of the text is left in the output. */
    state = open_cipher(key);
    sealed[0] ^= 1;
    memset(opened, 0xee, text_len + 1);
    answers("a tampered ciphertext is refused", ERRNO_INVALID_TAG,
            symmetric_state_decrypt(state, opened, text_len, sealed, sealed_len, &len));
    for (size_t i = 0; i < text_len; i++) holds("a failed decryption leaves zeroes", opened[i] == 0);
    holds("nothing is written behind the output", opened[text_len] == 0xee);
    sealed[0] ^= 1;
    answers("a small output overflows", ERRNO_OVERFLOW,
            symmetric_state_encrypt(state, again, text_len, text, text_len, &len));
    OK(symmetric_state_close(state));
    OK(symmetric_key_close(key));
    show("AES-256-GCM in place", sealed, sealed_len);
    free(sealed);
    free(again);
    free(opened);
}

static void signature(const char *text) {
    uint8_t raw[64];
    size_t len = 0;
    handle pair, public_key, state, made, imported, array;
    OK(keypair_generate(ALGORITHM_TYPE_SIGNATURES, STR("ECDSA_P256_SHA256"), NONE, &pair));
    OK(signature_state_open(pair, &state));
    OK(signature_state_update(state, text, strlen(text)));
    OK(signature_state_sign(state, &made));
    OK(signature_state_close(state));

    /* Pulled in three pieces; the last one closes the array. */
    OK(signature_export(made, SIGNATURE_RAW, &array));
    OK(array_output_len(array, &len));
    holds("a signature has 64 bytes", len == sizeof raw);
    OK(array_output_pull(array, raw, 10, &len));
    holds("10 bytes come", len == 10);
    OK(array_output_pull(array, raw + 10, 0, &len));
    holds("none come", len == 0);
    OK(array_output_pull(array, raw + 10, 20, &len));
    holds("20 bytes come", len == 20);
    OK(array_output_pull(array, raw + 30, 1000, &len));
    holds("the rest comes", len == 34);
    answers("a drained array is closed", ERRNO_INVALID_HANDLE, array_output_pull(array, raw, 1, &len));
    OK(signature_close(made));

    OK(keypair_publickey(pair, &public_key));
    OK(signature_import(STR("ECDSA_P256_SHA256"), raw, sizeof raw, SIGNATURE_RAW, &imported));
    OK(signature_verification_state_open(public_key, &state));
    OK(signature_verification_state_update(state, text, strlen(text)));
    OK(signature_verification_state_verify(state, imported));
    OK(signature_verification_state_update(state, STR("more")));
    int32_t other = signature_verification_state_verify(state, imported);
    holds("another text does not verify", other == ERRNO_INVALID_SIGNATURE || other == ERRNO_VERIFICATION_FAILED);
    OK(signature_close(imported));
    OK(signature_verification_state_close(state));
    OK(publickey_close(public_key));
    OK(keypair_close(pair));
    printf("= %-24sverified, another text refused\n", "ECDSA_P256_SHA256");
}

/* Every wrong use of a handle has a number, none stops the program. */
static void misuse(void) {
    handle state, pair, made;
    size_t len = 0;
    uint8_t byte;
    OK(symmetric_state_open(STR("SHA-256"), NONE, NONE, &state));
    printf("= %-24s", "misuse");
    printf("key for a state %d, ", (int)symmetric_key_close(state));
    printf("address outside memory %d, ", (int)symmetric_state_absorb(state, (void *)0xfffffff0, 64));
    OK(symmetric_state_close(state));
    printf("closed twice %d, ", (int)symmetric_state_close(state));
    printf("used after close %d, ", (int)symmetric_state_absorb(state, "x", 1));
    printf("made up %d, ", (int)symmetric_state_absorb(0x12345678, "x", 1));
    printf("unknown algorithm %d, ", (int)symmetric_state_open(STR("ROT-13"), NONE, NONE, &state));
    printf("no key %d, ", (int)symmetric_state_open(STR("AES-256-GCM"), NONE, NONE, &state));
    OK(keypair_generate(ALGORITHM_TYPE_SIGNATURES, STR("Ed25519"), NONE, &pair));
    OK(signature_state_open(pair, &state));
    printf("signing state to verify %d, ", (int)signature_verification_state_update(state, "x", 1));
    OK(signature_state_sign(state, &made));
    printf("signature as array %d\n", (int)array_output_pull(made, &byte, 1, &len));
    OK(signature_close(made));
    OK(signature_state_close(state));
    OK(keypair_close(pair));
}

int main(int argc, char **argv) {
    const char *text = argc > 1 ? argv[1] : "hello from C";
    printf("text \"%s\"\n\n", text);
    hash(text);
    mac(text);
    aead(text);
    signature(text);
    misuse();
    printf("\n%s\n", failures == 0 ? "all as expected" : "NOT as expected");
    return failures == 0 ? 0 : 1;
}
