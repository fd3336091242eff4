//! TupleHashXOF (SP 800-185 section 5.3.1).

use cshake::CShake;

use super::sp800_185::{bits, left_encode, right_encode};
use crate::error::Result;
use crate::provider::digest::Sponge;
use crate::provider::{Parameters, Xof, XofState};

/// TupleHashXOF on cSHAKE with a rate of 168 or 136 bytes. Every piece of input is one element of the tuple, the
/// empty ones included. The option `context` is the customization string `S`.
pub(crate) struct TupleHashXof<const RATE: usize>(&'static str);

pub(crate) static TUPLE_HASH_XOF_128: TupleHashXof<168> = TupleHashXof("TupleHashXOF128");
pub(crate) static TUPLE_HASH_XOF_256: TupleHashXof<136> = TupleHashXof("TupleHashXOF256");

struct State<const RATE: usize> {
    sponge: Sponge<CShake<RATE>>,
    ended: bool,
}

algorithm!([const RATE: usize] TupleHashXof<RATE>, it => it.0, "cshake");

impl<const RATE: usize> Xof for TupleHashXof<RATE> {
    fn concatenates(&self) -> bool {
        false
    }

    fn start(&self, _: Option<&[u8]>, parameters: &Parameters<'_>) -> Result<Box<dyn XofState>> {
        parameters.only_context()?;
        let sponge = CShake::<RATE>::new_with_function_name(b"TupleHash", parameters.context);
        Ok(Box::new(State { sponge: Sponge::new(sponge), ended: false }))
    }
}

impl<const RATE: usize> XofState for State<RATE> {
    fn update(&mut self, data: &[u8]) {
        self.sponge.update(&left_encode(bits(data.len())));
        self.sponge.update(data);
    }

    fn squeeze(&mut self, out: &mut [u8]) {
        if !self.ended {
            // The length of the output, which is 0 where it is open.
            self.sponge.update(&right_encode(0));
            self.ended = true;
        }
        self.sponge.squeeze(out);
    }

    fn fork(&self) -> Box<dyn XofState> {
        Box::new(Self { sponge: self.sponge.clone(), ended: self.ended })
    }
}
