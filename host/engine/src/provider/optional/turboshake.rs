//! TurboSHAKE (RFC 9861 section 2).

use keccak::{Keccak, State1600};
use sponge_cursor::SpongeCursor;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::provider::{Parameters, Xof, XofState};

/// TurboSHAKE with a rate of 168 or 136 bytes. The option `context`, one byte from 0x01 to 0x7F, is the domain
/// separation byte `D`; without it, `D` is 0x1F.
///
/// Put together here from the permutation and the sponge of the library, because its own TurboSHAKE has the domain in
/// the type: a copy of the code for each of 127 domains.
pub(crate) struct TurboShake<const RATE: usize>(&'static str);

pub(crate) static TURBOSHAKE_128: TurboShake<168> = TurboShake("TURBOSHAKE-128");
pub(crate) static TURBOSHAKE_256: TurboShake<136> = TurboShake("TURBOSHAKE-256");

/// Rounds of the permutation, half of those of SHAKE.
const ROUNDS: usize = 12;
const DEFAULT_DOMAIN: u8 = 0x1f;

#[derive(Clone)]
struct State<const RATE: usize> {
    lanes: Zeroizing<State1600>,
    /// Where in the block the next byte is absorbed, or squeezed.
    cursor: SpongeCursor<RATE>,
    domain: u8,
    squeezing: bool,
}

algorithm!([const RATE: usize] TurboShake<RATE>, it => it.0, "keccak");

impl<const RATE: usize> Xof for TurboShake<RATE> {
    fn start(&self, _: Option<&[u8]>, parameters: &Parameters<'_>) -> Result<Box<dyn XofState>> {
        parameters.only_context()?;
        let domain = match parameters.context {
            [] => DEFAULT_DOMAIN,
            [domain @ 0x01..=0x7f] => *domain,
            [_] => return Err(Error::UnsupportedOption),
            _ => return Err(Error::InvalidLength),
        };
        let (lanes, cursor) = (Zeroizing::default(), SpongeCursor::default());
        Ok(Box::new(State::<RATE> { lanes, cursor, domain, squeezing: false }))
    }
}

impl<const RATE: usize> State<RATE> {
    /// The domain, which begins the padding, and the bit that ends it; they meet if one byte is left.
    fn pad(&mut self) {
        self.xor(self.cursor.pos(), self.domain);
        self.xor(const { RATE - 1 }, 0x80);
        self.cursor = SpongeCursor::default();
    }

    fn xor(&mut self, position: usize, byte: u8) {
        let mut lane = [0; 8];
        if let Some(at) = lane.get_mut(position % 8) {
            *at = byte;
        }
        if let Some(at) = self.lanes.get_mut(position / 8) {
            *at ^= u64::from_le_bytes(lane);
        }
    }
}

impl<const RATE: usize> XofState for State<RATE> {
    fn update(&mut self, data: &[u8]) {
        Keccak::new().with_p1600::<ROUNDS>(|permute| self.cursor.absorb_u64_le(&mut self.lanes, permute, data));
    }

    /// The cursor permutes before it reads from the start of a block, so also before it reads the first.
    fn squeeze(&mut self, out: &mut [u8]) {
        if !self.squeezing {
            self.pad();
            self.squeezing = true;
        }
        Keccak::new().with_p1600::<ROUNDS>(|permute| self.cursor.squeeze_read_u64_le(&mut self.lanes, permute, out));
    }

    fn fork(&self) -> Box<dyn XofState> {
        Box::new(self.clone())
    }
}
