//! Symmetric states.

use core::fmt;
use core::ops::RangeInclusive;
use std::sync::Arc;

use super::aead::AeadMachine;
use super::cipher::CipherMachine;
use super::hash::HashMachine;
use super::kdf::KdfMachine;
use super::mac::MacMachine;
use super::password::PasswordMachine;
use super::session::SessionMachine;
use super::xof::XofMachine;
use super::{Expanded, Machine, Step, SymmetricKey, SymmetricTag};
use crate::budget::Share;
use crate::encoding::{Category, SecretBytes};
use crate::engine::{Engine, Resolved};
use crate::error::{Error, Result};
use crate::memory;
use crate::options::{NONCE, Options, Values};
use crate::provider::Implementation;
use crate::table::{Row, Shape};

/// One computation with a symmetric algorithm: a hash, a MAC, a derivation, or a message under authenticated
/// encryption.
///
/// Every operation an algorithm does not define answers [`Error::InvalidOperation`].
pub struct SymmetricState {
    row: &'static Row,
    max_output: usize,
    options: Option<Arc<Values>>,
    /// Behind a pointer, not in an enum: the unused part of a small variant would carry stray secrets from the stack.
    machine: Box<dyn Machine>,
    share: Share,
}

impl SymmetricState {
    /// Opens a state. Options are read now; the key is shared.
    ///
    /// Where the algorithm allows it, a nonce is drawn if the options give none: [`SymmetricState::get_option`] tells it to
    /// whoever has to open a state that decrypts. A session with a key draws one, too; the option `nonce` with no bytes in
    /// it says that it is to have none, and then all sessions of that key begin alike.
    ///
    /// Legacy function: `symmetric_state_open`.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`]; [`Error::KeyRequired`], [`Error::KeyNotSupported`]; [`Error::InvalidKey`] if
    /// the key is for another algorithm; [`Error::InvalidOperation`] for sealed streams, which have a
    /// [`Sealer`](crate::Sealer) and an [`Opener`](crate::Opener); [`Error::InvalidHandle`] if the options are for another category;
    /// [`Error::NonceRequired`] if the algorithm needs a nonce from the caller; [`Error::InvalidNonce`] if it has the
    /// wrong length; [`Error::RngError`] if one had to be drawn and could not; [`Error::UnsupportedOption`] if the
    /// options set a context or salt the algorithm has no use for, [`Error::InvalidLength`] if it has another length;
    /// [`Error::Overflow`] if hashing a password would cost more than the limits allow, or the guest would hold more than
    /// `max_held_bytes`.
    pub fn open(
        engine: &Engine,
        algorithm: &str,
        key: Option<&SymmetricKey>,
        options: Option<&Options>,
    ) -> Result<Self> {
        let algorithm = engine.resolve(Category::Symmetric, algorithm)?;
        let options = options.map(|options| options.snapshot(Category::Symmetric)).transpose()?;
        // Some algorithms keep their context or salt as it is.
        let parameters = options.as_deref().map(Values::parameters).unwrap_or_default();
        let kept = parameters.context.len().saturating_add(parameters.salt.len());
        let share = engine.budget().take_beyond_place(algorithm.row.cost.state_bytes.saturating_add(kept))?;
        let machine = Self::machine(engine, algorithm, key, options.as_deref())?;
        Ok(Self { row: algorithm.row, max_output: engine.limits().max_output_len, options, machine, share })
    }

    fn machine(
        engine: &Engine,
        algorithm: Resolved,
        key: Option<&SymmetricKey>,
        options: Option<&Values>,
    ) -> Result<Box<dyn Machine>> {
        if key.is_some_and(|key| key.algorithm() != algorithm.row.name) {
            // A key of any algorithm is one too many where there are none.
            let keyless =
                matches!(algorithm.row.shape, Shape::Hash { .. } | Shape::Xof { key: 0 } | Shape::Password { .. });
            return Err(if keyless { Error::KeyNotSupported } else { Error::InvalidKey });
        }
        let parameters = options.map(Values::parameters).unwrap_or_default();
        Ok(match (algorithm.implementation, key) {
            (Implementation::Hash(hash), None) => Box::new(HashMachine::new(hash, &parameters)?),
            (Implementation::Xof(xof), key) => Box::new(XofMachine::new(xof, key, &parameters)?),
            (Implementation::Password(hash), None) => Box::new(PasswordMachine::new(engine, hash, options)?),
            (Implementation::Session(session), key) => {
                parameters.none()?;
                Box::new(SessionMachine::new(engine, session, key, options)?)
            }
            (Implementation::Hash(_) | Implementation::Password(_), Some(_)) => return Err(Error::KeyNotSupported),
            (_, None) => return Err(Error::KeyRequired),
            (_, Some(key)) => match (key.expanded(), algorithm.row.shape) {
                (Expanded::Mac(mac), Shape::Mac { tag, .. }) => {
                    Box::new(MacMachine::new(mac.as_ref(), tag, key.permissions(), &parameters)?)
                }
                (expanded, _) => {
                    parameters.none()?;
                    match expanded {
                        Expanded::Kdf(_) => Box::new(KdfMachine::new(key)),
                        Expanded::Aead(_) => Box::new(AeadMachine::new(key, options)?),
                        Expanded::Cipher(_) => Box::new(CipherMachine::new(key, options)?),
                        // Its segments are no messages of a state.
                        Expanded::SealedStream(_) => return Err(Error::InvalidOperation),
                        Expanded::Mac(_) | Expanded::Raw => return Err(Error::InternalError),
                    }
                }
            },
        })
    }

