//! Which published state of the legacy API a module was built against, as far as its imports tell.
//!
//! Toolchains import only what is called, so absence proves nothing: every row of [`EVIDENCE`] narrows the range of
//! states when it is present, and what remains is the answer.

use serde::Serialize;

use crate::module::Facts;

/// A published state of the legacy API that a module can tell from its neighbours.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Generation {
    /// 2019: one module with cipher, hash, sign, generate and derive functions.
    #[serde(rename = "single-module-2019")]
    SingleModule2019,
    /// March 2020: one module, signatures first, symmetric operations later.
    #[serde(rename = "single-module-2020")]
    SingleModule2020,
    /// April and May 2020: three modules, keys typed by operation.
    SplitModules,
    /// June to October 2020: `key_manager_*`, four and then five modules.
    KeyManager,
    /// November 2020: `secrets_manager_*`, errno numbers from 24 one lower than today.
    SecretsManager,
    /// 2021: external secrets, `invalid_nonce`.
    ExternalSecrets,
    /// January to July 2022: `compressed_*` encodings.
    CompressedEncodings,
    /// July 2022 to today: what witx 0.9 and 0.10 describe.
    Current,
}

/// The generations a module may have been built against.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct GenerationRange {
    /// Earliest possible.
    pub earliest: Generation,
    /// Latest possible.
    pub latest: Generation,
    /// Imports that narrowed the range, as `module.function: reason`.
    pub evidence: Vec<String>,
    /// What stays open because of the range, in a sentence; `None` when nothing does.
    pub ambiguity: Option<String>,
}

impl GenerationRange {
    /// Narrows the range by every row of evidence. `None` when the module imports nothing of the legacy API.
    pub(crate) fn of(facts: &Facts) -> Option<GenerationRange> {
        let mut range = GenerationRange {
            earliest: Generation::SingleModule2019,
            latest: Generation::Current,
            evidence: Vec::new(),
            ambiguity: None,
        };
        let mut found = false;
        for (module, name, ty) in &facts.imports {
            found |= is_legacy_module(module);
            for row in EVIDENCE {
                if !row.matches(module, name, ty.params().len()) {
                    continue;
                }
                let narrower = row.earliest > range.earliest || row.latest < range.latest;
                if narrower {
                    range.evidence.push(format!("{module}.{name}: {}", row.reason));
                }
                range.earliest = range.earliest.max(row.earliest);
                range.latest = range.latest.min(row.latest);
            }
        }
        if !found {
            return None;
        }
        range.ambiguity = range.describe_ambiguity(facts);
        Some(range)
    }

    /// Whether the current generation is among the possible ones.
    pub fn may_be_current(&self) -> bool {
        self.earliest <= Generation::Current && self.latest >= Generation::Current
    }

    fn describe_ambiguity(&self, facts: &Facts) -> Option<String> {
        if self.earliest >= self.latest {
            return None;
        }
        let mut costs = Vec::new();
        if self.earliest <= Generation::SecretsManager {
            costs.push("error numbers from 24 up were one lower before 2021");
        }
        let imports = |name: &str| facts.imports.iter().any(|(_, import, _)| import == name);
        if [
            "keypair_import",
            "keypair_export",
            "publickey_import",
            "publickey_export",
            "secretkey_import",
            "secretkey_export",
        ]
        .iter()
        .any(|name| imports(name))
        {
            costs.push("encodings other than raw and pkcs8 had other numbers before July 2022");
        }
        if self.earliest <= Generation::KeyManager && imports("signature_import") {
            costs.push("signature_import took its encoding before the bytes until October 2020");
        }
        if costs.is_empty() { None } else { Some(format!("treated as current; {}", costs.join("; "))) }
    }
}

/// Whether an import module belongs to any generation of the legacy API.
pub(crate) fn is_legacy_module(name: &str) -> bool {
    name == "wasi_crypto" || name == "wasi_ephemeral_crypto" || name.starts_with("wasi_ephemeral_crypto_")
}

/// A row of the evidence table.
struct Evidence {
    /// Import module, or its part after `wasi_ephemeral_crypto_` written as `_part`; empty matches any.
    module: &'static str,
    /// Beginnings of function names; one of them must match.
    functions: &'static [&'static str],
    /// Number of core parameters, where only that tells.
    params: Option<usize>,
    earliest: Generation,
    latest: Generation,
    reason: &'static str,
}

