//! A legacy batch in terms of the function it repeats.

use crate::binding::{Batch, Call, Field, Function, ParamIndex};
use crate::errors::Problem;
use crate::item::Signature;
use crate::legacy::{Entry, LegacyFunction, Role};
use crate::package::{ERROR_CODE, ItemKind};
use crate::vocabulary::Vocabulary;
use crate::wit_type::WitType;

/// The function a batch repeats.
pub(crate) struct Single<'a> {
    pub(crate) function: &'a LegacyFunction,
    pub(crate) signature: &'a Signature,
    pub(crate) call: &'a Call,
    /// `symmetric-state`
    pub(crate) resource: &'a str,
}

/// Derives the WIT signature and the repetition.
///
/// The WIT function takes a list with the resource and the parameters of the single method for each entry, and returns
/// a list of the single method's results. What the legacy entries look like in memory comes from the witx.
pub(crate) fn derive(
    batch: &LegacyFunction,
    single: &Single<'_>,
    vocabulary: &Vocabulary,
) -> Result<(Signature, Batch), Problem> {
    let ([list], [result]) = (batch.params.as_slice(), batch.results.as_slice()) else {
        return Err(shape("a batch takes one list and answers one list"));
    };
    let (Role::List(entry), Role::List(answer)) = (&list.role, &result.role) else {
        return Err(shape("a batch takes one list and answers one list"));
    };
    if single.signature.kind != ItemKind::Method || !single.signature.fallible {
        return Err(shape("a batch repeats a method that can fail"));
    }
    let Some(Role::Handle(state)) = single.function.params.first().map(|param| &param.role) else {
        return Err(shape("the first parameter of the repeated function is not the state"));
    };
    let homogeneous_kind = vocabulary.kind(state).ok_or_else(|| Problem::UncoveredHandle(state.clone()))?;
    let (value_offset, errno_offset) = answer_offsets(answer, single.function)?;
    let each = Function {
        name: single.function.name.clone(),
        params: single.function.core.clone(),
        action: crate::binding::Action::Call(single.call.clone()),
    };
    let action = Batch {
        ptr: list.index,
        len: list.len(),
        entry_size: entry.size,
        fields: entry_fields(entry, single.function)?,
        each: Box::new(each),
        out: result.out,
        result_size: answer.size,
        value_offset,
        errno_offset,
        homogeneous_kind,
    };
    Ok((signature(single), action))
}

fn shape(reason: &str) -> Problem {
    Problem::BatchShape(reason.to_owned())
}

fn signature(single: &Single<'_>) -> Signature {
    let state = WitType::Borrow(single.resource.to_owned());
    let param = if single.signature.params.is_empty() {
        ("states".to_owned(), state)
    } else {
        let members = std::iter::once(state).chain(single.signature.params.iter().map(|(_, ty)| ty.clone()));
        ("entries".to_owned(), WitType::Tuple(members.collect()))
    };
    let error = || Box::new(WitType::Named(ERROR_CODE.to_owned()));
    let answer = WitType::Result { ok: single.signature.ok.clone().map(Box::new), err: error() };
    Signature {
        kind: ItemKind::Free,
        params: vec![(param.0, WitType::List(Box::new(param.1)))],
        ok: Some(WitType::List(Box::new(answer))),
        fallible: true,
    }
}

/// Where the leading core parameters of the single function are inside an entry.
fn entry_fields(entry: &Entry, single: &LegacyFunction) -> Result<Vec<Field>, Problem> {
    let mut offsets: Vec<Field> = Vec::new();
    let mut fields = entry.fields.iter();
    let mismatch = |param: &str| {
        Problem::BatchShape(format!("the entries do not hold parameter `{param}` of `{}` where expected", single.name))
    };
    for param in &single.params {
        let (role, offset) = fields.next().ok_or_else(|| mismatch(&param.name))?;
        let position: ParamIndex = offsets.len();
        debug_assert_eq!(position, param.index, "offsets follow the core parameters");
        match (&param.role, role) {
            (expected, role) if expected == role && matches!(role, Role::Handle(_) | Role::U32) => {
                offsets.push(Field::Word(*offset));
            }
            // A buffer is a header of address and length with the length once more beside it. Some outputs are declared
            // as inputs; what is done with them comes from the single function.
            (Role::Input | Role::Output, Role::Input | Role::Output) => {
                let length = fields.next().filter(|(role, _)| *role == Role::U32);
                let (_, beside) = length.ok_or_else(|| mismatch(&param.name))?;
                offsets.extend([Field::Word(*offset), Field::Length { header: *offset + 4, beside: *beside }]);
            }
            _ => return Err(mismatch(&param.name)),
        }
    }
    match fields.next() {
        None => Ok(offsets),
        Some(_) => Err(Problem::BatchShape(format!("the entries hold more than `{}` takes", single.name))),
    }
}

/// Offsets of the value and of the errno inside an answer.
fn answer_offsets(answer: &Entry, single: &LegacyFunction) -> Result<(Option<u32>, u32), Problem> {
    match (answer.fields.as_slice(), single.results.as_slice()) {
        ([(Role::Enum(_), errno)], []) => Ok((None, *errno)),
        ([(Role::Handle(_), value), (Role::Enum(_), errno)], [one]) if matches!(one.role, Role::Handle(_)) => {
            Ok((Some(*value), *errno))
        }
        ([(Role::U32, value), (Role::Enum(_), errno)], [one]) if one.role == Role::U32 => Ok((Some(*value), *errno)),
        _ => Err(Problem::BatchShape(format!("the answers do not hold what `{}` yields", single.name))),
    }
}
