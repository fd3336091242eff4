//! Ciphers that pad: what they decrypt is shorter than the ciphertext by less than `max-tag-len`, and how much less only
//! the host can tell. Their buffers may be larger than others', and what does not fit is found out after the call.

use anyhow::{Context as _, Result};
use wasi_crypto_model::binding::{Call, ParamIndex, SizeCheck};

use crate::calls::call::wipe;
use crate::calls::writer::Writer;
use crate::runtime::landing::land;
use crate::runtime::layout::record;
use crate::runtime::realloc::forget;
use wasi_crypto_asm::{Expr, Local, Value, int};

/// The sizes of a decryption.
struct Room {
    /// What the output has to hold.
    needed: Local,
    /// What the guest offers.
    capacity: Local,
    /// The most padding there can be.
    padding: Local,
    /// Where the name of the algorithm lands.
    landing: Local,
}

impl Writer<'_, '_> {
    /// What a decryption gives, in 64 bits: its input without the tag.
    pub(super) fn len_minus_tag(
        &mut self,
        (len, state): (ParamIndex, ParamIndex),
        padded: Option<&str>,
        check: &SizeCheck,
        action: &Call,
        landing: Local,
    ) -> Result<Expr> {
        let invalid_tag = u32::from(self.context.bindings.errno.invalid_tag);
        let capacity = self.code.param(check.len);
        let tag = self.tag_len(state)?;
        let len = self.code.param(len);
        // Shorter than a tag: that is a failed decryption, treated like any other.
        self.code.when(len.below(tag), |code| {
            wipe(code, action);
            code.ret(invalid_tag);
        });
        let needed = self.code.bind(len.minus(tag));
        if let Some(suffix) = padded {
            self.allow_less_padding(state, suffix, &Room { needed, capacity, padding: tag, landing })?;
        }
        Ok(needed.widen())
    }

    /// Raises what is needed to the capacity if that is larger, by the padding at the most, and the algorithm of the
    /// state is one that pads. Only guests that offer more than needed pay for the question.
    fn allow_less_padding(&mut self, state: ParamIndex, suffix: &str, room: &Room) -> Result<()> {
        let Room { needed, capacity, padding, landing } = *room;
        let (record, kind) = *self.records.get(&state).context("a state that may pad is no argument")?;
        let (algorithm, target) = self.context.naming_function(kind)?.context("states do not name their algorithm")?;
        let offset = target.parts[0].0;
        let suffix: [u8; 4] = suffix.as_bytes().try_into().context("the end of a name is not four characters")?;
        let runtime = self.context.runtime;
        self.code.when(capacity.minus(needed).minus(1).below(padding), |code| {
            land(code, &runtime, (algorithm, &target), [record.load(record::VALUE)], landing, None);
            // In front of a shorter name is memory of the arena that holds no letters.
            let end = landing.load(offset).plus(landing.load(offset + 4));
            let pads = end.minus(4).load(0).equals(int(u32::from_le_bytes(suffix)));
            code.when(pads, |code| code.set(needed, capacity));
            forget(code, &runtime, offset);
        });
        Ok(())
    }
}
