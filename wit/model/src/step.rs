//! What the functions of the single module do: most of them prepare an object, few of them call the package.
//!
//! An object is kept beside the program, in the adapter's arena, behind handles whose kind says which state it is in.
//! Its parts are bytes that were set; when it is complete, one function makes of them what the package takes.

use serde::Deserialize;

use crate::binding::{KindIndex, ParamIndex};

/// What a function does, and which of its parameters are what.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Step {
    /// What it does.
    pub verb: Verb,
    /// The object it does that with; none where one is opened.
    pub object: Option<Handle>,
    /// Another handle it takes: the private key, or a hash.
    pub other: Option<Handle>,
    /// Address and length of the name of an algorithm.
    pub algorithm: Option<Range>,
    /// Address and length of bytes that go in.
    pub input: Option<Range>,
    /// Address and length of the buffer to fill.
    pub output: Option<Range>,
    /// Out-pointer to a handle, and its kind.
    pub result: Option<Handle>,
}

/// Address and length parameters.
pub type Range = (ParamIndex, ParamIndex);

/// A parameter with a handle, or the address of one, and its kind.
pub type Handle = (ParamIndex, KindIndex);

/// What a function of the single module does.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Verb {
    /// `{ open = .. }`: a new object.
    Open(Purpose),
    /// `{ keep = .. }`: sets a part, replacing an earlier value.
    Keep(Part),
    /// `{ keep-of-message = .. }`: the same, if the key is for authenticated encryption.
    KeepOfMessage(Part),
    /// `keep-hash`: remembers which hash function the other handle uses.
    KeepHash,
    /// `{ give = .. }`: copies as much of a part as the buffer takes.
    Give(Part),
    /// `become`: the object gets a handle of another kind, and loses the one it had.
    Become,
    /// `close`: wipes the object.
    Close,
    /// `refuse`: no algorithm has such an input.
    Refuse,
    /// `encrypt`: one message, after which the nonce only decrypts; the tag becomes a part.
    Encrypt,
    /// `decrypt`: one message, whose tag is a part.
    Decrypt,
    /// `begin-message`: `become`, and the package begins to sign.
    BeginMessage,
    /// `add-to-message`.
    AddToMessage,
    /// `sign`: signature or MAC of what was added so far.
    Sign,
    /// `end-message`: `become`, and what was added is forgotten.
    EndMessage,
    /// `make-key`: of the part `data`, or of randomness. The object becomes the key.
    MakeKey,
    /// `derive`: fills the buffer from the key, and closes the object.
    Derive,
}

/// What an object is opened for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// `cipher`, with a symmetric key.
    Cipher,
    /// `signature`, with a key of that algorithm.
    Signature,
    /// `key`.
    Key,
    /// `derivation`, with a key.
    Derivation,
}

/// Bytes that are set in an object.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Nonce, salt or info.
    Nonce,
    /// Associated data, or what a key is made of.
    Data,
    /// Tag of a message.
    Tag,
}

impl Verb {
    /// Which operands it needs: object, other handle, algorithm, input, output, result.
    pub(crate) fn operands(self) -> [bool; 6] {
        match self {
            Self::Open(Purpose::Cipher) => [false, true, false, false, false, true],
            Self::Open(Purpose::Signature | Purpose::Derivation) => [false, true, true, false, false, true],
            Self::Open(Purpose::Key) => [false, false, true, false, false, true],
            Self::Keep(_) | Self::KeepOfMessage(_) | Self::Refuse | Self::AddToMessage => {
                [true, false, false, true, false, false]
            }
            Self::KeepHash => [true, true, false, false, false, false],
            Self::Give(_) | Self::Sign | Self::Derive => [true, false, false, false, true, false],
            Self::Become | Self::BeginMessage | Self::EndMessage | Self::MakeKey => {
                [true, false, false, false, false, true]
            }
            Self::Close => [true, false, false, false, false, false],
            Self::Encrypt | Self::Decrypt => [true, false, false, true, true, false],
        }
    }
}
