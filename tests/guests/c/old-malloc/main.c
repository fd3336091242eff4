/* A program whose first crypto call comes before its first malloc, linked with a C library of before 2023 and without
 * the start-up object that works around it. Its malloc takes all memory there is for its heap, at the first call,
 * whoever had grown that memory before.
 *
 * Prints "heap untouched" if the heap keeps what is written to it while crypto goes on, and every answer is right.
 */
#include <stdint.h>
#ifndef LIBRARY
#include <stdio.h>
#else
#define printf(format, number, code) ((void)(number), (void)(code))
#endif
#include <stdlib.h>
#include <string.h>

#include "legacy_crypto.h"

static const uint8_t ABC[32] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
                                0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
                                0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};

enum { BLOCKS = 40, SIZE = 20000 };
static uint8_t *blocks[BLOCKS];

static int hash(handle state) {
    uint8_t digest[32];
    return symmetric_state_absorb(state, STR("abc")) || symmetric_state_squeeze(state, digest, sizeof digest) ||
           memcmp(digest, ABC, sizeof digest) != 0;
}

static int step(int number, int failed) {
    if (failed) printf("step %d failed with %d\n", number, failed);
    return failed;
}

/* The number of the step that failed, or 0. Does not use the heap but for the blocks. */
static int run(void) {
    handle early, late;
    if (step(1, symmetric_state_open(STR("SHA-256"), NONE, NONE, &early))) return 1;
    for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = malloc(SIZE);
        if (step(2, blocks[i] == NULL)) return 2;
        memset(blocks[i], i + 1, SIZE);
    }
    if (step(3, hash(early))) return 3;
    for (int round = 0; round < 100; round++) {
        if (step(4, symmetric_state_open(STR("SHA-256"), NONE, NONE, &late))) return 4;
        if (step(5, hash(late))) return 5;
        if (step(6, symmetric_state_close(late))) return 6;
    }
    if (step(7, symmetric_state_close(early))) return 7;
    for (int i = 0; i < BLOCKS; i++) {
        for (int at = 0; at < SIZE; at++) {
            if (step(8, blocks[i][at] != i + 1)) return 8;
        }
        free(blocks[i]);
    }
    return 0;
}

#ifdef LIBRARY
__attribute__((export_name("run"))) int exported_run(void) { return run(); }
#else
int main(int argc, char **argv) {
    int failed = run();
    if (failed) return failed;
    printf("%d arguments\nenvironment %s\nheap untouched\n", argc - 1, getenv("OLD_MALLOC") ? "there" : "empty");
    return argc > 1 ? (int)strlen(argv[1]) : 0;
}
#endif
