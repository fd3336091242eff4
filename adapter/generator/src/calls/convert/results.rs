//! The success value, part by part: to buffers first, as a list that does not fit undoes the rest.

use anyhow::{Context as _, Result, bail, ensure};
use wasi_crypto_model::conversion::{Argument, Destination, Layout, Part, Value};

use crate::calls::convert::writer::Converter;
use crate::runtime::landing;
use crate::wit::WitFunction;
use wasi_crypto_asm::{Local, Space, Value as _, call, int};

const COUNT: Layout = Layout { size: 4, align: 4 };

impl Converter<'_, '_> {
    /// Out-pointers and buffers, before the call.
    pub(super) fn check_destinations(&mut self) -> Result<()> {
        for part in &self.action.results {
            match &part.to {
                Destination::Out { param, layout } => self.check_memory(*param, 0, *layout),
                Destination::Buffer { ptr, len, written } => {
                    let element = element(&part.value)?;
                    let (ptr, len) = (self.code.param(*ptr), self.code.param(*len));
                    let fits = call(self.context.runtime.in_range, [ptr.into(), len.times(int(element.size))]);
                    let too_long = (element.size > 1).then(|| len.above(u32::MAX / element.size));
                    let bad = too_long.into_iter().fold(fits.not(), |bad, more| bad.or(more));
                    let guest_error = self.context.bindings.errno.guest_error;
                    self.refuse_if(bad, guest_error);
                    if let Some(written) = written {
                        self.check_memory(*written, 0, COUNT);
                    }
                }
                Destination::Shelf(shelf) | Destination::ShelfAll(shelf) => self.check_shelf(*shelf),
                Destination::Answer => {}
            }
        }
        Ok(())
    }

    /// Handles that the call makes, at most.
    pub(super) fn new_handles(&self) -> u32 {
        let given =
            self.action.results.iter().filter(|part| matches!(part.to, Destination::Out { .. } | Destination::Answer));
        given.map(|part| handles(&part.value)).sum()
    }

    /// Whether something has to be kept in the arena.
    pub(super) fn needs_arena(&self) -> bool {
        let rewritten = self.action.args.iter().any(|arg| match arg {
            Argument::Given { value, .. } => value.has_list() && !value.is_same(),
            Argument::Constant(_) => false,
            Argument::Kept(_) | Argument::TakeAll(_) => true,
        });
        let kept = |part: &Part| matches!(part.to, Destination::Shelf(_) | Destination::ShelfAll(_));
        rewritten || self.action.results.iter().any(|part| kept(part) || part.value.has_list())
    }

    /// The buffer that the one list of the result is written to in place, if its elements are bytes.
    fn target_buffer(&self) -> Option<(usize, usize)> {
        let mut lists = self.action.results.iter().filter(|part| part.value.has_list());
        match (lists.next(), lists.next()) {
            (Some(Part { value, to: Destination::Buffer { ptr, len, .. }, .. }), None) => {
                let bytes = element(value).is_ok_and(|element| element.size == 1);
                bytes.then_some((*ptr, *len))
            }
            _ => None,
        }
    }

    /// Whether a list is steered.
    pub(super) fn steered(&self) -> bool {
        self.target_buffer().is_some()
    }

    /// Steers a list into its buffer, and says where the rest of the result lands then.
    pub(super) fn steer(&mut self) -> Option<Local> {
        let (ptr, len) = self.target_buffer()?;
        let runtime = self.context.runtime;
        let (ptr, len) = (self.code.param(ptr), self.code.param(len));
        let no_memory = u32::from(self.context.bindings.errno.too_many_handles);
        let zone = landing::zone(&mut self.code, &runtime, (ptr, len), no_memory);
        self.code.set_global(runtime.steer_address, ptr);
        self.code.set_global(runtime.steer_capacity, len);
        zone
    }