impl Evidence {
    fn matches(&self, module: &str, function: &str, params: usize) -> bool {
        let module_matches = match self.module.strip_prefix('_') {
            Some(part) => module.strip_prefix("wasi_ephemeral_crypto_") == Some(part),
            None => self.module == module,
        };
        module_matches
            && self.functions.iter().any(|prefix| function.starts_with(prefix))
            && self.params.is_none_or(|count| count == params)
    }
}

/// Any function.
const ANY: &[&str] = &[""];

const fn row(
    module: &'static str,
    functions: &'static [&'static str],
    earliest: Generation,
    latest: Generation,
    reason: &'static str,
) -> Evidence {
    Evidence { module, functions, params: None, earliest, latest, reason }
}

/// What the presence of an import proves.
const EVIDENCE: &[Evidence] = &[
    row(
        "wasi_crypto",
        ANY,
        Generation::SingleModule2020,
        Generation::SingleModule2020,
        "the module name of March 2020",
    ),
    row(
        "wasi_ephemeral_crypto",
        &["cipher_", "hash_", "sign_", "generate_key", "derive_key"],
        Generation::SingleModule2019,
        Generation::SingleModule2019,
        "a function of the 2019 proposal",
    ),
    row(
        "wasi_ephemeral_crypto",
        &["signature_", "options_", "symmetric_", "array_output_"],
        Generation::SingleModule2020,
        Generation::SingleModule2020,
        "a function of the single module of 2020",
    ),
    row(
        "_mac",
        ANY,
        Generation::SingleModule2020,
        Generation::SingleModule2020,
        "a module that existed in April 2020 only",
    ),
    row(
        "_signatures",
        &["signature_keypair_", "signature_publickey_", "signature_managed_keypair_"],
        Generation::SplitModules,
        Generation::SplitModules,
        "keys lived in the signatures module in spring 2020",
    ),
    row(
        "_symmetric",
        &["symmetric_managed_key_", "symmetric_key_manager_", "symmetric_key_invalidate"],
        Generation::SplitModules,
        Generation::SplitModules,
        "one key manager per key type in spring 2020",
    ),
    row(
        "_common",
        &["key_manager_"],
        Generation::SplitModules,
        Generation::KeyManager,
        "key_manager_* became secrets_manager_* in November 2020",
    ),
    Evidence {
        params: Some(3),
        ..row(
            "_common",
            &["array_output_pull"],
            Generation::SplitModules,
            Generation::SplitModules,
            "three parameters until April 2020",
        )
    },
    Evidence {
        params: Some(3),
        ..row(
            "_symmetric",
            &["symmetric_tag_pull"],
            Generation::SplitModules,
            Generation::SplitModules,
            "three parameters until April 2020",
        )
    },
    row("_common", ANY, Generation::SplitModules, Generation::Current, "everything was one module until April 2020"),
    row(
        "_signatures",
        ANY,
        Generation::SplitModules,
        Generation::Current,
        "everything was one module until April 2020",
    ),
    row("_symmetric", ANY, Generation::SplitModules, Generation::Current, "everything was one module until April 2020"),
    row("_asymmetric_common", ANY, Generation::KeyManager, Generation::Current, "the module appeared in June 2020"),
    row("_kx", ANY, Generation::KeyManager, Generation::Current, "the module appeared in October 2020"),
    row(
        "_common",
        &["secrets_manager_"],
        Generation::SecretsManager,
        Generation::Current,
        "secrets_manager_* appeared in November 2020",
    ),
    row(
        "_asymmetric_common",
        &["keypair_store_managed"],
        Generation::SecretsManager,
        Generation::Current,
        "store_managed appeared in November 2020",
    ),
    row(
        "_symmetric",
        &["symmetric_key_store_managed"],
        Generation::SecretsManager,
        Generation::Current,
        "store_managed appeared in November 2020",
    ),
    row("_exernal_secrets", ANY, Generation::ExternalSecrets, Generation::Current, "the spelling of the 0.9 files"),
    row(
        "_external_secrets",
        ANY,
        Generation::ExternalSecrets,
        Generation::Current,
        "external secrets appeared at the end of 2020",
    ),
    row(
        "_symmetric",
        &["symmetric_state_clone"],
        Generation::CompressedEncodings,
        Generation::Current,
        "the function appeared in May 2022",
    ),
    row("_signatures_batch", ANY, Generation::Current, Generation::Current, "batches appeared in 2023"),
    row("_symmetric_batch", ANY, Generation::Current, Generation::Current, "batches appeared in 2023"),
];
