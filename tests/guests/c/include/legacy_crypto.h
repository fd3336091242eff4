/* The imports of the legacy API that the C guests use, as a program without any bindings declares them.
 *
 * Every function returns an error number, 0 for success; results go through the pointers at the end. Handles are
 * plain 32-bit numbers. Optional handles are passed as the address of {tag, handle}: tag 0 some, 1 none.
 */
#ifndef LEGACY_CRYPTO_H
#define LEGACY_CRYPTO_H

#include <stddef.h>
#include <stdint.h>

#define IMPORT(module, name) __attribute__((import_module("wasi_ephemeral_crypto_" module), import_name(name)))

typedef int32_t handle;
typedef struct {
    uint8_t tag;
    handle value;
} optional_handle;

#define SOME(value_) (&(optional_handle){0, (value_)})
#define NONE (&(optional_handle){1, 0})
/* A string literal as address and length. */
#define STR(literal) (literal), (sizeof(literal) - 1)

enum { ALGORITHM_TYPE_SIGNATURES = 0, ALGORITHM_TYPE_SYMMETRIC = 1, ALGORITHM_TYPE_KEY_EXCHANGE = 2 };
/* Key pairs know 0 to 2 and local; public and secret keys these. */
enum { ENCODING_RAW = 0, ENCODING_PKCS8 = 1, ENCODING_PEM = 2, ENCODING_SEC = 3 };
enum { SIGNATURE_RAW = 0, SIGNATURE_DER = 1 };
enum {
    ERRNO_SUCCESS = 0,
    ERRNO_VERIFICATION_FAILED = 10,
    ERRNO_INVALID_SIGNATURE = 13,
    ERRNO_CLOSED = 14,
    ERRNO_INVALID_HANDLE = 15,
    ERRNO_OVERFLOW = 16,
    ERRNO_INVALID_TAG = 21,
};

IMPORT("common", "options_open") int32_t options_open(int32_t algorithm_type, handle *options);
IMPORT("common", "options_set")
int32_t options_set(handle options, const char *name, size_t name_len, const void *value, size_t value_len);
IMPORT("common", "options_close") int32_t options_close(handle options);
IMPORT("common", "array_output_len") int32_t array_output_len(handle array, size_t *len);
IMPORT("common", "array_output_pull")
int32_t array_output_pull(handle array, void *out, size_t out_len, size_t *len);

IMPORT("common", "secrets_manager_open")
int32_t secrets_manager_open(const optional_handle *options, handle *manager);
IMPORT("common", "secrets_manager_invalidate")
int32_t secrets_manager_invalidate(handle manager, const void *id, size_t id_len, uint64_t version);
IMPORT("common", "secrets_manager_close") int32_t secrets_manager_close(handle manager);

IMPORT("asymmetric_common", "keypair_generate_managed")
int32_t keypair_generate_managed(handle manager, int32_t algorithm_type, const char *name, size_t name_len,
                                 const optional_handle *options, handle *pair);
IMPORT("asymmetric_common", "keypair_id")
int32_t keypair_id(handle pair, void *id, size_t id_max_len, size_t *id_len, uint64_t *version);
IMPORT("asymmetric_common", "keypair_from_id")
int32_t keypair_from_id(handle manager, const void *id, size_t id_len, uint64_t version, handle *pair);
IMPORT("asymmetric_common", "keypair_export")
int32_t keypair_export(handle pair, int32_t encoding, handle *array);
IMPORT("asymmetric_common", "keypair_generate")
int32_t keypair_generate(int32_t algorithm_type, const char *name, size_t name_len, const optional_handle *options,
                         handle *pair);
IMPORT("asymmetric_common", "keypair_import")
int32_t keypair_import(int32_t algorithm_type, const char *name, size_t name_len, const void *encoded,
                       size_t encoded_len, int32_t encoding, handle *pair);
IMPORT("asymmetric_common", "keypair_publickey") int32_t keypair_publickey(handle pair, handle *public_key);
IMPORT("asymmetric_common", "keypair_close") int32_t keypair_close(handle pair);
IMPORT("asymmetric_common", "publickey_import")
int32_t publickey_import(int32_t algorithm_type, const char *name, size_t name_len, const void *encoded,
                         size_t encoded_len, int32_t encoding, handle *public_key);
