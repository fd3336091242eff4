/* Conveniences over wit-bindgen's C bindings of wasi:crypto.
 *
 * The bindings (imports.h) stay what they are and every function of them can be called; this header makes the common
 * ways through them short:
 *
 *   - bytes and names from C data, without copies: wc_bytes(), WC_BYTES(), wc_name()
 *   - what calls give back: wc_free(), wc_wipe_free() for secrets, wc_drop() for any object, wc_borrow() for any object
 *   - objects and lists that are released at the end of their scope: WC_AUTO_... (gcc and clang)
 *   - errors as text: wc_error_name()
 *   - the common jobs with plain arguments: wc_hash(), wc_mac(), wc_seal(), wc_open(), wc_derive(), wc_generate(), ...
 *
 * Functions that can fail return true on success, else false with the reason in *error; then nothing was given back and
 * nothing has to be released. Lists that come back belong to the caller. Sizes are in bytes.
 */
#ifndef WASI_CRYPTO_H
#define WASI_CRYPTO_H

#include <stdlib.h>
#include <string.h>

#include "imports.h"

/* Short names for what programs name most. */

typedef imports_list_u8_t wc_list;
typedef imports_string_t wc_string;
typedef wasi_crypto_common_error_code_t wc_error;
typedef wasi_crypto_common_own_options_t wc_options;
typedef wasi_crypto_common_own_secrets_manager_t wc_manager;
typedef wasi_crypto_symmetric_own_symmetric_key_t wc_key;
typedef wasi_crypto_symmetric_own_symmetric_state_t wc_state;
typedef wasi_crypto_symmetric_own_symmetric_tag_t wc_tag;
typedef wasi_crypto_symmetric_sealed_t wc_sealed;
typedef wasi_crypto_asymmetric_own_key_pair_t wc_key_pair;
typedef wasi_crypto_asymmetric_own_public_key_t wc_public_key;
typedef wasi_crypto_asymmetric_own_secret_key_t wc_secret_key;
typedef wasi_crypto_signatures_own_signature_t wc_signature;
typedef wasi_crypto_signatures_own_signature_state_t wc_signing;
typedef wasi_crypto_signatures_own_signature_verification_state_t wc_verifying;

/* Bytes of the caller as an argument. They are read during the call and not kept. */
static inline wc_list wc_bytes(const void *data, size_t len) {
    /* The bindings know no const; no call writes to its arguments. */
    return (wc_list){(uint8_t *)data, len};
}

/* A string literal as bytes, without the zero at its end. */
#define WC_BYTES(literal) wc_bytes("" literal, sizeof(literal) - 1)

/* The name of an algorithm or an option. */
static inline wc_string wc_name(const char *name) {
    wc_string string = {(uint8_t *)name, strlen(name)};
    return string;
}

/* The name of an error as the WIT has it. */
static inline const char *wc_error_name(wc_error error) {
#define WC_NAME(code, name) [WASI_CRYPTO_COMMON_ERROR_CODE_##code] = name
    static const char *const names[] = {
        WC_NAME(NOT_IMPLEMENTED, "not-implemented"),
        WC_NAME(UNSUPPORTED_FEATURE, "unsupported-feature"),
        WC_NAME(PROHIBITED_OPERATION, "prohibited-operation"),
        WC_NAME(UNSUPPORTED_ENCODING, "unsupported-encoding"),
        WC_NAME(UNSUPPORTED_ALGORITHM, "unsupported-algorithm"),
        WC_NAME(UNSUPPORTED_OPTION, "unsupported-option"),
        WC_NAME(INVALID_KEY, "invalid-key"),
        WC_NAME(INVALID_LENGTH, "invalid-length"),
        WC_NAME(VERIFICATION_FAILED, "verification-failed"),
        WC_NAME(RNG_ERROR, "rng-error"),
        WC_NAME(ALGORITHM_FAILURE, "algorithm-failure"),
        WC_NAME(INVALID_SIGNATURE, "invalid-signature"),
        WC_NAME(INVALID_HANDLE, "invalid-handle"),
        WC_NAME(OVERFLOW, "overflow"),
        WC_NAME(INTERNAL_ERROR, "internal-error"),
        WC_NAME(TOO_MANY_HANDLES, "too-many-handles"),
        WC_NAME(KEY_NOT_SUPPORTED, "key-not-supported"),
        WC_NAME(KEY_REQUIRED, "key-required"),
        WC_NAME(INVALID_TAG, "invalid-tag"),
        WC_NAME(INVALID_OPERATION, "invalid-operation"),
        WC_NAME(NONCE_REQUIRED, "nonce-required"),
        WC_NAME(INVALID_NONCE, "invalid-nonce"),
        WC_NAME(OPTION_NOT_SET, "option-not-set"),
        WC_NAME(NOT_FOUND, "not-found"),
        WC_NAME(PARAMETERS_MISSING, "parameters-missing"),
        WC_NAME(IN_PROGRESS, "in-progress"),
        WC_NAME(INCOMPATIBLE_KEYS, "incompatible-keys"),
        WC_NAME(EXPIRED, "expired"),
    };
#undef WC_NAME
    return error < sizeof names / sizeof *names ? names[error] : "unknown";
}

