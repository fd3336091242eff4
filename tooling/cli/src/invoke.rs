//! The arguments of `run --invoke`: values in WAVE, as the command `wasmtime` takes them, or words as they are typed.

use anyhow::{Context, Error, Result, bail};
use wasmtime::component::wasm_wave::untyped::UntypedFuncCall;
use wasmtime::component::{Type, Val};

use crate::escape::shown;

/// What a function is called with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Arguments {
    /// What stands between the parentheses of `NAME(...)`.
    List(String),
    /// A word for each argument.
    Words(Vec<String>),
}

impl Arguments {
    /// The values for a function with these parameters.
    ///
    /// A list is read as WAVE. One that is none, or of other types, is split at its commas and read as words, so that text
    /// needs no quotes, unless a word begins as only values of WAVE do.
    ///
    /// # Errors
    /// There are more or fewer than it takes, or one is no value of its type.
    pub fn values(&self, function: &str, params: &[(&str, Type)]) -> Result<Vec<Val>> {
        let list = match self {
            Self::Words(words) => return self::words(words, function, params),
            Self::List(list) => list,
        };
        let types: Vec<&Type> = params.iter().map(|(_, ty)| ty).collect();
        let error = match wave(list, &types) {
            Ok(values) => return Ok(values),
            Err(error) => error,
        };
        let words: Vec<&str> = list.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
        // Whoever has written quotes or brackets has meant WAVE.
        if words.iter().any(|word| word.starts_with(['"', '\'', '[', '{', '('])) {
            return Err(error.context(format!("the arguments of `{}`: `{}`", shown(function), shown(list))));
        }
        let words: Vec<String> = words.into_iter().map(String::from).collect();
        self::words(&words, function, params)
    }
}

fn wave(list: &str, types: &[&Type]) -> Result<Vec<Val>> {
    // The name of the function is none of WAVE where it is in an instance.
    let call = format!("f({list})");
    let call = UntypedFuncCall::parse(&call).map_err(Error::new)?;
    let values: Vec<Val> = call.to_wasm_params(types.iter().copied()).map_err(Error::new)?;
    Ok(values)
}

fn words(words: &[String], function: &str, params: &[(&str, Type)]) -> Result<Vec<Val>> {
    if params.len() != words.len() {
        bail!("`{}` takes {} arguments, {} given", shown(function), params.len(), words.len());
    }
    let values = params.iter().zip(words).map(|((name, ty), word)| {
        let context = || format!("argument `{}` of `{}`: `{}`", shown(name), shown(function), shown(word));
        self::word(ty, word).with_context(context)
    });
    values.collect()
}

/// A value as it is typed: numbers, words and text without quotes, a list of bytes as text; the rest as WAVE.
fn word(ty: &Type, text: &str) -> Result<Val> {
    Ok(match ty {
        Type::Bool => Val::Bool(text.parse()?),
        Type::S8 => Val::S8(text.parse()?),
        Type::U8 => Val::U8(text.parse()?),
        Type::S16 => Val::S16(text.parse()?),
        Type::U16 => Val::U16(text.parse()?),
        Type::S32 => Val::S32(text.parse()?),
        Type::U32 => Val::U32(text.parse()?),
        Type::S64 => Val::S64(text.parse()?),
        Type::U64 => Val::U64(text.parse()?),
        Type::Float32 => Val::Float32(text.parse()?),
        Type::Float64 => Val::Float64(text.parse()?),
        Type::Char => Val::Char(text.parse()?),
        Type::String => Val::String(text.into()),
        Type::List(list) if list.ty() == Type::U8 => Val::List(text.bytes().map(Val::U8).collect()),
        Type::Own(_) | Type::Borrow(_) | Type::Future(_) | Type::Stream(_) | Type::ErrorContext => {
            bail!("a resource, a stream or a future cannot be given on the command line")
        }
        ty => Val::from_wave(ty, text).map_err(crate::runtime::foreign)?,
    })
}

/// A result as text: numbers and text as they are, lists with spaces between, the rest as WAVE.
pub fn text(value: &Val) -> String {
    match value {
        Val::Bool(value) => value.to_string(),
        Val::S8(value) => value.to_string(),
        Val::U8(value) => value.to_string(),
        Val::S16(value) => value.to_string(),
        Val::U16(value) => value.to_string(),
        Val::S32(value) => value.to_string(),
        Val::U32(value) => value.to_string(),
        Val::S64(value) => value.to_string(),
        Val::U64(value) => value.to_string(),
        Val::Float32(value) => value.to_string(),
        Val::Float64(value) => value.to_string(),
        Val::Char(value) => value.to_string(),
        Val::String(value) => value.clone(),
        Val::List(values) | Val::Tuple(values) => values.iter().map(text).collect::<Vec<_>>().join(" "),
        Val::Option(value) => value.as_ref().map_or("none".into(), |value| text(value)),
        Val::Result(Ok(value)) => value.as_ref().map_or("ok".into(), |value| text(value)),
        Val::Result(Err(value)) => {
            format!("error{}", value.as_ref().map_or(String::new(), |value| format!(": {}", text(value))))
        }
        Val::Enum(name) => name.clone(),
        // Resources are no values of WAVE.
        other => other.to_wave().unwrap_or_else(|_| format!("{other:?}")),
    }
}
