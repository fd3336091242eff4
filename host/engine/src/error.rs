//! The errors of the API, exactly those a guest can see.
//!
//! One list has them all: every face makes its own type of errors of it, and the way from ours to that.

use core::fmt;

/// Makes everything of the list of errors. Its first argument is a dollar sign, for the macro made by this one.
macro_rules! errors {
    ($dollar:tt $($(#[doc = $meaning:literal])+ $error:ident $name:literal $text:literal)*) => {
        /// Why an operation was refused.
        ///
        /// The cases are those of the `error-code` enum of the WIT package, in its order. None carries detail: a failed
        /// decryption or verification says only that it failed, and no input ever appears in a message.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        pub enum Error {
            $($(#[doc = $meaning])+ $error,)*
        }

        impl Error {
            /// Every error, in the order of the WIT package.
            pub const ALL: [Self; [$(Self::$error),*].len()] = [$(Self::$error),*];

            /// The name of the error in the WIT package, for example `invalid-tag`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$error => $name,)*
                }
            }
        }

        impl fmt::Display for Error {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$error => $text,)*
                })
            }
        }

        /// Calls a macro with every error in the order of the WIT package: the case of [`Error`], and its name in WIT. What
        /// else is given to the macro comes before, in brackets.
        ///
        /// ```
        /// macro_rules! count {
        ///     ([$name:ident] $($error:ident $wit:tt)*) => {
        ///         const $name: usize = [$($wit),*].len();
        ///     };
        /// }
        ///
        /// wasi_crypto_engine::for_each_error!(count COUNT);
        /// assert_eq!(COUNT, wasi_crypto_engine::Error::ALL.len());
        /// ```
        #[macro_export]
        macro_rules! for_each_error {
            ($dollar then:ident $dollar($dollar more:tt)*) => {
                $dollar then! { [$dollar($dollar more)*] $($error $name)* }
            };
        }
    };
}

errors! { $
    /// The function exists but this host does not have it.
    NotImplemented "not-implemented" "not implemented"
    /// The algorithm is known, this facility of it is not offered (for example RSA key generation).
    UnsupportedFeature "unsupported-feature" "the algorithm does not offer this facility here"
    /// Policy forbids the operation.
    ProhibitedOperation "prohibited-operation" "the operation is prohibited"
    /// The encoding is not available for this type of key or signature.
    UnsupportedEncoding "unsupported-encoding" "the encoding is not available for this type"
    /// No algorithm of that name in that category.
    UnsupportedAlgorithm "unsupported-algorithm" "unknown algorithm"
    /// No algorithm knows an option of that name and type.
    UnsupportedOption "unsupported-option" "unknown option"
    /// A key that does not decode, has the wrong size, is unsafe, or belongs to another algorithm.
    InvalidKey "invalid-key" "invalid key"
    /// More output was asked for than the algorithm can give, or an output buffer is too large.
    InvalidLength "invalid-length" "invalid length"
    /// Decapsulation failed.
    VerificationFailed "verification-failed" "decapsulation failed"
    /// The system has no randomness.
    RngError "rng-error" "no secure randomness available"
    /// A library failed for a reason without a better name.
    AlgorithmFailure "algorithm-failure" "the algorithm failed"
    /// A signature that is malformed or does not verify.
    InvalidSignature "invalid-signature" "invalid signature"
    /// An object of another kind or category than the operation wants.
    InvalidHandle "invalid-handle" "an object of the wrong kind"
    /// An output buffer is too small, or an input exceeds a limit.
    Overflow "overflow" "buffer too small or limit exceeded"
    /// The library contradicted itself; its state is still safe.
    InternalError "internal-error" "internal error"
    /// The table of handles is full.
    TooManyHandles "too-many-handles" "too many handles"
    /// A key was given to an algorithm that takes none.
    KeyNotSupported "key-not-supported" "the algorithm takes no key"
    /// The algorithm needs a key and none was given.
    KeyRequired "key-required" "the algorithm needs a key"
    /// Decryption or MAC verification failed.
    InvalidTag "invalid-tag" "invalid tag"
    /// The operation is not defined for the algorithm.
    InvalidOperation "invalid-operation" "the operation is not defined for this algorithm"
    /// A nonce is missing and cannot be generated safely, or it was used up.
    NonceRequired "nonce-required" "a fresh nonce is required"
    /// A nonce of the wrong length.
    InvalidNonce "invalid-nonce" "invalid nonce"
    /// The option is known but has no value.
    OptionNotSet "option-not-set" "the option is not set"
    /// No such managed object.
    NotFound "not-found" "not found"
    /// A mandatory option is missing.
    ParametersMissing "parameters-missing" "a mandatory option is missing"
    /// The operation is not finished; repeat the call.
    InProgress "in-progress" "in progress"
    /// Keys of different types, or halves that do not belong together.
    IncompatibleKeys "incompatible-keys" "the keys are incompatible"
    /// The managed object has expired.
    Expired "expired" "expired"
}

impl core::error::Error for Error {}

/// The result of an engine operation.
pub type Result<T, E = Error> = core::result::Result<T, E>;
