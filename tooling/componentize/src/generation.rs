//! Which published state of the legacy API a module was built against, as far as its imports tell.
//!
//! Toolchains import only what is called, so absence proves nothing: every row of [`EVIDENCE`] narrows the range of
//! states when it is present, and what remains is the answer.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;

use crate::module::Facts;

/// A published state of the legacy API that a module can tell from its neighbours, by the month it began in.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[non_exhaustive]
pub enum Generation {
    /// 2019: one module with cipher, hash, sign, generate and derive functions.
    #[serde(rename = "2019")]
    SingleModule2019,
    /// March 2020, proposed: the same, and every function tells the cause of its failure.
    #[serde(rename = "2019-cause")]
    SingleModuleCause,
    /// March 2020: one module, signatures first, symmetric operations later.
    #[serde(rename = "2020-03")]
    SingleModule2020,
    /// April 2020: three modules, keys typed by operation.
    #[serde(rename = "2020-04")]
    SplitModules,
    /// May 2020: keys can be exported, and what is pulled has a length.
    #[serde(rename = "2020-05")]
    SplitModulesWithLengths,
    /// June to September 2020: `key_manager_*`, four modules.
    #[serde(rename = "2020-06")]
    KeyManager,
    /// October 2020: key exchange, managed keys that are replaced.
    #[serde(rename = "2020-10")]
    KeyExchange,
    /// November 2020: `secrets_manager_*`, errno numbers from 24 one lower than today.
    #[serde(rename = "2020-11")]
    SecretsManager,
    /// End of 2020 to January 2022: external secrets, `invalid_nonce`.
    #[serde(rename = "2020-12")]
    ExternalSecrets,
    /// January to July 2022: `compressed_*` encodings.
    #[serde(rename = "2022-01")]
    CompressedEncodings,
    /// July 2022 to today: what witx 0.9 and 0.10 describe.
    #[serde(rename = "0.10")]
    Current,
}

/// All of them, oldest first, with name and title.
const GENERATIONS: [(Generation, &str, &str); 11] = [
    (Generation::SingleModule2019, "2019", "single module"),
    (Generation::SingleModuleCause, "2019-cause", "single module with causes"),
    (Generation::SingleModule2020, "2020-03", "single module, signatures"),
    (Generation::SplitModules, "2020-04", "split modules"),
    (Generation::SplitModulesWithLengths, "2020-05", "split modules with lengths"),
    (Generation::KeyManager, "2020-06", "key manager"),
    (Generation::KeyExchange, "2020-10", "key manager and key exchange"),
    (Generation::SecretsManager, "2020-11", "secrets manager"),
    (Generation::ExternalSecrets, "2020-12", "external secrets"),
    (Generation::CompressedEncodings, "2022-01", "compressed encodings"),
    (Generation::Current, "0.10", "current"),
];

impl Generation {
    /// What it is called, here and under `witx/`.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// What it is in a word or two.
    pub fn title(self) -> &'static str {
        self.row().2
    }

    /// Whether there are adapters for it.
    pub fn is_served(self) -> bool {
        wasi_crypto_model::generations(self.name()).is_ok()
    }

    /// Whether it can be taken together with its neighbours.
    pub(crate) fn is_merged(self) -> bool {
        wasi_crypto_model::GENERATIONS.contains(&self.name())
    }

    fn row(self) -> (Generation, &'static str, &'static str) {
        let row = GENERATIONS.into_iter().find(|(generation, _, _)| *generation == self);
        row.unwrap_or((self, "", ""))
    }
}

/// The generations a module may have been built against.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct GenerationRange {
    /// Earliest possible.
    pub earliest: Generation,
    /// Latest possible.
    pub latest: Generation,
    /// All that are possible, oldest first.
    pub candidates: Vec<Generation>,
    /// The generation the module's functions are taken from, or the first and the last of several, as
    /// [`wasi_crypto_model::model`] takes them; `None` when no candidate is served.
    pub served_as: Option<String>,
    /// Imports that narrowed the range, as `module.function: reason`.
    pub evidence: Vec<String>,
    /// What stays open because of the range, in a sentence; `None` when nothing does.
    pub ambiguity: Option<String>,
}

impl GenerationRange {
    /// Narrows the range by every row of evidence. `None` when the module imports nothing of the legacy API.
    pub(crate) fn of(facts: &Facts) -> Option<GenerationRange> {
        if !facts.imports.iter().any(|(module, _, _)| is_legacy_module(module)) {
            return None;
        }
        let (mut earliest, mut latest) = (Generation::SingleModule2019, Generation::Current);
        let mut evidence = Vec::new();
        for (module, name, ty) in &facts.imports {
            let params = ty.params().len();
            let rows = EVIDENCE.iter().filter(|row| row.matches(module, name, params));
            let rows = rows.map(|row| (row.earliest, row.latest, row.reason));
            for (first, last, reason) in rows.chain(single_module(module, name, params)) {
                if first > earliest || last < latest {
                    evidence.push(format!("{module}.{name}: {reason}"));
                }
                earliest = earliest.max(first);
                latest = latest.min(last);
            }
        }
        let all = GENERATIONS.into_iter().map(|(generation, _, _)| generation);
        let candidates: Vec<Generation> = all.filter(|one| (earliest..=latest).contains(one)).collect();
        let mut range = GenerationRange { earliest, latest, candidates, served_as: None, evidence, ambiguity: None };
        // Earlier generations than those that are taken together have nothing else for the functions all of them have.
        let mut merged = range.candidates.iter().filter(|generation| generation.is_merged());
        range.served_as = match (merged.next(), merged.next_back()) {
            (Some(first), Some(last)) => Some(format!("{}..{}", first.name(), last.name())),
            (Some(only), None) => Some(only.name().to_owned()),
            (None, _) => {
                let alone = range.candidates.iter().rfind(|generation| generation.is_served());
                alone.map(|generation| generation.name().to_owned())
            }
        };
        range.ambiguity = range.describe_ambiguity(facts);
        Some(range)
    }

