//! KangarooTwelve: KT128 and KT256 (RFC 9861 section 3).

use k12::CustomKt;
use k12::digest::CustomizedInit;

use crate::error::Result;
use crate::provider::digest::Sponge;
use crate::provider::{Parameters, Xof, XofState};

/// KangarooTwelve with a rate of 168 or 136 bytes. The option `context` is the customization string `C`.
pub(crate) struct KangarooTwelve<const RATE: usize>(&'static str);

pub(crate) static KT128: KangarooTwelve<168> = KangarooTwelve("KT128");
pub(crate) static KT256: KangarooTwelve<136> = KangarooTwelve("KT256");

algorithm!([const RATE: usize] KangarooTwelve<RATE>, it => it.0, "k12");

impl<const RATE: usize> Xof for KangarooTwelve<RATE> {
    fn start(&self, _: Option<&[u8]>, parameters: &Parameters<'_>) -> Result<Box<dyn XofState>> {
        parameters.only_context()?;
        Ok(Box::new(Sponge::new(CustomKt::<RATE>::new_customized(parameters.context))))
    }
}