/* Releasing. Everything here takes what was released or never made: zeroed lists and objects. */

/* A list that came back from a call. */
static inline void wc_free(wc_list *list) {
    if (list->ptr != NULL) imports_list_u8_free(list);
    *list = (wc_list){NULL, 0};
}

/* The same for secrets: their bytes are wiped first. */
static inline void wc_wipe_free(wc_list *list) {
    for (volatile uint8_t *at = list->ptr; at != NULL && at < list->ptr + list->len; at++) *at = 0;
    wc_free(list);
}

static inline void wc_sealed_free(wc_sealed *sealed) {
    wc_free(&sealed->nonce);
    wc_free(&sealed->ciphertext);
}

/* Each kind of object: its short name, its interface, its name in the bindings. */
#define WC_OBJECTS(X)                                              \
    X(options, common, options)                                    \
    X(manager, common, secrets_manager)                            \
    X(key, symmetric, symmetric_key)                               \
    X(state, symmetric, symmetric_state)                           \
    X(tag, symmetric, symmetric_tag)                               \
    X(key_pair, asymmetric, key_pair)                              \
    X(public_key, asymmetric, public_key)                          \
    X(secret_key, asymmetric, secret_key)                          \
    X(signature, signatures, signature)                            \
    X(signing, signatures, signature_state)                        \
    X(verifying, signatures, signature_verification_state)

#define WC_OBJECT(short, interface, long)                                                                   \
    static inline wasi_crypto_##interface##_borrow_##long##_t wc_borrow_##short(wc_##short object) {         \
        return wasi_crypto_##interface##_borrow_##long(object);                                             \
    }                                                                                                       \
    static inline void wc_drop_##short(wc_##short *object) {                                                \
        if (object->__handle != 0) wasi_crypto_##interface##_##long##_drop_own(*object);                    \
        object->__handle = 0;                                                                               \
    }
WC_OBJECTS(WC_OBJECT)
#undef WC_OBJECT

