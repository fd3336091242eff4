//! One row of the table and one legacy function to one WIT function and the call that reaches it.

use std::collections::BTreeSet;

use crate::binding::{Arg, Call, Exception, KindIndex, Needed, ParamIndex, ResultPart, SizeCheck};
use crate::errors::Problem;
use crate::legacy::{LegacyFunction, Param, Role};
use crate::names::Names;
use crate::package::ItemKind;
use crate::shape::{Answer, FunctionRow, Output, Size};
use crate::vocabulary::Vocabulary;
use crate::wit_type::WitType;

/// What a row came to: everything but the documentation.
#[derive(Clone, Debug)]
pub(crate) struct Signature {
    pub(crate) kind: ItemKind,
    pub(crate) params: Vec<(String, WitType)>,
    pub(crate) ok: Option<WitType>,
    pub(crate) fallible: bool,
}

/// Derives the WIT signature and the call of a row with a legacy function.
pub(crate) fn derive(
    interface: &str,
    row: &FunctionRow,
    function: &LegacyFunction,
    vocabulary: &Vocabulary,
    names: &Names<'_>,
) -> Result<(Signature, Call), Problem> {
    let mut deriver = Deriver {
        row,
        function,
        vocabulary,
        names,
        rules_used: BTreeSet::new(),
        params: Vec::new(),
        buffers: Vec::new(),
        checks: Vec::new(),
    };
    let receiver = deriver.receiver()?;
    for param in &function.params {
        if receiver.is_none_or(|(receiver, _)| receiver.name != param.name) {
            deriver.param(param)?;
        }
    }
    deriver.check_rules()?;
    deriver.order()?;
    let (results, ok) = deriver.results()?;
    let wipe_on_error = deriver.wiped()?;
    let close_on_success = deriver.closed()?;

    let kind = match (row.wit.contains('.'), receiver) {
        (false, _) => ItemKind::Free,
        (true, Some(_)) => ItemKind::Method,
        (true, None) => ItemKind::Static,
    };
    let mut args: Vec<Arg> =
        receiver.map(|(param, kind)| Arg::Handle { param: param.index, kind }).into_iter().collect();
    let mut params = Vec::new();
    for param in deriver.params {
        args.push(param.arg);
        params.push((param.name, param.ty));
    }
    let signature = Signature { kind, params, ok, fallible: !row.infallible };
    let call = Call {
        interface: interface.to_owned(),
        function: format!("{}{}", kind.prefix(), row.wit),
        args,
        fallible: signature.fallible,
        results,
        checks: deriver.checks,
        wipe_on_error,
        close_on_success,
        reorder: None,
    };
    Ok((signature, call))
}

struct Deriver<'a> {
    row: &'a FunctionRow,
    function: &'a LegacyFunction,
    vocabulary: &'a Vocabulary,
    names: &'a Names<'a>,
    rules_used: BTreeSet<&'a str>,
    params: Vec<WitParam>,
    /// Address and capacity of the output buffers that take a list.
    buffers: Vec<(ParamIndex, ParamIndex)>,
    checks: Vec<SizeCheck>,
}

struct WitParam {
    name: String,
    ty: WitType,
    arg: Arg,
}

impl<'a> Deriver<'a> {
    /// The parameter that became the method's resource, if the item is a method.
    fn receiver(&self) -> Result<Option<(&'a Param, KindIndex)>, Problem> {
        let Some((resource, _)) = self.row.wit.split_once('.') else {
            return match &self.row.receiver {
                Some(_) => Err(Problem::Unused("`self` in a row that is no method".to_owned())),
                None => Ok(None),
            };
        };
        let candidates: Vec<(&Param, KindIndex)> = self
            .function
            .params
            .iter()
            .filter_map(|param| match &param.role {
                Role::Handle(kind) => {
                    let kind = self.vocabulary.kind(kind)?;
                    (self.vocabulary.resource(kind) == Some(resource)).then_some((param, kind))
                }
                _ => None,
            })
            .collect();
        match (&self.row.receiver, candidates.as_slice()) {
            (None, []) => Ok(None),
            (None, [only]) => Ok(Some(*only)),
            (None, several) => {
                let names = several.iter().map(|(param, _)| param.name.clone()).collect();
                Err(Problem::MethodOf(resource.to_owned(), names))
            }
            (Some(name), [_]) => Err(Problem::Unused(format!("`self = \"{name}\"`, which is the only one it can be,"))),
            (Some(name), several) => {
                let chosen = several.iter().find(|(param, _)| param.name == *name);
                chosen.copied().map(Some).ok_or_else(|| Problem::UnknownParameter(name.clone()))
            }
        }
    }

