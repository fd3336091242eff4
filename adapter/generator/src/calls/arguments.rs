//! The core arguments of a call.

use std::collections::BTreeMap;

use wasi_crypto_model::binding::{Arg, ParamIndex};

use crate::calls::writer::Writer;
use crate::runtime::layout::{NO_RECORD, record};
use wasi_crypto_asm::{Expr, Local, Value, int, long, select};

/// Managed-key versions with a meaning of their own.
const VERSION_LATEST: u64 = 0xff00_0000_0000_0001;
const VERSION_ALL: u64 = 0xff00_0000_0000_0002;

impl Writer<'_, '_> {
    /// Pushes the core arguments of one WIT parameter.
    pub(crate) fn lower(&mut self, arg: &Arg, optional: &BTreeMap<ParamIndex, Local>, args: &mut Vec<Expr>) {
        let code = &mut self.code;
        match arg {
            Arg::Handle { param, .. } => {
                let (record, _) = self.records[param];
                args.push(record.load(record::VALUE));
            }
            Arg::OptionalHandle { param, .. } => {
                // Where there is none, what is read at that address is not used.
                let found = optional[param];
                args.push(found.above(NO_RECORD));
                args.push(found.load(record::VALUE));
            }
            Arg::String { ptr, len } | Arg::Bytes { ptr, len } => {
                args.push(code.param(*ptr).into());
                args.push(code.param(*len).into());
            }
            Arg::LentBuffer { len: param, .. } | Arg::Scalar { param } => args.push(code.param(*param).into()),
            Arg::Constant { ordinal } => args.push(int(*ordinal)),
            Arg::None => args.extend([int(0), int(0)]),
            Arg::Enum { param, map, exceptions, .. } => {
                args.push(self.rules.ordinal(code, *param, map, exceptions));
            }
            Arg::Version { param } => {
                let version = code.param(*param);
                let is = |value| version.long_equals(long(value));
                args.push(select(is(VERSION_LATEST), 0, select(is(VERSION_ALL), 1, 2)));
                args.push(version.into());
            }
        }
    }
}
