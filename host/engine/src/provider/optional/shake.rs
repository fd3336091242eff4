//! SHAKE (FIPS 202 section 6.2).

use shake::Shake;

use crate::error::Result;
use crate::provider::digest::Sponge;
use crate::provider::{Parameters, Xof, XofState};

/// SHAKE with a rate of 168 or 136 bytes. No key, no options.
pub(crate) struct PlainShake<const RATE: usize>(&'static str);

pub(crate) static SHAKE_128: PlainShake<168> = PlainShake("SHAKE-128");
pub(crate) static SHAKE_256: PlainShake<136> = PlainShake("SHAKE-256");

algorithm!([const RATE: usize] PlainShake<RATE>, it => it.0, "shake");

impl<const RATE: usize> Xof for PlainShake<RATE> {
    fn start(&self, _: Option<&[u8]>, parameters: &Parameters<'_>) -> Result<Box<dyn XofState>> {
        parameters.none()?;
        Ok(Box::new(Sponge::new(Shake::<RATE>::default())))
    }
}