    fn param(&mut self, param: &'a Param) -> Result<(), Problem> {
        let named = |name: String, ty, arg| WitParam { name, ty, arg };
        let name = || self.names.of(self.row, &param.name);
        let wit = match &param.role {
            Role::Handle(kind) => {
                let (kind, resource) = self.resource(kind)?;
                named(name(), WitType::Borrow(resource), Arg::Handle { param: param.index, kind })
            }
            Role::OptionalHandle(kind) => {
                let (kind, resource) = self.resource(kind)?;
                let ty = WitType::Option(Box::new(WitType::Borrow(resource)));
                named(name(), ty, Arg::OptionalHandle { param: param.index, kind })
            }
            Role::String => named(name(), WitType::String, Arg::String { ptr: param.index, len: param.len() }),
            Role::Input => named(name(), WitType::bytes(), Arg::Bytes { ptr: param.index, len: param.len() }),
            Role::U32 => named(name(), WitType::U32, Arg::Scalar { param: param.index }),
            Role::U64 => named(name(), WitType::U64, Arg::Scalar { param: param.index }),
            Role::Special(special) => {
                let ty = self.vocabulary.special(special).ok_or_else(|| Problem::UnknownType(special.clone()))?;
                named(name(), WitType::Named(ty.to_owned()), Arg::Version { param: param.index })
            }
            Role::Enum(legacy) => {
                let en = self.vocabulary.enumeration(legacy).ok_or_else(|| Problem::UnknownType(legacy.clone()))?;
                let map: Option<Vec<u32>> = en.ordinals.iter().copied().collect();
                let map = map.ok_or_else(|| {
                    Problem::UnsupportedType(param.name.clone(), "an enum of which cases were dropped".to_owned())
                })?;
                // What is given is understood; only what would have to be made can be beyond WIT.
                let gives = self.function.params.iter().any(|other| other.role == Role::Input);
                let exceptions: Vec<Exception> = if gives { Vec::new() } else { en.exports.clone() };
                let wit = en.wit.clone();
                named(name(), WitType::Named(wit.clone()), Arg::Enum { param: param.index, wit, map, exceptions })
            }
            Role::Constant(legacy, value) => {
                let unknown = || Problem::UnknownType(format!("{legacy}.{value}"));
                let en = self.vocabulary.enumeration(legacy).ok_or_else(unknown)?;
                let position = en.names.iter().position(|name| name == value).ok_or_else(unknown)?;
                let ordinal = en.ordinals.get(position).copied().flatten().ok_or_else(unknown)?;
                named(name(), WitType::Named(en.wit.clone()), Arg::Constant { ordinal })
            }
            Role::Output => return self.output(param),
            Role::List(_) => {
                return Err(Problem::UnsupportedType(
                    param.name.clone(),
                    "a list, which only a row with `batch` can have".to_owned(),
                ));
            }
        };
        self.params.push(wit);
        Ok(())
    }

    fn output(&mut self, param: &'a Param) -> Result<(), Problem> {
        let rule = self.row.outputs.get_key_value(&param.name);
        let (key, rule) = rule.ok_or_else(|| Problem::OutputWithoutRule(param.name.clone()))?;
        self.rules_used.insert(key);
        let (ptr, len) = (param.index, param.len());
        match rule {
            Output::Fits => self.buffers.push((ptr, len)),
            Output::Fills(name) => {
                let arg = Arg::Scalar { param: len };
                self.params.push(WitParam { name: name.clone(), ty: WitType::U32, arg });
                self.buffers.push((ptr, len));
            }
            Output::LentAs(name) => {
                let arg = Arg::LentBuffer { ptr, len };
                self.params.push(WitParam { name: name.clone(), ty: WitType::U32, arg });
            }
            Output::Exactly(size) => self.checked((ptr, len), size, true)?,
            Output::AtLeast(size) => self.checked((ptr, len), size, false)?,
        }
        Ok(())
    }