IMPORT("asymmetric_common", "publickey_export")
int32_t publickey_export(handle public_key, int32_t encoding, handle *array);
IMPORT("asymmetric_common", "publickey_close") int32_t publickey_close(handle public_key);
IMPORT("asymmetric_common", "secretkey_import")
int32_t secretkey_import(int32_t algorithm_type, const char *name, size_t name_len, const void *encoded,
                         size_t encoded_len, int32_t encoding, handle *secret_key);
IMPORT("asymmetric_common", "secretkey_close") int32_t secretkey_close(handle secret_key);

IMPORT("signatures", "signature_state_open") int32_t signature_state_open(handle pair, handle *state);
IMPORT("signatures", "signature_state_update")
int32_t signature_state_update(handle state, const void *input, size_t input_len);
IMPORT("signatures", "signature_state_sign") int32_t signature_state_sign(handle state, handle *signature);
IMPORT("signatures", "signature_state_close") int32_t signature_state_close(handle state);
IMPORT("signatures", "signature_verification_state_open")
int32_t signature_verification_state_open(handle public_key, handle *state);
IMPORT("signatures", "signature_verification_state_update")
int32_t signature_verification_state_update(handle state, const void *input, size_t input_len);
IMPORT("signatures", "signature_verification_state_verify")
int32_t signature_verification_state_verify(handle state, handle signature);
IMPORT("signatures", "signature_verification_state_close")
int32_t signature_verification_state_close(handle state);
IMPORT("signatures", "signature_import")
int32_t signature_import(const char *name, size_t name_len, const void *encoded, size_t encoded_len, int32_t encoding,
                         handle *signature);
IMPORT("signatures", "signature_export")
int32_t signature_export(handle signature, int32_t encoding, handle *array);
IMPORT("signatures", "signature_close") int32_t signature_close(handle signature);

IMPORT("symmetric", "symmetric_key_import")
int32_t symmetric_key_import(const char *name, size_t name_len, const void *raw, size_t raw_len, handle *key);
IMPORT("symmetric", "symmetric_key_export") int32_t symmetric_key_export(handle key, handle *array);
IMPORT("symmetric", "symmetric_key_close") int32_t symmetric_key_close(handle key);
IMPORT("symmetric", "symmetric_state_open")
int32_t symmetric_state_open(const char *name, size_t name_len, const optional_handle *key,
                             const optional_handle *options, handle *state);
IMPORT("symmetric", "symmetric_state_clone") int32_t symmetric_state_clone(handle state, handle *copy);
IMPORT("symmetric", "symmetric_state_absorb")
int32_t symmetric_state_absorb(handle state, const void *data, size_t data_len);
IMPORT("symmetric", "symmetric_state_squeeze")
int32_t symmetric_state_squeeze(handle state, void *out, size_t out_len);
IMPORT("symmetric", "symmetric_state_squeeze_tag") int32_t symmetric_state_squeeze_tag(handle state, handle *tag);
IMPORT("symmetric", "symmetric_state_max_tag_len")
int32_t symmetric_state_max_tag_len(handle state, size_t *len);
IMPORT("symmetric", "symmetric_state_encrypt")
int32_t symmetric_state_encrypt(handle state, void *out, size_t out_len, const void *data, size_t data_len,
                                size_t *len);
IMPORT("symmetric", "symmetric_state_decrypt")
int32_t symmetric_state_decrypt(handle state, void *out, size_t out_len, const void *data, size_t data_len,
                                size_t *len);
IMPORT("symmetric", "symmetric_state_close") int32_t symmetric_state_close(handle state);
IMPORT("symmetric", "symmetric_tag_len") int32_t symmetric_tag_len(handle tag, size_t *len);
IMPORT("symmetric", "symmetric_tag_pull")
int32_t symmetric_tag_pull(handle tag, void *out, size_t out_len, size_t *len);
IMPORT("symmetric", "symmetric_tag_verify")
int32_t symmetric_tag_verify(handle tag, const void *expected, size_t expected_len);
IMPORT("symmetric", "symmetric_tag_close") int32_t symmetric_tag_close(handle tag);

IMPORT("kx", "kx_dh") int32_t kx_dh(handle public_key, handle secret_key, handle *array);

#endif
