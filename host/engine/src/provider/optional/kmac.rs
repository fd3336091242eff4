//! KMAC (SP 800-185 section 4).

use cshake::CShake;
use cshake::digest::{ExtendableOutput, Update, XofReader};
use zeroize::Zeroizing;

use super::sp800_185::{absorb_padded_string, bits, right_encode};
use crate::encoding::SecretBytes;
use crate::error::Result;
use crate::provider::{Mac, MacKey, MacState, Parameters};

/// KMAC on cSHAKE with a rate of 168 or 136 bytes. Keys have any length, the empty one included. The option `context`
/// is the customization string `S`.
pub(crate) struct Kmac<const RATE: usize> {
    name: &'static str,
    tag: usize,
}

pub(crate) static KMAC_128: Kmac<168> = Kmac { name: "KMAC-128", tag: 32 };
pub(crate) static KMAC_256: Kmac<136> = Kmac { name: "KMAC-256", tag: 64 };

struct Key<const RATE: usize> {
    /// Needed whole: a customization string goes in front of it.
    raw: SecretBytes,
    /// The state after the key, for computations without a customization string.
    plain: State<RATE>,
}

/// The wiping is that of cSHAKE.
#[derive(Clone)]
struct State<const RATE: usize>(CShake<RATE>);

algorithm!([const RATE: usize] Kmac<RATE>, it => it.name, "cshake");

impl<const RATE: usize> Mac for Kmac<RATE> {
    fn tag_len(&self) -> usize {
        self.tag
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn MacKey>> {
        Ok(Box::new(Key::<RATE> { raw: Zeroizing::new(raw.to_vec()), plain: State::new(raw, b"") }))
    }
}

impl<const RATE: usize> MacKey for Key<RATE> {
    fn start(&self) -> Box<dyn MacState> {
        self.plain.fork()
    }

    fn start_with(&self, parameters: &Parameters<'_>) -> Result<Box<dyn MacState>> {
        parameters.only_context()?;
        Ok(match parameters.context {
            [] => self.start(),
            context => Box::new(State::<RATE>::new(&self.raw, context)),
        })
    }

    fn mac(&self, message: &[u8], tag: &mut [u8]) -> Result<()> {
        let mut state = self.plain.clone();
        state.update(message);
        state.tag(tag)
    }
}

impl<const RATE: usize> State<RATE> {
    fn new(key: &[u8], customization: &[u8]) -> Self {
        let mut sponge = CShake::new_with_function_name(b"KMAC", customization);
        absorb_padded_string(&mut sponge, key);
        Self(sponge)
    }
}

impl<const RATE: usize> MacState for State<RATE> {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    /// The length of the tag is part of the input: a shorter tag is not a prefix of a longer one.
    fn tag(&self, tag: &mut [u8]) -> Result<()> {
        let mut sponge = self.0.clone();
        sponge.update(&right_encode(bits(tag.len())));
        sponge.finalize_xof().read(tag);
        Ok(())
    }

    fn fork(&self) -> Box<dyn MacState> {
        Box::new(self.clone())
    }
}
