//! Arguments: what the legacy program gives becomes core values.

use anyhow::{Result, bail, ensure};
use wasi_crypto_model::conversion::{Argument, Case, Number, Value, Width};

use crate::calls::convert::flat::{carried, flat};
use crate::calls::convert::place::Place;
use crate::calls::convert::writer::Converter;
use crate::runtime::layout::{record, tag};
use crate::runtime::numbers::lookup;
use wasi_crypto_asm::{Expr, Local, ValType, Value as _, call, int};

impl Converter<'_, '_> {
    /// Pushes the core values of a WIT parameter.
    pub(super) fn argument(&mut self, arg: &Argument, args: &mut Vec<Expr>) -> Result<()> {
        match arg {
            Argument::Given { from, value } => self.lower(value, self.place(*from), args),
            Argument::Constant(words) => {
                args.extend(words.iter().map(|word| int(*word as u32)));
                Ok(())
            }
            Argument::Kept(shelf) => {
                args.push(self.kept(*shelf));
                Ok(())
            }
            Argument::TakeAll(shelf) => {
                args.extend(self.take(*shelf)?);
                Ok(())
            }
        }
    }

    /// Pushes the core values of a value that was looked at.
    pub(super) fn lower(&mut self, value: &Value, place: Place, args: &mut Vec<Expr>) -> Result<()> {
        match value {
            Value::Number(number) => {
                let bits = place.number(number.width());
                args.push(match (number, place) {
                    (Number::F32, Place::Memory(..)) => bits.float(),
                    (Number::F64, Place::Memory(..)) => bits.double(),
                    _ => bits,
                });
            }
            Value::Enum { legacy, map, .. } => {
                let ordinal = self.code.bind(place.number(*legacy));
                args.push(lookup(ordinal, &numbers(map)));
            }
            Value::Flags { legacy, map, .. } => {
                let flags = self.code.local(ValType::I32);
                match legacy {
                    Width::W64 => self.code.set(flags, place.number(*legacy).narrow()),
                    _ => self.code.set(flags, place.number(*legacy)),
                }
                ensure!(map.iter().skip(32).all(Option::is_none), "more than 32 flags");
                args.push(moved_bits(flags, map));
            }
            Value::Handle { kind, own } => {
                let record = match place {
                    Place::Core(handle) | Place::Pair(handle, _) => self.find_record(handle, *kind),
                    Place::Memory(..) => {
                        let found = call(self.context.runtime.record, [place.number(Width::W32), int(tag(*kind))]);
                        self.code.bind(found)
                    }
                };
                if *own {
                    // The record is free when the call is made.
                    let handle = self.code.bind(record.load(record::VALUE));
                    self.spent.push(record);
                    args.push(handle.into());
                } else {
                    args.push(record.load(record::VALUE));
                }
            }
            Value::String => args.extend(place.pair(&mut self.code).map(Expr::from)),
            Value::List { element, legacy, wit } => {
                let [ptr, len] = place.pair(&mut self.code);
                let ptr = match value.is_same() {
                    true => ptr,
                    false => self.rewrite(element, [ptr, len], (*legacy, *wit))?,
                };
                args.extend([ptr.into(), len.into()]);
            }
            Value::Record(fields) => {
                for field in fields {
                    self.lower(&field.value, place.part(field.legacy), args)?;
                }
            }
            Value::Variant { legacy: (width, payload), cases, .. } => {
                let tag = self.code.bind(place.number(*width));
                self.lower_variant(tag, place.part(*payload), cases, &flat(value), args)?;
            }
        }
        Ok(())
    }

    fn lower_variant(
        &mut self,
        tag: Local,
        payload: Place,
        cases: &[Option<Case>],
        types: &[ValType],
        args: &mut Vec<Expr>,
    ) -> Result<()> {
        let slots: Vec<Local> = types.iter().map(|ty| self.code.local(*ty)).collect();
        let [wit_tag, rest @ ..] = slots.as_slice() else { bail!("a variant without a tag") };
        let spent = self.spent.len();
        for (case, number) in cases.iter().zip(0_u32..) {
            let Some(case) = case else { continue };
            let inside = self.code.begin_if(tag.equals(int(number)));
            self.code.set(*wit_tag, case.tag);
            if let Some(value) = &case.value {
                let mut words = Vec::new();
                self.lower(value, payload, &mut words)?;
                let types = flat(value).into_iter().zip(types.iter().skip(1));
                for ((word, slot), (from, to)) in words.into_iter().zip(rest).zip(types) {
                    self.code.set(*slot, carried(word, from, *to)?);
                }
            }
            self.code.end_if(inside);
        }
        ensure!(self.spent.len() == spent, "a resource that changes its owner inside of a variant");
        args.extend(slots.into_iter().map(Expr::from));
        Ok(())
    }

    /// Frees the records of resources that the call takes.
    pub(super) fn spend(&mut self) {
        for record in std::mem::take(&mut self.spent) {
            self.code.run(self.context.runtime.record_free, [record.into()]);
        }
    }
}

/// The numbers of a map; what was refused can be any.
pub(super) fn numbers(map: &[Option<u32>]) -> Vec<u32> {
    map.iter().zip(0..).map(|(to, from)| to.unwrap_or(from)).collect()
}

/// Bits that are elsewhere on the other side.
pub(super) fn moved_bits(flags: Local, map: &[Option<u32>]) -> Expr {
    let moves = map.iter().zip(0_u32..).filter_map(|(to, from)| to.map(|to| (from, to)));
    if moves.clone().all(|(from, to)| from == to) {
        return flags.into();
    }
    let bits = moves.map(|(from, to)| flags.shr(int(from)).and(1).shl(int(to)));
    bits.reduce(|all, bit| all.or(bit)).unwrap_or_else(|| int(0))
}
