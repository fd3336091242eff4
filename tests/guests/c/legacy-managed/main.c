/* A C program that keeps its signing key in the host: it only ever has the key's identifier.
 *
 * Written against the legacy API alone, as it could have been when no host had managed keys yet.
 *
 * usage: legacy-managed generate TEXT     makes an Ed25519 key pair in the host, prints its identifier, signs
 *        legacy-managed sign ID TEXT      signs with the key pair of that identifier
 *        legacy-managed export ID         asks for the secret key
 *        legacy-managed invalidate ID     revokes all versions of the key pair
 *
 * TEXT `-` stands for standard input, of which every line is signed by itself. ID is 64 hexadecimal digits, or else
 * the name of a key pair the host provides. Prints lines `id`, `version` and `signature`.
 * Exit code: 0, or the number of the error that a call answered with, which is printed with the call's name.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "legacy_crypto.h"

#define MAX_ID 64
#define VERSION_LATEST 0xff00000000000001u
#define VERSION_ALL 0xff00000000000002u

/* Ends the program if a call does not succeed. */
static void must(const char *call, int32_t error) {
    if (error != ERRNO_SUCCESS) {
        printf("%s: error %d\n", call, (int)error);
        exit((int)error);
    }
}

#define CALL(function, ...) must(#function, function(__VA_ARGS__))

static void show(const char *what, const uint8_t *bytes, size_t len) {
    printf("%s ", what);
    for (size_t i = 0; i < len; i++) printf("%02x", bytes[i]);
    printf("\n");
}

/* The bytes of an identifier as it was typed; returns their number. */
static size_t identifier(const char *text, uint8_t *id) {
    size_t len = strlen(text);
    unsigned byte;
    if (len == 64 && strspn(text, "0123456789abcdef") == len) {
        for (size_t i = 0; i < 32 && sscanf(text + 2 * i, "%2x", &byte) == 1; i++) id[i] = (uint8_t)byte;
        return 32;
    }
    if (len > MAX_ID) len = MAX_ID;
    memcpy(id, text, len);
    return len;
}

static void sign(handle pair, const char *text) {
    uint8_t bytes[64];
    size_t len = 0;
    handle state, signature, array;
    CALL(signature_state_open, pair, &state);
    CALL(signature_state_update, state, text, strlen(text));
    CALL(signature_state_sign, state, &signature);
    CALL(signature_export, signature, SIGNATURE_RAW, &array);
    CALL(array_output_pull, array, bytes, sizeof bytes, &len);
    CALL(signature_close, signature);
    CALL(signature_state_close, state);
    show("signature", bytes, len);
}

/* Signs the text, or every line of standard input. */
static void sign_all(handle pair, const char *text) {
    char line[1024];
    if (strcmp(text, "-") != 0) {
        sign(pair, text);
        return;
    }
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = 0;
        sign(pair, line);
        fflush(stdout);
    }
}

int main(int argc, char **argv) {
    uint8_t id[MAX_ID];
    size_t len = 0;
    uint64_t version = 0;
    handle manager, pair, array;
    const char *command = argc > 2 ? argv[1] : "";

    CALL(secrets_manager_open, NONE, &manager);
    if (strcmp(command, "generate") == 0) {
        CALL(keypair_generate_managed, manager, ALGORITHM_TYPE_SIGNATURES, STR("Ed25519"), NONE, &pair);
        CALL(keypair_id, pair, id, sizeof id, &len, &version);
        show("id", id, len);
        fflush(stdout);
        sign_all(pair, argv[2]);
        CALL(keypair_close, pair);
    } else if (strcmp(command, "sign") == 0 && argc > 3) {
        CALL(keypair_from_id, manager, id, identifier(argv[2], id), VERSION_LATEST, &pair);
        CALL(keypair_id, pair, id, sizeof id, &len, &version);
        printf("version %llu\n", (unsigned long long)version);
        sign_all(pair, argv[3]);
        CALL(keypair_close, pair);
    } else if (strcmp(command, "export") == 0) {
        CALL(keypair_from_id, manager, id, identifier(argv[2], id), VERSION_LATEST, &pair);
        CALL(keypair_export, pair, ENCODING_PKCS8, &array);
        printf("exported\n");
        CALL(keypair_close, pair);
    } else if (strcmp(command, "invalidate") == 0) {
        CALL(secrets_manager_invalidate, manager, id, identifier(argv[2], id), VERSION_ALL);
        printf("revoked\n");
    } else {
        printf("usage: legacy-managed generate TEXT | sign ID TEXT | export ID | invalidate ID\n");
        return 2;
    }
    CALL(secrets_manager_close, manager);
    return 0;
}
