//! Whether a component has tasks, as WASI 0.3 does: asynchronous functions, streams, futures.

use anyhow::Result;
use wasmparser::{
    CanonicalFunction, CanonicalOption, ComponentDefinedType, ComponentType, ComponentTypeDeclaration,
    InstanceTypeDeclaration, Parser, Payload,
};

/// Whether a component can do several things at once.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Concurrency {
    /// It cannot, as all of WASI 0.2: its calls are cheaper.
    None,
    /// It may, as WASI 0.3 does.
    Tasks,
}

impl Concurrency {
    /// Finds out from the types and the functions of a component, and of those in it.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of(component: &[u8]) -> Result<Self> {
        for payload in Parser::new(0).parse_all(component) {
            let tasks = match payload? {
                Payload::ComponentTypeSection(types) => any(types, |ty| in_type(&ty))?,
                Payload::ComponentCanonicalSection(functions) => any(functions, |function| in_function(&function))?,
                _ => false,
            };
            if tasks {
                return Ok(Self::Tasks);
            }
        }
        Ok(Self::None)
    }
}

fn any<T>(
    section: impl IntoIterator<Item = wasmparser::Result<T>>,
    found: impl Fn(T) -> bool,
) -> wasmparser::Result<bool> {
    for item in section {
        if found(item?) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn in_type(ty: &ComponentType<'_>) -> bool {
    match ty {
        ComponentType::Defined(ty) => matches!(ty, ComponentDefinedType::Future(_) | ComponentDefinedType::Stream(_)),
        ComponentType::Func(function) => function.async_,
        ComponentType::Component(declarations) => declarations.iter().any(|declaration| match declaration {
            ComponentTypeDeclaration::Type(ty) => in_type(ty),
            _ => false,
        }),
        ComponentType::Instance(declarations) => declarations.iter().any(|declaration| match declaration {
            InstanceTypeDeclaration::Type(ty) => in_type(ty),
            _ => false,
        }),
        ComponentType::Resource { .. } => false,
    }
}

fn in_function(function: &CanonicalFunction) -> bool {
    match function {
        CanonicalFunction::Lift { options, .. } | CanonicalFunction::Lower { options, .. } => {
            options.contains(&CanonicalOption::Async)
        }
        CanonicalFunction::ResourceNew { .. }
        | CanonicalFunction::ResourceDrop { .. }
        | CanonicalFunction::ResourceRep { .. } => false,
        // All others are for tasks.
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Concurrency {
        Concurrency::of(&wat::parse_str(text).unwrap()).unwrap()
    }

    #[test]
    fn tasks_are_found_wherever_they_are() {
        for text in [
            r#"(component (import "f" (func async)))"#,
            r#"(component (type (stream u8)))"#,
            r#"(component (type (future)))"#,
            r#"(component (import "a:b/c" (instance (export "f" (func async (result u32))))))"#,
            r#"(component (component (type (stream))))"#,
            r#"(component (core func (canon task.cancel)))"#,
        ] {
            assert_eq!(of(text), Concurrency::Tasks, "{text}");
        }
    }

    #[test]
    fn others_have_none() {
        for text in [
            "(component)",
            r#"(component (import "f" (func (param "a" (list u8)) (result u32))))"#,
            r#"(component (import "r" (type $r (sub resource))) (core func (canon resource.drop $r)))"#,
            r#"(component (import "f" (func $f)) (core func (canon lower (func $f))))"#,
        ] {
            assert_eq!(of(text), Concurrency::None, "{text}");
        }
    }
}