    fn checked(&mut self, (ptr, len): (ParamIndex, ParamIndex), size: &Size, exact: bool) -> Result<(), Problem> {
        let needed = self.needed(size)?;
        self.checks.push(SizeCheck { len, needed, exact });
        self.buffers.push((ptr, len));
        Ok(())
    }

    fn needed(&self, size: &Size) -> Result<Needed, Problem> {
        match size {
            Size::LenOf(name) => Ok(Needed::Len(self.input(name)?)),
            Size::WithTag(name) => Ok(Needed::LenPlusTag { len: self.input(name)?, state: self.state()? }),
            Size::WithoutTag(size) => {
                let padded = size.padded.as_ref().map(|suffix| suffix.as_str().to_owned());
                Ok(Needed::LenMinusTag { len: self.input(&size.input)?, state: self.state()?, padded })
            }
            Size::AnswerOf(Answer { resource, method }) => {
                let (param, kind) = self.only_handle(resource)?;
                Ok(Needed::Method { handle: param, kind, function: format!("[method]{resource}.{method}") })
            }
        }
    }

    /// The length of an input buffer.
    fn input(&self, name: &str) -> Result<ParamIndex, Problem> {
        match self.function.param(name) {
            Some(param) if param.role == Role::Input => Ok(param.len()),
            Some(_) => Err(Problem::Rule(format!("`{name}` is no input buffer"))),
            None => Err(Problem::UnknownParameter(name.to_owned())),
        }
    }

    /// The state whose tag counts.
    fn state(&self) -> Result<ParamIndex, Problem> {
        let (resource, _) = self.row.wit.split_once('.').unwrap_or_default();
        self.only_handle(resource).map(|(param, _)| param)
    }

