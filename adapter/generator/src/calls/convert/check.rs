//! What the legacy program gives is looked at before anything happens: WIT traps on what legacy functions refuse.

use anyhow::{Result, ensure};
use wasi_crypto_model::conversion::{Argument, Layout, Number, Shelf, Source, Value, Width};

use crate::calls::convert::place::Place;
use crate::calls::convert::writer::Converter;
use crate::runtime::layout::tag;
use wasi_crypto_asm::{Expr, Local, Value as _, call, int, long};

/// Whether there are values of that type which are refused.
pub(super) fn needs_check(value: &Value) -> bool {
    match value {
        Value::Number(number) => *number == Number::Char,
        Value::Record(fields) => fields.iter().any(|field| needs_check(&field.value)),
        _ => true,
    }
}

impl Converter<'_, '_> {
    pub(super) fn check_argument(&mut self, arg: &Argument) -> Result<()> {
        match arg {
            Argument::Given { from, value } => {
                if let Source::Memory { address, offset, layout } = *from {
                    self.check_memory(address, offset, layout);
                }
                self.check(value, self.place(*from))
            }
            Argument::Constant(_) => Ok(()),
            Argument::Kept(shelf) | Argument::TakeAll(shelf) => {
                self.check_shelf(*shelf);
                Ok(())
            }
        }
    }

    /// `guest_error` unless a value can lie so far from an address.
    pub(super) fn check_memory(&mut self, address: usize, offset: u32, layout: Layout) {
        let address = self.code.param(address);
        let size = int(offset + layout.size);
        let mut bad = call(self.context.runtime.in_range, [address.into(), size]).not();
        if layout.align > 1 {
            bad = bad.or(address.plus(offset).and(layout.align - 1));
        }
        self.guest_error_if(bad);
    }

    /// `invalid_handle` unless there is the handle with which resources are kept.
    pub(super) fn check_shelf(&mut self, shelf: Shelf) {
        let handle = self.code.param(shelf.handle);
        self.find_record(handle, shelf.kind);
    }

    /// The record of a handle in a parameter, or `invalid_handle`.
    pub(super) fn find_record(&mut self, handle: Local, kind: usize) -> Local {
        if let Some((_, record)) = self.records.iter().find(|(known, _)| *known == handle) {
            return *record;
        }
        let record = self.code.bind(call(self.context.runtime.record, [handle.into(), int(tag(kind))]));
        let invalid_handle = self.context.bindings.errno.invalid_handle;
        self.refuse_if(record.not(), invalid_handle);
        self.records.push((handle, record));
        record
    }

    fn guest_error_if(&mut self, bad: impl Into<Expr>) {
        let guest_error = self.context.bindings.errno.guest_error;
        self.refuse_if(bad, guest_error);
    }

    /// Looks at a value.
    pub(super) fn check(&mut self, value: &Value, place: Place) -> Result<()> {
        match value {
            Value::Number(Number::Char) => {
                let char = self.code.bind(place.number(Width::W32));
                self.guest_error_if(char.above(0x10_ffff).or(char.and(int(0xffff_f800)).equals(0xd800)));
            }
            Value::Number(_) => {}
            Value::Enum { legacy, map, .. } => self.check_ordinal(place.number(*legacy), *legacy, map)?,
            Value::Flags { legacy, map, .. } => {
                let known = map.iter().zip(0..).filter(|(bit, _)| bit.is_some());
                let unknown = !known.fold(0, |all, (_, bit)| all | 1_u64 << bit);
                let flags = place.number(*legacy);
                match legacy {
                    Width::W64 => self.guest_error_if(flags.long_and(long(unknown)).long_not().not()),
                    _ => self.guest_error_if(flags.and(unknown as u32)),
                }
            }
            Value::Handle { kind, .. } => match place {
                Place::Core(handle) | Place::Pair(handle, _) => {
                    self.find_record(handle, *kind);
                }
                Place::Memory(..) => {
                    let found = call(self.context.runtime.record, [place.number(Width::W32), int(tag(*kind))]);
                    let invalid_handle = self.context.bindings.errno.invalid_handle;
                    self.refuse_if(found.not(), invalid_handle);
                }
            },
            Value::String => {
                let [ptr, len] = place.pair(&mut self.code);
                self.guest_error_if(call(self.context.runtime.text, [ptr.into(), len.into()]).not());
            }
            Value::List { element, legacy, .. } => self.check_list(element, *legacy, place)?,
            Value::Record(fields) => {
                for field in fields {
                    self.check(&field.value, place.part(field.legacy))?;
                }
            }
            Value::Variant { legacy: (width, payload), cases, .. } => {
                let map: Vec<_> = cases.iter().map(|case| case.as_ref().map(|case| case.tag)).collect();
                let tag = self.code.bind(place.number(*width));
                self.check_ordinal(tag.into(), *width, &map)?;
                for (case, number) in cases.iter().zip(0_u32..) {
                    let Some(value) = case.as_ref().and_then(|case| case.value.as_ref()) else { continue };
                    if needs_check(value) {
                        let inside = self.code.begin_if(tag.equals(int(number)));
                        self.check(value, place.part(*payload))?;
                        self.code.end_if(inside);
                    }
                }
            }
        }
        Ok(())
    }

    fn check_ordinal(&mut self, ordinal: Expr, width: Width, map: &[Option<u32>]) -> Result<()> {
        ensure!(width != Width::W64, "an enum or a tag of 64 bits");
        let ordinal = self.code.bind(ordinal);
        let holes = map.iter().zip(0_u32..).filter(|(to, _)| to.is_none());
        let bad = holes.fold(ordinal.at_least(map.len() as u32), |bad, (_, hole)| bad.or(ordinal.equals(int(hole))));
        self.guest_error_if(bad);
        Ok(())
    }

    fn check_list(&mut self, element: &Value, layout: Layout, place: Place) -> Result<()> {
        let [ptr, len] = place.pair(&mut self.code);
        let in_range = self.context.runtime.in_range;
        let bad = match layout.size {
            0 | 1 => call(in_range, [ptr.into(), len.into()]).not(),
            size => {
                let fits = call(in_range, [ptr.into(), len.times(int(size))]);
                len.above(u32::MAX / size).or(fits.not()).or(ptr.and(layout.align - 1))
            }
        };
        self.guest_error_if(bad);
        if !needs_check(element) {
            return Ok(());
        }
        self.each(ptr, len, layout.size, |converter, at| converter.check(element, Place::Memory(at, 0)))
    }
}
