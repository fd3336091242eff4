//! The engine through its public face, a module for each noun.

mod aead;
mod answers;
mod budget;
mod ciphers;
mod common;
mod differential;
mod documentation;
mod encodings;
mod hostile;
mod key_exchange;
mod known_answers;
mod limits;
mod local;
mod oracle;
mod passwords;
mod permissions;
mod providers;
mod restrictions;
mod rsa;
mod secrets;
mod seeds;
mod sessions;
mod signatures;
mod storage;
mod symmetric;
mod xof;
