//! The witx files, by their paths under `witx/`.

macro_rules! witx {
    ($($path:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../../witx/", $path)))),+]
    };
}

pub(crate) const ALL: &[(&str, &str)] = witx![
    "2019/wasi_ephemeral_crypto.witx",
    "2019-cause/wasi_ephemeral_crypto.witx",
    "2020-04/wasi_ephemeral_crypto.witx",
    "2020-04/wasi_ephemeral_crypto_common.witx",
    "2020-04/wasi_ephemeral_crypto_signatures.witx",
    "2020-04/wasi_ephemeral_crypto_symmetric.witx",
    "2020-05/wasi_ephemeral_crypto.witx",
    "2020-05/wasi_ephemeral_crypto_common.witx",
    "2020-05/wasi_ephemeral_crypto_signatures.witx",
    "2020-05/wasi_ephemeral_crypto_symmetric.witx",
    "2020-06/wasi_ephemeral_crypto.witx",
    "2020-06/wasi_ephemeral_crypto_asymmetric_common.witx",
    "2020-06/wasi_ephemeral_crypto_common.witx",
    "2020-06/wasi_ephemeral_crypto_signatures.witx",
    "2020-06/wasi_ephemeral_crypto_symmetric.witx",
    "2020-10/wasi_ephemeral_crypto.witx",
    "2020-10/wasi_ephemeral_crypto_asymmetric_common.witx",
    "2020-10/wasi_ephemeral_crypto_common.witx",
    "2020-10/wasi_ephemeral_crypto_symmetric.witx",
    "2020-11/wasi_ephemeral_crypto.witx",
    "2020-11/wasi_ephemeral_crypto_common.witx",
    "2020-11/wasi_ephemeral_crypto_symmetric.witx",
    "2020-12/wasi_ephemeral_crypto.witx",
    "2020-12/wasi_ephemeral_crypto_common.witx",
    "2022-01/wasi_ephemeral_crypto.witx",
    "2022-01/wasi_ephemeral_crypto_common.witx",
    "0.10/wasi_ephemeral_crypto.witx",
    "0.10/wasi_ephemeral_crypto_asymmetric_common.witx",
    "0.10/wasi_ephemeral_crypto_common.witx",
    "0.10/wasi_ephemeral_crypto_external_secrets.witx",
    "0.10/wasi_ephemeral_crypto_kx.witx",
    "0.10/wasi_ephemeral_crypto_signatures.witx",
    "0.10/wasi_ephemeral_crypto_signatures_batch.witx",
    "0.10/wasi_ephemeral_crypto_symmetric.witx",
    "0.10/wasi_ephemeral_crypto_symmetric_batch.witx",
];
