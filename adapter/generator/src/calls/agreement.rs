//! What a binding says of a WIT function, and what the WIT says: the model is data, and data can be wrong.

use anyhow::{Result, ensure};
use wasi_crypto_model::binding::{Arg, Call, ResultPart};

use crate::wit::{Kind, WitFunction};

/// Compares the two.
pub(crate) fn check(target: &WitFunction, action: &Call) -> Result<()> {
    let name = &target.name;
    ensure!(target.fallible == action.fallible, "`{name}`: whether it can fail is said differently in WIT");
    ensure!(target.kinds.len() == action.args.len(), "`{name}` takes {} parameters in WIT", target.kinds.len());
    for (number, (kind, arg)) in target.kinds.iter().zip(&action.args).enumerate() {
        let fits = match (kind, arg) {
            (Kind::Handle, Arg::Handle { .. })
            | (Kind::OptionalHandle, Arg::OptionalHandle { .. } | Arg::None)
            | (Kind::String, Arg::String { .. })
            | (Kind::Bytes, Arg::Bytes { .. })
            | (Kind::U32 | Kind::U64, Arg::Scalar { .. })
            | (Kind::U32, Arg::LentBuffer { .. })
            | (Kind::Version, Arg::Version { .. }) => true,
            (Kind::Enum(cases), Arg::Constant { ordinal }) => ordinal < cases,
            (Kind::Enum(cases), Arg::Enum { map, .. }) => map.iter().all(|ordinal| ordinal < cases),
            _ => false,
        };
        ensure!(fits, "`{name}`: parameter {number} is a {kind:?} in WIT, which {arg:?} cannot give");
    }
    ensure!(target.parts.len() == action.results.len(), "`{name}` has {} result parts in WIT", target.parts.len());
    let mut lists = 0;
    for (number, ((_, kind), part)) in target.parts.iter().zip(&action.results).enumerate() {
        let fits = matches!(
            (kind, part),
            (Kind::Handle, ResultPart::Handle { .. })
                | (Kind::U32, ResultPart::U32 { .. })
                | (Kind::U64, ResultPart::U64 { .. })
                | (Kind::Bytes | Kind::String, ResultPart::ArrayOutput { .. } | ResultPart::Buffer { .. })
        );
        ensure!(fits, "`{name}`: result part {number} is a {kind:?} in WIT, which cannot become {part:?}");
        lists += usize::from(matches!(kind, Kind::Bytes | Kind::String));
    }
    let steered = action.results.iter().any(|part| matches!(part, ResultPart::Buffer { .. }));
    ensure!(!steered || lists == 1, "`{name}`: a list beside the one that is steered into a buffer");
    Ok(())
}