    /// The identifier of the algorithm in its usual spelling.
    pub fn algorithm(&self) -> &'static str {
        self.row.name
    }

    /// The value of a byte-string option: what the state was opened with, or the nonce it drew itself.
    ///
    /// Legacy function: `symmetric_state_options_get`.
    ///
    /// # Errors
    /// [`Error::UnsupportedOption`] for an unknown name, [`Error::OptionNotSet`] for one without a value.
    pub fn get_option(&self, name: &str) -> Result<Vec<u8>> {
        match self.machine.nonce() {
            Some(nonce) if name == NONCE => Ok(nonce.to_vec()),
            _ => self.options().bytes(name).map(<[u8]>::to_vec),
        }
    }

    /// The value of a number option the state was opened with.
    ///
    /// Legacy function: `symmetric_state_options_get_u64`.
    ///
    /// # Errors
    /// As [`SymmetricState::get_option`].
    pub fn get_option_u64(&self, name: &str) -> Result<u64> {
        self.options().number(name)
    }

    /// An independent copy. A copy of a state with a nonce has the same nonce, but only one of all copies can encrypt
    /// with it, and go on encrypting with a stream cipher; the others answer [`Error::NonceRequired`].
    ///
    /// Sessions are the exception, having no end: copies that encrypt different messages next reveal what both have in
    /// common. Absorb something different into each copy before.
    ///
    /// Legacy function: `symmetric_state_clone`.
    ///
    /// # Errors
    /// [`Error::Overflow`] if the guest would hold more than `max_held_bytes`. Input that the state keeps is shared, and
    /// counts once.
    pub fn try_clone(&self) -> Result<Self> {
        let share = self.share.another()?;
        let machine = self.machine.fork();
        Ok(Self { row: self.row, max_output: self.max_output, options: self.options.clone(), machine, share })
    }

    /// The work of [`SymmetricState::open`], in nanoseconds on a machine of 2020, roughly and never less. 0 for algorithms
    /// the engine does not know.
    pub fn open_price(engine: &Engine, algorithm: &str) -> u64 {
        engine.resolve(Category::Symmetric, algorithm).map_or(0, |algorithm| algorithm.row.cost.operation)
    }

    /// The work of a step, in nanoseconds on a machine of 2020, roughly and never less: known before anything is done.
    /// For hashing a password, that of its parameters.
    pub fn price(&self, step: Step) -> u64 {
        match step {
            // What is refused costs nothing.
            Step::Squeeze(len) if !self.can_squeeze(len) => 0,
            _ => self.machine.price(step, &self.row.cost),
        }
    }

    fn can_squeeze(&self, len: usize) -> bool {
        len <= self.max_output && self.machine.max_squeeze_len().is_ok_and(|max| len <= max)
    }

    /// Whether [`SymmetricState::squeeze`] and [`SymmetricState::squeeze_tag`] take so long that a thread which serves
    /// others should not do them: they hash a password. Neither changes such a state, so a copy will do as well.
    pub fn is_slow(&self) -> bool {
        self.machine.is_slow()
    }

    /// Whether [`SymmetricState::absorb`] of some bytes and then of others is the same as of all of them at once. Not so in
    /// a session, where each is an input of its own, nor in TupleHash, where each is an element.
    pub fn concatenates(&self) -> bool {
        self.machine.concatenates()
    }

    /// Whether [`SymmetricState::squeeze`] of some bytes and then of others is the same as of all of them at once: in
    /// extendable-output functions.
    pub fn flows(&self) -> bool {
        self.machine.flows()
    }

    /// Makes room for `len` bytes of input that are going to be absorbed in parts: then no part is refused for want of
    /// room.
    ///
    /// # Errors
    /// [`Error::Overflow`] if the algorithm needs its input whole and it would exceed `max_buffered_message` or
    /// `max_held_bytes`.
    pub fn expect(&mut self, len: usize) -> Result<()> {
        self.machine.expect(len)
    }

    /// Adds input: the message of a hash or MAC, the salt or info of a derivation, associated data. Several calls
    /// concatenate, but not in a session, where each is an input of its own, nor in TupleHash, where each is an element.
    ///
    /// Legacy function: `symmetric_state_absorb`.
    ///
    /// # Errors
    /// [`Error::Overflow`] if the algorithm needs its input whole and it exceeds `max_buffered_message`, or what the guest
    /// holds `max_held_bytes`;
    /// [`Error::InvalidOperation`] if an extendable-output function has begun its output.
    pub fn absorb(&mut self, data: &[u8]) -> Result<()> {
        self.machine.absorb(data)
    }

    /// Gives `len` bytes of output. Hashes and HKDF-EXPAND leave the state as it is and start from the beginning; a
    /// hash gives any prefix of its digest. Extendable-output functions go on where the last squeeze ended.
    ///
    /// Legacy function: `symmetric_state_squeeze`.
    ///
    /// # Errors
    /// [`Error::InvalidLength`] for more bytes than the algorithm can give, [`Error::Overflow`] beyond
    /// `max_output_len`; both before anything is allocated. Password hashes: [`Error::ParametersMissing`] without a
    /// salt, [`Error::InvalidLength`] for fewer bytes than the algorithm can give, [`Error::Overflow`] if so much output
    /// would cost more than the limits allow. [`Error::ProhibitedOperation`] if the key may not be used so, see
    /// [`Permissions`](crate::Permissions).
    pub fn squeeze(&mut self, len: usize) -> Result<SecretBytes> {
        self.require_squeeze(len)?;
        let mut out = SecretBytes::new(memory::zeros(len)?);
        self.machine.squeeze(&mut out)?;
        Ok(out)
    }

    /// The same into memory of the caller's, who wipes it.
    ///
    /// # Errors
    /// As [`SymmetricState::squeeze`].
    pub fn squeeze_into(&mut self, out: &mut [u8]) -> Result<()> {
        self.require_squeeze(out.len())?;
        self.machine.squeeze(out)
    }

    fn require_squeeze(&self, len: usize) -> Result<()> {
        if len > self.machine.max_squeeze_len()? {
            return Err(Error::InvalidLength);
        }
        if len > self.max_output { Err(Error::Overflow) } else { Ok(()) }
    }

    /// How many bytes to squeeze where nobody says how many: the whole digest of a hash, as much from HKDF-EXPAND as its
    /// hash has, 32 from everything else.
    ///
    /// # Errors
    /// [`Error::InvalidOperation`] if the algorithm does not squeeze.
    pub fn usual_squeeze_len(&self) -> Result<usize> {
        let max = self.machine.max_squeeze_len()?;
        Ok(match self.row.shape {
            Shape::Hash { output } => output,
            // RFC 5869: at most 255 times the hash.
            Shape::Expand { max_output, .. } => max_output / 255,
            _ => max.min(32),
        })
    }

    /// The tag over everything absorbed so far. The state is left as it is; a session goes on. The tag of a
    /// password is a string to be stored, with a salt of 16 random bytes unless the options gave one.
    ///
    /// Legacy function: `symmetric_state_squeeze_tag`.
    ///
    /// # Errors
    /// [`Error::InvalidOperation`] if the algorithm makes no tags. Password hashes: [`Error::InvalidLength`] for a
    /// password the algorithm cannot take as a whole, or a salt too long for the form in which it is stored;
    /// [`Error::RngError`]. [`Error::ProhibitedOperation`] if the key may not be used so.
    pub fn squeeze_tag(&mut self) -> Result<SymmetricTag> {
        self.machine.squeeze_tag()
    }

    /// The work of [`SymmetricState::verify_password`], in nanoseconds on a machine of 2020, roughly and never less.
    pub fn verify_price(&self, stored: &[u8]) -> u64 {
        self.machine.verify_price(stored)
    }

    /// Checks the password that was absorbed against the tag of a password: what
    /// [`SymmetricTag::verify`] does, without making a tag first.
    ///
    /// # Errors
    /// [`Error::InvalidOperation`] if the algorithm makes no such tags; [`Error::InvalidTag`] unless it is the password;
    /// [`Error::Overflow`] if checking it exceeds the limits.
    pub fn verify_password(&mut self, stored: &[u8]) -> Result<()> {
        self.machine.verify_password(stored)
    }

    /// Derives a key. HKDF-EXTRACT gives a key of the HKDF-EXPAND of the same hash, a session one of any algorithm.
    ///
    /// Legacy function: `symmetric_state_squeeze_key`.
    ///
    /// # Errors
    /// [`Error::InvalidOperation`] if the algorithm derives no keys, [`Error::UnsupportedAlgorithm`] for an unknown
    /// target, [`Error::InvalidKey`] for a target other than the matching one; from a session
    /// [`Error::InvalidOperation`] for a target without keys. [`Error::ProhibitedOperation`] if the key may not be used
    /// so.
    pub fn squeeze_key(&mut self, algorithm: &str) -> Result<SymmetricKey> {
        self.machine.squeeze_key(algorithm)
    }

    /// How many bytes encryption adds at most.
    ///
    /// Legacy function: `symmetric_state_max_tag_len`.
    ///
    /// # Errors
    /// [`Error::InvalidOperation`] if the algorithm does not encrypt.
    pub fn max_tag_len(&self) -> Result<usize> {
        self.machine.max_tag_len()
    }

    /// The lengths that the plaintext of `ciphertext` bytes, tag included, can have: one, unless padding hides it. For
    /// what is shorter than a tag, 0.
    ///
    /// # Errors
    /// [`Error::InvalidOperation`] if the algorithm does not encrypt.
    pub fn plaintext_lens(&self, ciphertext: usize) -> Result<RangeInclusive<usize>> {
        let least = ciphertext.saturating_sub(self.max_tag_len()?);
        match self.row.shape {
            Shape::Cipher { padding, .. } if padding != 0 => Ok(least..=ciphertext),
            _ => Ok(least..=least),
        }
    }

    /// Encrypts a message and appends its tag: the result is longer by at most [`SymmetricState::max_tag_len`].
    ///
    /// A nonce encrypts one message. It is also used up by a successful decryption, since someone else encrypted with
    /// it. The message of a stream cipher may come in pieces: each call goes on where the last one ended. The messages
    /// of a session follow one another.
    ///
    /// Legacy function: `symmetric_state_encrypt`.
    ///
    /// # Errors
    /// [`Error::NonceRequired`] if the nonce is used up, [`Error::Overflow`] for a message longer than the algorithm
    /// allows; [`Error::ProhibitedOperation`] if the key may not be used so.
    pub fn encrypt(&mut self, data: &[u8]) -> Result<Vec<u8>> {
        self.machine.encrypt(data)
    }

    /// Encrypts a message into a ciphertext as long as it, and a tag.
    ///
    /// Legacy function: `symmetric_state_encrypt_detached`.
    ///
    /// # Errors
    /// As [`SymmetricState::encrypt`].
    pub fn encrypt_detached(&mut self, data: &[u8]) -> Result<(Vec<u8>, SymmetricTag)> {
        self.machine.encrypt_detached(data)
    }

    /// Checks and decrypts a ciphertext followed by its tag. A failure leaves the state as it was. Ciphers without
    /// authentication check nothing, or only their padding; decryption of a stream, too, goes on where it ended.
    ///
    /// Legacy function: `symmetric_state_decrypt`.
    ///
    /// # Errors
    /// [`Error::InvalidTag`] if the tag does not verify or `data` is shorter than a tag;
    /// [`Error::ProhibitedOperation`] if the key may not be used so.
    pub fn decrypt(&mut self, data: &[u8]) -> Result<SecretBytes> {
        self.machine.decrypt(data)
    }

    /// Checks and decrypts a ciphertext with its tag beside it.
    ///
    /// Legacy function: `symmetric_state_decrypt_detached`.
    ///
    /// # Errors
    /// As [`SymmetricState::decrypt`]; a tag of any other size than the algorithm's is [`Error::InvalidTag`].
    pub fn decrypt_detached(&mut self, data: &[u8], tag: &[u8]) -> Result<SecretBytes> {
        self.machine.decrypt_detached(data, tag)
    }

    /// Moves the state forward so that its past cannot be computed from it.
    ///
    /// Legacy function: `symmetric_state_ratchet`.
    ///
    /// # Errors
    /// [`Error::InvalidOperation`] for every algorithm without sessions, and without a key.
    pub fn ratchet(&mut self) -> Result<()> {
        self.machine.ratchet()
    }

    fn options(&self) -> &Values {
        self.options.as_ref().unwrap_or_else(|| Values::none())
    }
}

impl fmt::Debug for SymmetricState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SymmetricState").field("algorithm", &self.row.name).finish_non_exhaustive()
    }
}