    fn only_handle(&self, resource: &str) -> Result<(ParamIndex, KindIndex), Problem> {
        let mut found = self.function.params.iter().filter_map(|param| match &param.role {
            Role::Handle(kind) => {
                let kind = self.vocabulary.kind(kind)?;
                (self.vocabulary.resource(kind) == Some(resource)).then_some((param.index, kind))
            }
            _ => None,
        });
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(only),
            _ => Err(Problem::Rule(format!("the function does not take exactly one handle of a `{resource}`"))),
        }
    }

    fn resource(&self, kind: &str) -> Result<(KindIndex, String), Problem> {
        let unknown = || Problem::UncoveredHandle(kind.to_owned());
        let index = self.vocabulary.kind(kind).ok_or_else(unknown)?;
        let resource = self.vocabulary.resource(index).ok_or_else(unknown)?;
        Ok((index, resource.to_owned()))
    }

    /// Every key of the row must have had an effect.
    fn check_rules(&self) -> Result<(), Problem> {
        let unused = |what: &str, name: &str| match self.function.param(name) {
            Some(_) => Problem::Unused(format!("`{name}` under `{what}`")),
            None => Problem::UnknownParameter(name.to_owned()),
        };
        if let Some(name) = self.row.outputs.keys().find(|name| !self.rules_used.contains(name.as_str())) {
            return Err(unused("outputs", name));
        }
        for (legacy, wit) in &self.row.names {
            if self.params.iter().all(|param| param.name != *wit) {
                return Err(unused("names", legacy));
            }
        }
        let mut seen = BTreeSet::new();
        match self.params.iter().find(|param| !seen.insert(param.name.as_str())) {
            Some(twice) => Err(Problem::DuplicateName(twice.name.clone())),
            None => Ok(()),
        }
    }

    fn order(&mut self) -> Result<(), Problem> {
        let Some(order) = &self.row.order else {
            return Ok(());
        };
        let mut ordered = Vec::new();
        for name in order {
            let position = self.params.iter().position(|param| param.name == *name);
            let position = position.ok_or_else(|| Problem::UnknownParameter(name.clone()))?;
            ordered.push(self.params.remove(position));
        }
        match self.params.first() {
            Some(left) => Err(Problem::ParameterNotConsumed(left.name.clone())),
            None => {
                self.params = ordered;
                Ok(())
            }
        }
    }

    /// Parts of the success value with where they go, and its WIT type.
    fn results(&self) -> Result<(Vec<ResultPart>, Option<WitType>), Problem> {
        let mut results = self.function.results.iter().peekable();
        let mut parts = Vec::new();
        let mut types = Vec::new();
        for &(ptr, len) in &self.buffers {
            // A size after a buffer tells how much of it was used.
            let written = results.next_if(|result| result.role == Role::U32).map(|result| result.out);
            parts.push(ResultPart::Buffer { ptr, len, written });
            types.push(WitType::bytes());
        }
        let mut returns = self.row.returns.as_deref();
        for result in results {
            let out = result.out;
            let (part, ty) = match &result.role {
                Role::Handle(declared) => {
                    let kind = returns.take().unwrap_or(declared);
                    match self.vocabulary.kind(kind) {
                        Some(kind) if self.vocabulary.resource(kind).is_none() => {
                            (ResultPart::ArrayOutput { out, kind }, WitType::bytes())
                        }
                        _ => {
                            let (kind, resource) = self.resource(kind)?;
                            (ResultPart::Handle { out, kind }, WitType::Named(resource))
                        }
                    }
                }
                Role::U32 => (ResultPart::U32 { out }, WitType::U32),
                Role::U64 => (ResultPart::U64 { out }, WitType::U64),
                // Special values are for parameters; what comes back is always a plain number.
                Role::Special(name) => {
                    self.vocabulary.special(name).ok_or_else(|| Problem::UnknownType(name.clone()))?;
                    (ResultPart::U64 { out }, WitType::U64)
                }
                _ => return Err(Problem::UnsupportedType("a result".to_owned(), "no handle or number".to_owned())),
            };
            parts.push(part);
            types.push(ty);
        }
        if returns.is_some() {
            return Err(Problem::Unused("`returns`, as no handle is returned,".to_owned()));
        }
        let ok = self.value(types)?;
        Ok((parts, ok))
    }

    fn value(&self, mut types: Vec<WitType>) -> Result<Option<WitType>, Problem> {
        match &self.row.record {
            None if types.len() > 1 => {
                Err(Problem::Record(format!("there are {} success values; say which record holds them", types.len())))
            }
            None => Ok(types.pop()),
            Some(name) => {
                let unknown = || Problem::UnknownWitType(format!("nothing defines the record `{name}`"));
                let fields = self.vocabulary.record(name).ok_or_else(unknown)?;
                let holds: Vec<WitType> = fields.iter().filter_map(|field| field.ty.clone()).collect();
                if holds == types {
                    return Ok(Some(WitType::Named(name.clone())));
                }
                let list = |types: &[WitType]| types.iter().map(WitType::to_string).collect::<Vec<_>>().join(", ");
                let reason =
                    format!("record `{name}` holds ({}), the function yields ({})", list(&holds), list(&types));
                Err(Problem::Record(reason))
            }
        }
    }

    fn wiped(&self) -> Result<Option<(ParamIndex, ParamIndex)>, Problem> {
        let Some(name) = &self.row.wipe_on_error else {
            return Ok(None);
        };
        match self.function.param(name) {
            Some(param) if param.role == Role::Output => Ok(Some((param.index, param.len()))),
            Some(_) => Err(Problem::Rule(format!("`{name}` is no output buffer that could be wiped"))),
            None => Err(Problem::UnknownParameter(name.clone())),
        }
    }

    fn closed(&self) -> Result<Vec<(ParamIndex, KindIndex)>, Problem> {
        let mut closed = Vec::new();
        for name in &self.row.close_on_success {
            match self.function.param(name).map(|param| (param, &param.role)) {
                Some((param, Role::Handle(kind))) => closed.push((param.index, self.resource(kind)?.0)),
                Some(_) => return Err(Problem::Rule(format!("`{name}` is no handle that could be closed"))),
                None => return Err(Problem::UnknownParameter(name.clone())),
            }
        }
        Ok(closed)
    }
}
