//! SHA3-224 (FIPS 202) for the engine, from the crate `sha3`.

use sha3::{Digest, Sha3_224 as Library};
use wasi_crypto_host::engine::provider::{Algorithm, Description, Hash, HashState};
use wasi_crypto_host::engine::{Error, Result};

/// What the table of the engine has for each of its own algorithms. The domain keeps the identifier out of the way of
/// what others define.
pub static DESCRIPTION: Description =
    Description::hash("example.org/SHA3-224", OUTPUT).reference("FIPS 202 section 6.1");

/// The algorithm. The list of the provider refers to it, so it lives as long as the program.
pub static SHA3_224: Sha3_224 = Sha3_224;

/// The type of the algorithm, which has nothing to remember.
#[derive(Clone, Copy, Debug)]
pub struct Sha3_224;

/// A message under way. The library wipes it when dropped.
#[derive(Clone)]
struct State(Library);

/// Bytes of a digest.
const OUTPUT: usize = 28;

impl Algorithm for Sha3_224 {
    fn name(&self) -> &'static str {
        DESCRIPTION.identifier()
    }

    fn library(&self) -> &'static str {
        "sha3"
    }

    fn description(&self) -> Option<&'static Description> {
        Some(&DESCRIPTION)
    }
}

impl Hash for Sha3_224 {
    fn output_len(&self) -> usize {
        OUTPUT
    }

    fn start(&self) -> Box<dyn HashState> {
        Box::new(State(Library::new()))
    }

    fn digest(&self, message: &[u8], out: &mut [u8]) -> Result<()> {
        let mut state = State(Library::new());
        state.update(message);
        HashState::digest(&state, out)
    }
}

impl HashState for State {
    fn update(&mut self, data: &[u8]) {
        Digest::update(&mut self.0, data);
    }

    /// Finishes a copy: the guest may go on.
    fn digest(&self, out: &mut [u8]) -> Result<()> {
        let digest = self.0.clone().finalize();
        out.copy_from_slice(digest.get(..out.len()).ok_or(Error::InternalError)?);
        Ok(())
    }

    fn fork(&self) -> Box<dyn HashState> {
        Box::new(self.clone())
    }
}
