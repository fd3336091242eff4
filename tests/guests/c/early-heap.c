/* Linked into guests whose C library is a wasi-libc from before 2023.
 *
 * That library takes all memory there is for its heap, at the first malloc. An adapter that asked for memory
 * before (the one for WASI preview 1 does so for the program's arguments) would lose it again. So the first
 * malloc comes before everything else. Newer versions know where their heap ends.
 */
#include <stdlib.h>

__attribute__((constructor(101))) static void early_heap(void) {
    void *volatile first = malloc(1);
    free(first);
}