    /// Says what the calls themselves do not tell.
    fn describe_ambiguity(&self, facts: &Facts) -> Option<String> {
        let imports = |name: &str| facts.imports.iter().any(|(_, import, _)| import == name);
        let spans = |before: Generation, from: Generation| self.earliest <= before && self.latest >= from;
        let mut costs = Vec::new();
        if spans(Generation::SecretsManager, Generation::ExternalSecrets) {
            costs.push("error numbers from 24 up were one lower before the end of 2020");
        }
        let pairs = spans(Generation::SecretsManager, Generation::ExternalSecrets);
        let compressed = spans(Generation::ExternalSecrets, Generation::CompressedEncodings)
            || spans(Generation::CompressedEncodings, Generation::Current);
        if imports("keypair_export") && (pairs || compressed) {
            costs.push(match pairs {
                true => "keypair_export: encodings from 2 up had other numbers",
                false => "keypair_export: encodings from 3 up had other numbers",
            });
        }
        if imports("publickey_export") && spans(Generation::CompressedEncodings, Generation::Current) {
            costs.push("publickey_export: encodings from 4 up had other numbers before July 2022");
        }
        if imports("secretkey_export") && spans(Generation::ExternalSecrets, Generation::CompressedEncodings) {
            costs.push("secretkey_export: encodings from 4 up had other numbers before 2022");
        }
        if costs.is_empty() { None } else { Some(costs.join("; ")) }
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

/// What a function of the module of 2019 tells: its name alone whether it is one, its parameters whether it has a cause.
fn single_module(module: &str, function: &str, params: usize) -> Option<(Generation, Generation, &'static str)> {
    if module != "wasi_ephemeral_crypto" {
        return None;
    }
    let [plain, cause] = [Generation::SingleModule2019, Generation::SingleModuleCause];
    let [without, with] = SINGLE_MODULE.each_ref().map(|functions| functions.get(function).copied());
    match (without, with) {
        (None, None) => None,
        (Some(count), _) if count == params => Some((plain, plain, "a function of the 2019 proposal")),
        (_, Some(count)) if count == params => Some((cause, cause, "a function of 2019 with one parameter more")),
        _ => Some((plain, cause, "a function of the 2019 proposal")),
    }
}

/// How many parameters each function of the module of 2019 has, without a cause and with one. Derived from the witx once:
/// every import of a module is looked up.
static SINGLE_MODULE: LazyLock<[BTreeMap<String, usize>; 2]> = LazyLock::new(|| {
    [Generation::SingleModule2019, Generation::SingleModuleCause].map(|generation| {
        let bindings = wasi_crypto_model::bindings(generation.name()).ok();
        let functions = bindings.into_iter().flat_map(|bindings| bindings.modules).flat_map(|module| module.functions);
        functions.map(|function| (function.name, function.params.len())).collect()
    })
});

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
        Generation::SplitModulesWithLengths,
        "keys lived in the signatures module in spring 2020",
    ),
    row(
        "_symmetric",
        &["symmetric_managed_key_"],
        Generation::SplitModules,
        Generation::SplitModulesWithLengths,
        "the name of spring 2020",
    ),
    row(
        "_symmetric",
        &["symmetric_key_manager_", "symmetric_key_invalidate"],
        Generation::SplitModules,
        Generation::SplitModules,
        "one key manager per key type in April 2020",
    ),
    row(
        "_signatures",
        &["signature_keypair_invalidate"],
        Generation::SplitModules,
        Generation::SplitModules,
        "one key manager per key type in April 2020",
    ),
    row(
        "_signatures",
        &["signature_publickey_export"],
        Generation::SplitModulesWithLengths,
        Generation::SplitModulesWithLengths,
        "public keys can be exported since May 2020",
    ),
    row(
        "_symmetric",
        &["symmetric_key_export"],
        Generation::SplitModulesWithLengths,
        Generation::Current,
        "keys can be exported since May 2020",
    ),
    Evidence {
        params: Some(4),
        ..row(
            "_common",
            &["array_output_pull"],
            Generation::SplitModulesWithLengths,
            Generation::Current,
            "four parameters since May 2020",
        )
    },
    Evidence {
        params: Some(4),
        ..row(
            "_symmetric",
            &["symmetric_tag_pull"],
            Generation::SplitModulesWithLengths,
            Generation::Current,
            "four parameters since May 2020",
        )
    },
    row(
        "_common",
        &["key_manager_"],
        Generation::SplitModules,
        Generation::KeyExchange,
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
    row("_kx", ANY, Generation::KeyExchange, Generation::Current, "the module appeared in October 2020"),
    row(
        "_asymmetric_common",
        &["keypair_replace_managed"],
        Generation::KeyExchange,
        Generation::Current,
        "replace_managed appeared in October 2020",
    ),
    row(
        "_symmetric",
        &["symmetric_key_replace_managed"],
        Generation::KeyExchange,
        Generation::Current,
        "replace_managed appeared in October 2020",
    ),
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
