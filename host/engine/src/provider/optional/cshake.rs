//! cSHAKE (SP 800-185 section 3).

use cshake::CShake;

use crate::error::Result;
use crate::provider::digest::Sponge;
use crate::provider::{Parameters, Xof, XofState};

/// cSHAKE with a rate of 168 or 136 bytes. The option `context` is the customization string `S`; the function name
/// `N` belongs to NIST and is empty. Without a context this is SHAKE.
pub(crate) struct Customizable<const RATE: usize>(&'static str);

pub(crate) static CSHAKE_128: Customizable<168> = Customizable("CSHAKE-128");
pub(crate) static CSHAKE_256: Customizable<136> = Customizable("CSHAKE-256");

algorithm!([const RATE: usize] Customizable<RATE>, it => it.0, "cshake");

impl<const RATE: usize> Xof for Customizable<RATE> {
    fn start(&self, _: Option<&[u8]>, parameters: &Parameters<'_>) -> Result<Box<dyn XofState>> {
        parameters.only_context()?;
        Ok(Box::new(Sponge::new(CShake::<RATE>::new_with_function_name(b"", parameters.context))))
    }
}
