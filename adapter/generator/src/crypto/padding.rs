//! Ciphers that pad: what they decrypt is shorter than the ciphertext by less than `max-tag-len`, and how much less only
//! the host can tell. Their buffers may be larger than others', and what does not fit is found out after the call.

use anyhow::{Context as _, Result};
use wasi_crypto_model::binding::ParamIndex;

use crate::calls::Writer;
use crate::runtime::landing::land;
use crate::runtime::layout::record;
use crate::runtime::realloc::forget;
use wasi_crypto_asm::{Local, Value, int};

/// The sizes of a decryption.
pub(crate) struct Room {
    /// What the output has to hold.
    pub(crate) needed: Local,
    /// What the guest offers.
    pub(crate) capacity: Local,
    /// The most padding there can be.
    pub(crate) padding: Local,
    /// Where the name of the algorithm lands.
    pub(crate) landing: Local,
}

impl Writer<'_, '_> {
    /// Raises what is needed to the capacity if that is larger, by the padding at the most, and the algorithm of the
    /// state is one that pads. Only guests that offer more than needed pay for the question.
    pub(crate) fn allow_less_padding(&mut self, state: ParamIndex, suffix: &str, room: &Room) -> Result<()> {
        let Room { needed, capacity, padding, landing } = *room;
        let (record, kind) = *self.records.get(&state).context("a state that may pad is no argument")?;
        let (algorithm, target) =
            self.context.algorithm_function(kind)?.context("states do not name their algorithm")?;
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