#define WC_FOR_EACH(function, object)                                                                           \
    _Generic((object), wc_options: function##_options, wc_manager: function##_manager, wc_key: function##_key,   \
             wc_state: function##_state, wc_tag: function##_tag, wc_key_pair: function##_key_pair,               \
             wc_public_key: function##_public_key, wc_secret_key: function##_secret_key,                         \
             wc_signature: function##_signature, wc_signing: function##_signing, wc_verifying: function##_verifying)

/* An object as an argument, whatever its kind. */
#define wc_borrow(object) WC_FOR_EACH(wc_borrow, object)(object)

/* Releases the object a pointer points to, whatever its kind. */
#define wc_drop(object) WC_FOR_EACH(wc_drop, *(object))(object)

/* Variables that release what they hold at the end of their scope: `WC_AUTO_KEY(key);` is `wc_key key` with nothing in
 * it yet. */
#if defined(__GNUC__) || defined(__clang__)
#define WC_AUTO(type, release, name) __attribute__((cleanup(release))) type name = {0}
#define WC_AUTO_LIST(name) WC_AUTO(wc_list, wc_free, name)
#define WC_AUTO_SECRET(name) WC_AUTO(wc_list, wc_wipe_free, name)
#define WC_AUTO_SEALED(name) WC_AUTO(wc_sealed, wc_sealed_free, name)
#define WC_AUTO_OPTIONS(name) WC_AUTO(wc_options, wc_drop_options, name)
#define WC_AUTO_MANAGER(name) WC_AUTO(wc_manager, wc_drop_manager, name)
#define WC_AUTO_KEY(name) WC_AUTO(wc_key, wc_drop_key, name)
#define WC_AUTO_STATE(name) WC_AUTO(wc_state, wc_drop_state, name)
#define WC_AUTO_TAG(name) WC_AUTO(wc_tag, wc_drop_tag, name)
#define WC_AUTO_KEY_PAIR(name) WC_AUTO(wc_key_pair, wc_drop_key_pair, name)
#define WC_AUTO_PUBLIC_KEY(name) WC_AUTO(wc_public_key, wc_drop_public_key, name)
#define WC_AUTO_SECRET_KEY(name) WC_AUTO(wc_secret_key, wc_drop_secret_key, name)
#define WC_AUTO_SIGNATURE(name) WC_AUTO(wc_signature, wc_drop_signature, name)
#define WC_AUTO_SIGNING(name) WC_AUTO(wc_signing, wc_drop_signing, name)
#define WC_AUTO_VERIFYING(name) WC_AUTO(wc_verifying, wc_drop_verifying, name)
#endif

/* The common jobs. Errors of each: those of the function of the same name in wit/api.md. */

/* The hash of a message. */
static inline bool wc_hash(const char *algorithm, wc_list message, wc_list *digest, wc_error *error) {
    wc_string name = wc_name(algorithm);
    return wasi_crypto_symmetric_hash(&name, &message, digest, error);
}

/* A key for symmetric algorithms: a new one, or one from its bytes. */
static inline bool wc_key_generate(const char *algorithm, wc_key *key, wc_error *error) {
    wc_string name = wc_name(algorithm);
    return wasi_crypto_symmetric_static_symmetric_key_generate(&name, NULL, key, error);
}

static inline bool wc_key_import(const char *algorithm, wc_list bytes, wc_key *key, wc_error *error) {
    wc_string name = wc_name(algorithm);
    return wasi_crypto_symmetric_static_symmetric_key_import(&name, &bytes, key, error);
}

/* The tag of a message, and its check in constant time. */
static inline bool wc_mac(wc_key key, wc_list message, wc_list *tag, wc_error *error) {
    return wasi_crypto_symmetric_mac(wc_borrow(key), &message, tag, error);
}

static inline bool wc_verify_mac(wc_key key, wc_list message, wc_list tag, wc_error *error) {
    return wasi_crypto_symmetric_verify_mac(wc_borrow(key), &message, &tag, error);
}

/* Encryption with associated data. `nonce` is NULL where the host draws one; never use one twice with a key. */
static inline bool wc_seal(wc_key key, const wc_list *nonce, wc_list associated_data, wc_list plaintext,
                           wc_sealed *sealed, wc_error *error) {
    return wasi_crypto_symmetric_seal(wc_borrow(key), (wc_list *)nonce, &associated_data, &plaintext, sealed, error);
}

static inline bool wc_open(wc_key key, wc_list nonce, wc_list associated_data, wc_list ciphertext, wc_list *plaintext,
                           wc_error *error) {
    return wasi_crypto_symmetric_open(wc_borrow(key), &nonce, &associated_data, &ciphertext, plaintext, error);
}

/* `len` bytes by HKDF from a key for "HKDF-EXTRACT/...". */
static inline bool wc_derive(wc_key key, wc_list salt, wc_list info, uint32_t len, wc_list *bytes, wc_error *error) {
    return wasi_crypto_symmetric_derive(wc_borrow(key), &salt, &info, len, bytes, error);
}

/* A key pair, new or from its bytes, and its halves. `category` is WASI_CRYPTO_COMMON_ALGORITHM_TYPE_..., `encoding`
 * WASI_CRYPTO_ASYMMETRIC_KEY_ENCODING_.... */
static inline bool wc_generate(uint8_t category, const char *algorithm, wc_key_pair *pair, wc_error *error) {
    wc_string name = wc_name(algorithm);
    bool made;
    /* A host that takes its time goes on with the next call of the same arguments. */
    do made = wasi_crypto_asymmetric_static_key_pair_generate(category, &name, NULL, pair, error);
    while (!made && *error == WASI_CRYPTO_COMMON_ERROR_CODE_IN_PROGRESS);
    return made;
}

static inline bool wc_key_pair_import(uint8_t category, const char *algorithm, wc_list encoded, uint8_t encoding,
                                      wc_key_pair *pair, wc_error *error) {
    wc_string name = wc_name(algorithm);
    return wasi_crypto_asymmetric_static_key_pair_import(category, &name, &encoded, encoding, pair, error);
}

static inline bool wc_public_key_of(wc_key_pair pair, wc_public_key *key, wc_error *error) {
    return wasi_crypto_asymmetric_method_key_pair_public_key(wc_borrow(pair), key, error);
}

static inline bool wc_secret_key_of(wc_key_pair pair, wc_secret_key *key, wc_error *error) {
    return wasi_crypto_asymmetric_method_key_pair_secret_key(wc_borrow(pair), key, error);
}

static inline bool wc_public_key_import(uint8_t category, const char *algorithm, wc_list encoded, uint8_t encoding,
                                        wc_public_key *key, wc_error *error) {
    wc_string name = wc_name(algorithm);
    return wasi_crypto_asymmetric_static_public_key_import(category, &name, &encoded, encoding, key, error);
}

static inline bool wc_public_key_export(wc_public_key key, uint8_t encoding, wc_list *encoded, wc_error *error) {
    return wasi_crypto_asymmetric_method_public_key_export(wc_borrow(key), encoding, encoded, error);
}

/* The signature of a message, and its check. */
static inline bool wc_sign(wc_key_pair pair, wc_list message, wc_list *signature, wc_error *error) {
    return wasi_crypto_signatures_sign(wc_borrow(pair), &message, signature, error);
}

static inline bool wc_verify(wc_public_key key, wc_list message, wc_list signature, wc_error *error) {
    return wasi_crypto_signatures_verify(wc_borrow(key), &message, &signature, error);
}

/* Diffie-Hellman as a key for `algorithm`, usually "HKDF-EXTRACT/SHA-256": the secret stays in the host. */
static inline bool wc_agree(wc_public_key theirs, wc_secret_key ours, const char *algorithm, wc_key *key,
                            wc_error *error) {
    wc_string name = wc_name(algorithm);
    return wasi_crypto_key_exchange_dh_key(wc_borrow(theirs), wc_borrow(ours), &name, key, error);
}

#endif
