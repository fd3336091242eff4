//! Which published state of the legacy API a module was built against, as far as its imports tell.

use serde::Serialize;
use wasi_crypto_model::Generation;

use crate::api::Api;
use crate::module::Facts;

/// The generations a module may have been built against.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct GenerationRange {
    /// Earliest possible; `None` when the imports contradict each other.
    pub earliest: Option<Generation>,
    /// Latest possible.
    pub latest: Option<Generation>,
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
    /// Narrows the range by every import. `None` when the module imports nothing of the legacy API. What stays open is
    /// another question.
    pub(crate) fn of(facts: &Facts, api: &Api) -> Option<GenerationRange> {
        if !facts.imports.iter().any(|(module, _, _)| api.has(module)) {
            return None;
        }
        let mut candidates: Vec<(usize, &Generation)> = api.generations.all().iter().enumerate().collect();
        let mut evidence = Vec::new();
        for (module, name, ty) in &facts.imports {
            let Some(finding) = api.finding(module, name, ty) else { continue };
            let before = candidates.len();
            candidates.retain(|(position, _)| finding.generations.contains(position));
            if candidates.len() < before {
                evidence.push(format!("{module}.{name}: {}", finding.reason));
            }
        }
        let candidates: Vec<Generation> = candidates.into_iter().map(|(_, generation)| generation.clone()).collect();
        Some(GenerationRange {
            earliest: candidates.first().cloned(),
            latest: candidates.last().cloned(),
            served_as: served_as(&candidates),
            candidates,
            evidence,
            ambiguity: None,
        })
    }
}

/// The newest candidate that is served, together with those of its family. Earlier ones have nothing else for the
/// functions all of them have.
fn served_as(candidates: &[Generation]) -> Option<String> {
    let mut served = candidates.iter().filter(|generation| generation.unserved().is_none());
    let newest = served.clone().next_back()?;
    let oldest = served.find(|generation| generation.is_of_the_family_of(newest))?;
    Some(match oldest == newest {
        true => newest.name().to_owned(),
        false => format!("{}..{}", oldest.name(), newest.name()),
    })
}
