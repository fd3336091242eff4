//! Xoodyak: the Cyclist mode over the permutation Xoodoo (Daemen, Hoffert, Mella, Peeters, Van Assche, Van Keer:
//! "Xoodyak, a lightweight cryptographic scheme", 2021).
//!
//! The permutation is the crate's. Its mode is not used, because it leaves out the empty block the specification
//! wants where an empty message is encrypted, and so gives another tag than the known answers.

use xoodyak::Xoodoo;
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Error, Result};
use crate::provider::{Session, SessionState};
use crate::wipe;

const TAG: usize = 16;
/// A nonce that is drawn: of 2^48 sessions of a key, two have the same with a probability of 2^-33.
const NONCE: usize = 16;
/// Bytes a permutation takes and gives, without and with a key.
const HASH_RATE: usize = 16;
const KEYED_ABSORB_RATE: usize = 44;
const KEYED_SQUEEZE_RATE: usize = 24;
const RATCHET: usize = 16;

/// The last byte of the state, which separates uses.
const COLOR: usize = 47;
const ZERO: u8 = 0x00;
const ABSORB: u8 = 0x03;
const ABSORB_KEY: u8 = 0x02;
const CRYPT: u8 = 0x80;
const SQUEEZE: u8 = 0x40;
const SQUEEZE_KEY: u8 = 0x20;
const RATCHET_COLOR: u8 = 0x10;

pub(crate) struct Xoodyak {
    name: &'static str,
    key: usize,
}

pub(crate) static XOODYAK_128: Xoodyak = Xoodyak { name: "XOODYAK-128", key: 16 };
pub(crate) static XOODYAK_160: Xoodyak = Xoodyak { name: "XOODYAK-160", key: 20 };

/// A state of the mode. The crate wipes the permutation's state when dropped.
#[derive(Clone)]
struct Cyclist {
    state: Xoodoo,
    keyed: bool,
    /// The permutation came last, not input.
    up: bool,
}

algorithm!(Xoodyak, it => it.name, "xoodyak");

impl Session for Xoodyak {
    fn key_len(&self) -> usize {
        self.key
    }

    fn nonce_len(&self) -> usize {
        NONCE
    }

    fn tag_len(&self) -> usize {
        TAG
    }

    /// Key, nonce and the length of the nonce go into one block, so the nonce has at most 27 bytes (23 for the longer
    /// key). It is what the specification calls `id`, which may be empty.
    fn start(&self, key: Option<&[u8]>, nonce: Option<&[u8]>) -> Result<Box<dyn SessionState>> {
        let mut cyclist = Box::new(Cyclist { state: Xoodoo::default(), keyed: key.is_some(), up: true });
        match (key, nonce) {
            (None, None) => {}
            (None, Some(_)) => return Err(Error::InvalidNonce),
            (Some(key), nonce) => {
                let nonce = nonce.unwrap_or_default();
                let mut block = Zeroizing::new(Vec::with_capacity(KEYED_ABSORB_RATE));
                block.extend_from_slice(key);
                let room = KEYED_ABSORB_RATE.saturating_sub(key.len()).saturating_sub(1);
                if nonce.len() > room {
                    return Err(Error::InvalidNonce);
                }
                block.extend_from_slice(nonce);
                block.push(u8::try_from(nonce.len()).map_err(|_| Error::InvalidNonce)?);
                cyclist.absorb_any(&block, KEYED_ABSORB_RATE, ABSORB_KEY);
            }
        }
        Ok(cyclist)
    }
}

impl Cyclist {
    /// Takes a block of input, at most a rate long.
    fn down(&mut self, block: &[u8], color: u8) {
        self.state.add_bytes(block);
        self.state.add_byte(1, block.len());
        self.state.add_byte(if self.keyed { color } else { color & 1 }, COLOR);
        self.up = false;
    }

    /// Permutes, and gives a block of output, at most a rate long.
    fn up(&mut self, out: &mut [u8], color: u8) {
        if self.keyed {
            self.state.add_byte(color, COLOR);
        }
        self.state.permute();
        self.state.extract_bytes(out);
        self.up = true;
    }

    fn absorb_any(&mut self, data: &[u8], rate: usize, color: u8) {
        let (first, rest) = data.split_at_checked(rate).unwrap_or((data, &[]));
        if !self.up {
            self.up(&mut [], ZERO);
        }
        self.down(first, color);
        for block in rest.chunks(rate) {
            self.up(&mut [], ZERO);
            self.down(block, ZERO);
        }
    }

    fn squeeze_any(&mut self, out: &mut [u8], color: u8) {
        let rate = if self.keyed { KEYED_SQUEEZE_RATE } else { HASH_RATE };
        let (first, rest) = out.split_at_mut(out.len().min(rate));
        self.up(first, color);
        for block in rest.chunks_mut(rate) {
            self.down(&[], ZERO);
            self.up(block, ZERO);
        }
    }

    /// Encrypts or decrypts in place, in blocks of which there is at least one.
    fn crypt(&mut self, data: &mut [u8], decrypt: bool) {
        let (first, rest) = data.split_at_mut(data.len().min(KEYED_SQUEEZE_RATE));
        let mut stream = Zeroizing::new([0; KEYED_SQUEEZE_RATE]);
        let mut color = CRYPT;
        for block in core::iter::once(first).chain(rest.chunks_mut(KEYED_SQUEEZE_RATE)) {
            self.up(&mut *stream, color);
            color = ZERO;
            if !decrypt {
                self.down(block, ZERO);
            }
            block.iter_mut().zip(stream.iter()).for_each(|(byte, key)| *byte ^= key);
            if decrypt {
                self.down(block, ZERO);
            }
        }
    }
}

impl SessionState for Cyclist {
    fn absorb(&mut self, data: &[u8]) {
        self.absorb_any(data, if self.keyed { KEYED_ABSORB_RATE } else { HASH_RATE }, ABSORB);
    }

    fn squeeze(&mut self, out: &mut [u8]) {
        self.squeeze_any(out, SQUEEZE);
    }

    fn squeeze_key(&mut self, out: &mut [u8]) {
        self.squeeze_any(out, SQUEEZE_KEY);
    }

    fn encrypt(&mut self, data: &mut [u8], tag: &mut [u8]) -> Result<()> {
        self.crypt(data, false);
        self.squeeze(tag);
        Ok(())
    }

    fn decrypt(&mut self, data: &mut [u8], tag: &[u8]) -> Result<()> {
        self.crypt(data, true);
        let mut computed = [0; TAG];
        self.squeeze(&mut computed);
        let equal = wipe::equal(&computed, tag);
        computed.zeroize();
        if equal { Ok(()) } else { Err(Error::InvalidTag) }
    }

    fn ratchet(&mut self) -> Result<()> {
        let mut rolled = Zeroizing::new([0; RATCHET]);
        self.squeeze_any(&mut *rolled, RATCHET_COLOR);
        self.absorb_any(&*rolled, KEYED_ABSORB_RATE, ZERO);
        Ok(())
    }

    fn fork(&self) -> Box<dyn SessionState> {
        Box::new(self.clone())
    }
}
