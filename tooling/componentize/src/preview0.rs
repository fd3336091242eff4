//! Programs of WASI's preview 0: what forwards its functions to those of preview 1 is linked into them, and from then on
//! they are programs of preview 1.

use std::borrow::Cow;
use std::collections::BTreeSet;

use anyhow::{Context, Result};
use wasi_crypto_forward::preview0::{self, OLD};
use wasi_crypto_splice::{Link, Program, link};

use crate::memory;
use crate::module::Facts;
use crate::problem::Problem;

/// The module with what forwards, and what is to be known of it then; as it is if it is none of preview 0.
pub(crate) fn forwarded<'a>(bytes: Cow<'a, [u8]>, facts: Facts) -> Result<(Cow<'a, [u8]>, Facts)> {
    if !facts.imports_from(OLD) || !problems(&facts).iter().all(|problem| !problem.fatal) {
        return Ok((bytes, facts));
    }
    // What is linked in reads the program's memory by its name.
    let bytes = if facts.keeps_memory { Cow::Owned(memory::exported(&bytes)?) } else { bytes };
    if facts.memory.is_none() {
        return Ok((bytes, facts));
    }
    let wanted = functions(&facts);
    let mut how = Link::default();
    how.serve.extend(wanted.iter().map(|name| ((OLD.to_owned(), name.clone()), name.clone())));
    let program = Program::parse(&bytes).context("the module cannot be taken apart")?;
    let linked = link(&program, &preview0::library(&wanted)?, &how);
    let module = linked.context("what forwards preview 0 cannot be linked into the module")?.module;
    let facts = Facts::read(&module)?;
    Ok((Cow::Owned(module), facts))
}

/// What a report says of a module of preview 0.
pub(crate) fn problems(facts: &Facts) -> Vec<Problem> {
    if !facts.imports_from(OLD) {
        return Vec::new();
    }
    let unknown = functions(facts).into_iter().filter(|name| preview0::library(&[name.clone()].into()).is_err());
    let mut problems: Vec<Problem> = unknown
        .map(|name| {
            Problem::fatal(
                format!("imports {OLD}.{name}, which WASI preview 0 does not have"),
                "no published state of preview 0 has this function; rebuild with other bindings",
            )
        })
        .collect();
    problems.push(Problem::note(
        format!("imports WASI preview 0 ({OLD})"),
        "its functions become calls of preview 1, by what `run` and `componentize` link into the module",
    ));
    problems
}

fn functions(facts: &Facts) -> BTreeSet<String> {
    facts.imports.iter().filter(|(module, _, _)| module == OLD).map(|(_, name, _)| name.clone()).collect()
}
