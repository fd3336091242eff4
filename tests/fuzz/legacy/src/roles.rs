//! What each parameter of a legacy function is, by the binding model.

use wasi_crypto_model::binding::{Action, Arg, CoreType, Function, ResultPart};

/// A parameter.
#[derive(Clone, Copy, Debug)]
pub enum Role {
    Handle,
    /// Address of an optional handle.
    Union,
    /// Address of bytes, read or written, with the parameter that says how many.
    Pointer {
        len: usize,
    },
    Length,
    /// Address of the entries of a batch.
    List,
    /// Address of a result.
    Out,
    Number,
    Long,
    /// Number of a version.
    Version,
}

pub fn roles(function: &Function) -> Vec<Role> {
    let mut roles: Vec<Role> = function
        .params
        .iter()
        .map(|(_, ty)| match ty {
            CoreType::I32 | CoreType::F32 => Role::Number,
            CoreType::I64 | CoreType::F64 => Role::Long,
        })
        .collect();
    let range = |roles: &mut Vec<Role>, ptr: usize, len: usize| {
        roles[ptr] = Role::Pointer { len };
        roles[len] = Role::Length;
    };
    match &function.action {
        Action::Call(call) => {
            for arg in &call.args {
                match *arg {
                    Arg::Handle { param, .. } => roles[param] = Role::Handle,
                    Arg::OptionalHandle { param, .. } => roles[param] = Role::Union,
                    Arg::String { ptr, len } | Arg::Bytes { ptr, len } | Arg::LentBuffer { ptr, len } => {
                        range(&mut roles, ptr, len);
                    }
                    Arg::Version { param } => roles[param] = Role::Version,
                    Arg::Scalar { .. } | Arg::Enum { .. } | Arg::None | Arg::Constant { .. } => {}
                }
            }
            for (param, _) in &call.close_on_success {
                roles[*param] = Role::Handle;
            }
            for part in &call.results {
                match *part {
                    ResultPart::Handle { out, .. }
                    | ResultPart::ArrayOutput { out, .. }
                    | ResultPart::U32 { out }
                    | ResultPart::U64 { out } => roles[out] = Role::Out,
                    ResultPart::Buffer { ptr, len, written, .. } => {
                        range(&mut roles, ptr, len);
                        if let Some(out) = written {
                            roles[out] = Role::Out;
                        }
                    }
                }
            }
        }
        Action::Close { handle, .. } => roles[*handle] = Role::Handle,
        Action::ArrayOutputLen { handle, out } => {
            roles[*handle] = Role::Handle;
            roles[*out] = Role::Out;
        }
        Action::ArrayOutputPull { handle, buffer, len, out } => {
            roles[*handle] = Role::Handle;
            range(&mut roles, *buffer, *len);
            if let Some(out) = out {
                roles[*out] = Role::Out;
            }
        }
        Action::Batch(batch) => {
            roles[batch.ptr] = Role::List;
            roles[batch.out] = Role::Out;
        }
        // The generation that is fuzzed has none.
        Action::Convert(_) | Action::Step(_) | Action::Caused { .. } => {}
    }
    roles
}