    /// Stores the parts, and returns.
    pub(super) fn store_results(
        &mut self,
        target: &WitFunction,
        landing: Option<Local>,
        answer: Option<Local>,
    ) -> Result<()> {
        let action = self.action;
        let base = if target.fallible { target.error_offset } else { 0 };
        for part in &action.results {
            if let Destination::Buffer { ptr, len, written } = part.to {
                let landing = landing.context("a list that does not land")?;
                let count = self.settle(part, base + part.offset, landing, (ptr, len))?;
                if let Some(written) = written {
                    let written = self.code.param(written);
                    self.code.write(written, 0, count);
                }
            }
        }
        let mut returned = None;
        for part in &action.results {
            let offset = base + part.offset;
            let in_place = || -> Result<(Local, u32)> { Ok((landing.context("a result that does not land")?, offset)) };
            match (&part.to, answer.filter(|_| !target.fallible)) {
                (Destination::Buffer { .. }, _) => {}
                (Destination::Out { param, .. }, Some(answer)) => {
                    let to = self.code.param(*param);
                    self.raise_core(&part.value, answer, to)?;
                }
                (Destination::Out { param, .. }, None) => {
                    let to = self.code.param(*param);
                    self.raise(&part.value, in_place()?, (to, 0))?;
                }
                (Destination::Answer, Some(answer)) => returned = Some(self.raised_core(&part.value, answer)?),
                (Destination::Answer, None) => returned = Some(self.raised(&part.value, in_place()?)?),
                (Destination::Shelf(shelf), _) => {
                    let handle = match answer.filter(|_| !target.fallible) {
                        Some(answer) => answer.into(),
                        None => landing.context("a handle that does not land")?.load(offset),
                    };
                    let node = self.node.take().context("nowhere to keep a handle")?;
                    self.keep(*shelf, handle, node)?;
                }
                (Destination::ShelfAll(shelf), _) => {
                    let landing = landing.context("a list that does not land")?;
                    self.keep_all(*shelf, landing, offset)?;
                }
            }
        }
        if let Some(wide) = self.wide {
            self.code.run(self.context.runtime.bytes_free, [wide.into()]);
        }
        match (returned, action.answer.errno) {
            (Some(_), true) => bail!("a function that answers an errno and a value"),
            (Some(returned), false) => self.code.ret(returned),
            (None, true) => {
                let success = u32::from(self.context.bindings.errno.success);
                self.code.ret(success);
            }
            (None, false) => ensure!(action.answer.results.is_empty(), "a function without an answer"),
        }
        Ok(())
    }

    /// Takes a landed list to a buffer; gives the number of its elements.
    fn settle(&mut self, part: &Part, offset: u32, landing: Local, (ptr, len): (usize, usize)) -> Result<Local> {
        let runtime = self.context.runtime;
        let overflow = self.context.bindings.errno.overflow;
        let (ptr, capacity) = (self.code.param(ptr), self.code.param(len));
        let drops = self.drops(offset)?;
        if self.steered() {
            let settled = call(runtime.settle, [self.landed_at(offset), ptr.into(), capacity.into()]);
            let count = self.code.bind(settled);
            let inside = self.code.begin_if(count.equals(-1));
            for (drop, at) in drops {
                self.code.run(drop, [landing.load(at)]);
            }
            self.refuse(u32::from(overflow));
            self.code.end_if(inside);
            return Ok(count);
        }
        let size = element(&part.value)?.size;
        let (address, count) = (self.code.bind(landing.load(offset)), self.code.bind(landing.load(offset + 4)));
        let inside = self.code.begin_if(count);
        self.code.when(count.at_most(capacity), |code| {
            code.copy((Space::Guest, ptr), (Space::State, address), count.times(int(size)));
        });
        self.code.run(runtime.bytes_free, [address.into()]);
        self.code.end_if(inside);
        let inside = self.code.begin_if(count.above(capacity));
        for (drop, at) in drops {
            self.code.run(drop, [landing.load(at)]);
        }
        self.refuse(u32::from(overflow));
        self.code.end_if(inside);
        Ok(count)
    }

    /// What drops the resources that came with a list that does not fit.
    fn drops(&mut self, list: u32) -> Result<Vec<(wasi_crypto_asm::Func, u32)>> {
        let mut drops = Vec::new();
        let first = self.action.results.iter().map(|part| part.offset).min().unwrap_or(0);
        for part in &self.action.results {
            match &part.value {
                Value::Handle { kind, .. } => {
                    let drop = self.context.import_drop(*kind)?;
                    let this = self.action.results.iter().find(|part| matches!(part.to, Destination::Buffer { .. }));
                    let base = list - this.map_or(first, |part| part.offset);
                    drops.push((drop, base + part.offset));
                }
                value => ensure!(
                    handles(value) == 0 && (!value.has_list() || matches!(part.to, Destination::Buffer { .. })),
                    "a list for a buffer beside something that would have to be taken apart to drop it"
                ),
            }
        }
        Ok(drops)
    }
}

/// How an element of a list lies in memory; text is bytes.
fn element(value: &Value) -> Result<Layout> {
    match value {
        Value::String => Ok(Layout { size: 1, align: 1 }),
        Value::List { element, legacy, wit } if legacy == wit && element.is_plain() => Ok(*wit),
        other => bail!("{other:?} cannot go to a buffer"),
    }
}

fn handles(value: &Value) -> u32 {
    match value {
        Value::Handle { .. } => 1,
        Value::Record(fields) => fields.iter().map(|field| handles(&field.value)).sum(),
        Value::Variant { cases, .. } => {
            let payloads = cases.iter().flatten().filter_map(|case| case.value.as_ref());
            payloads.map(handles).max().unwrap_or(0)
        }
        _ => 0,
    }
}
