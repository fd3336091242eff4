//! The success value of WIT, part by part, and where the legacy program expects the parts.

use anyhow::{Context as _, Result, bail, ensure};
use wasi_crypto_model::conversion::{Destination, Part};
use wasi_crypto_witx::{Builtin, TypeKind};
use wit_parser::{Type, TypeDefKind};

use crate::legacy::{Legacy, layout};
use crate::package::Package;
use crate::values::{Direction, Pairing};

/// The parts of a success value.
pub(crate) fn parts(pairing: Pairing<'_>, legacy: &Legacy<'_>, success: Option<Type>) -> Result<Vec<Part>> {
    let Some(success) = success else {
        ensure!(
            legacy.outputs.is_empty() && legacy.buffers.is_empty(),
            "the legacy function gives something, and WIT nothing"
        );
        return Ok(Vec::new());
    };
    let whole = collect(pairing, legacy, &[(0, success)]);
    let members = members(pairing.package, &success)?;
    match (whole, members.is_empty()) {
        (Ok(parts), _) => Ok(parts),
        (Err(error), true) => Err(error),
        (Err(_), false) => collect(pairing, legacy, &members),
    }
}

/// Fields of a record or tuple, with their offsets.
fn members(package: &Package, ty: &Type) -> Result<Vec<(u32, Type)>> {
    let types: Vec<Type> = match package.definition(ty) {
        Some(TypeDefKind::Record(record)) => record.fields.iter().map(|field| field.ty).collect(),
        Some(TypeDefKind::Tuple(tuple)) => tuple.types.clone(),
        _ => Vec::new(),
    };
    Ok(package.offsets(&types)?.into_iter().zip(types).collect())
}

/// Every part goes to the next buffer if it is a list, else to the next out-pointer. Where a count is left over, it is
/// that of the buffer before it.
fn collect(pairing: Pairing<'_>, legacy: &Legacy<'_>, parts: &[(u32, Type)]) -> Result<Vec<Part>> {
    let mut buffers = legacy.buffers.iter();
    let mut outputs = legacy.outputs.iter();
    let is_list = |ty: &Type| {
        pairing.package.meant(ty) == Type::String
            || matches!(pairing.package.definition(ty), Some(TypeDefKind::List(_)))
    };
    let lists = parts.iter().filter(|(_, ty)| is_list(ty)).count();
    let counted = legacy.outputs.len() == parts.len() && lists > 0;
    let mut found = Vec::new();
    for (offset, ty) in parts {
        if is_list(ty) {
            let buffer = buffers
                .next()
                .with_context(|| format!("the legacy function has no buffer for {}", pairing.package.describe(ty)))?;
            let value = pairing.list(buffer.element, ty, Direction::Result);
            let value = value.with_context(|| format!("buffer `{}`", buffer.name))?;
            let mut written = None;
            if counted {
                let (count, out) = outputs.next().context("a buffer without a count")?;
                let is_count =
                    matches!(pairing.document.resolve(count).kind, TypeKind::Builtin(Builtin::U32 | Builtin::Usize));
                ensure!(is_count, "{} is no count of what is in `{}`", pairing.describe(count), buffer.name);
                written = Some(out.context("a count that is answered")?);
            }
            let to = Destination::Buffer { ptr: buffer.ptr, len: buffer.len, written };
            found.push(Part { offset: *offset, value, to });
            continue;
        }
        let (output, out) = outputs
            .next()
            .with_context(|| format!("the legacy function has no out-pointer for {}", pairing.package.describe(ty)))?;
        let value = pairing.pair(output, ty, Direction::Result)?;
        let to = match out {
            Some(param) => Destination::Out { param: *param, layout: layout(pairing.document, output) },
            None => Destination::Answer,
        };
        found.push(Part { offset: *offset, value, to });
    }
    if let Some(buffer) = buffers.next() {
        bail!("WIT has nothing for the buffer `{}`", buffer.name);
    }
    if let Some((output, _)) = outputs.next() {
        bail!("WIT has nothing for the result {}", pairing.describe(output));
    }
    Ok(found)
}
