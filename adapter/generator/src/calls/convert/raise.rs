//! Results: what WIT answers becomes what the legacy program expects at its out-pointers.

use anyhow::{Result, bail, ensure};
use wasi_crypto_model::conversion::{Number, Value, Width};

use crate::calls::convert::lower::{moved_bits, numbers};
use crate::calls::convert::writer::Converter;
use crate::runtime::layout::tag;
use crate::runtime::numbers::lookup;
use wasi_crypto_asm::{Code, Expr, Local, Value as _, call, int};

impl Converter<'_, '_> {
    /// Writes a landed value to the legacy memory.
    pub(super) fn raise(&mut self, value: &Value, from: (Local, u32), to: (Local, u32)) -> Result<()> {
        match value {
            Value::Record(fields) => {
                for field in fields {
                    self.raise(&field.value, (from.0, from.1 + field.wit), (to.0, to.1 + field.legacy))?;
                }
            }
            Value::Variant { legacy: (width, into), wit: (wit_width, payload), cases } => {
                let case_of = self.code.bind(load(from, *wit_width));
                for (case, number) in cases.iter().zip(0_u32..) {
                    let Some(case) = case else { bail!("a case without a legacy one") };
                    let inside = self.code.begin_if(case_of.equals(int(number)));
                    write(&mut self.code, to, *width, int(case.tag));
                    if let Some(value) = &case.value {
                        self.raise(value, (from.0, from.1 + payload), (to.0, to.1 + into))?;
                    }
                    self.code.end_if(inside);
                }
            }
            Value::String | Value::List { .. } => bail!("a list that the legacy program gives no buffer for"),
            value => {
                let raised = self.raised(value, from)?;
                write(&mut self.code, to, legacy_width(value), raised);
            }
        }
        Ok(())
    }

    /// A landed value that is one core value: its bits.
    pub(super) fn raised(&mut self, value: &Value, from: (Local, u32)) -> Result<Expr> {
        match value {
            Value::Number(number) => Ok(load(from, number.width())),
            Value::Enum { wit, .. } | Value::Flags { wit, .. } => {
                let bits = self.code.bind(load(from, *wit));
                self.raised_bits(value, bits)
            }
            Value::Handle { .. } => {
                let handle = self.code.bind(load(from, Width::W32));
                self.raised_bits(value, handle)
            }
            other => bail!("{other:?} is more than one number"),
        }
    }

    /// Writes a core value to the legacy memory.
    pub(super) fn raise_core(&mut self, value: &Value, answer: Local, to: Local) -> Result<()> {
        let bits = match value {
            Value::Number(Number::F32) => answer.float_bits(),
            Value::Number(Number::F64) => answer.double_bits(),
            Value::Record(fields) => match fields.as_slice() {
                [field] => return self.raise_core(&field.value, answer, to),
                _ => bail!("a record that is one number in WIT"),
            },
            value => self.raised_core(value, answer)?,
        };
        write(&mut self.code, (to, 0), legacy_width(value), bits);
        Ok(())
    }

    /// A core value as the legacy program has it.
    pub(super) fn raised_core(&mut self, value: &Value, answer: Local) -> Result<Expr> {
        match value {
            Value::Number(_) => Ok(answer.into()),
            value => self.raised_bits(value, answer),
        }
    }

    fn raised_bits(&mut self, value: &Value, bits: Local) -> Result<Expr> {
        match value {
            Value::Enum { map, .. } => {
                ensure!(map.iter().all(Option::is_some), "a case without a legacy one");
                Ok(lookup(bits, &numbers(map)))
            }
            Value::Flags { legacy: Width::W64, map, .. } => Ok(moved_bits(bits, map).widen()),
            Value::Flags { map, .. } => Ok(moved_bits(bits, map)),
            Value::Handle { kind, .. } => {
                Ok(call(self.context.runtime.record_new, [int(tag(*kind)), bits.into(), int(0)]))
            }
            other => bail!("{other:?} is more than one number"),
        }
    }
}

fn load((address, offset): (Local, u32), width: Width) -> Expr {
    match width {
        Width::W8 => address.load8(offset),
        Width::W16 => address.load16(offset),
        Width::W32 => address.load(offset),
        Width::W64 => address.load_long(offset),
    }
}

fn write(code: &mut Code, (address, offset): (Local, u32), width: Width, bits: Expr) {
    match width {
        Width::W8 => code.write8(address, offset, bits),
        Width::W16 => code.write16(address, offset, bits),
        Width::W32 => code.write(address, offset, bits),
        Width::W64 => code.write_long(address, offset, bits),
    }
}

/// Bytes of a value that is one number, in the legacy memory.
fn legacy_width(value: &Value) -> Width {
    match value {
        Value::Number(number) => number.width(),
        Value::Enum { legacy, .. } | Value::Flags { legacy, .. } => *legacy,
        _ => Width::W32,
    }
}
