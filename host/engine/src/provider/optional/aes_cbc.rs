//! AES with cipher block chaining (SP 800-38A section 6.2) and the padding of PKCS#7 (RFC 5652 section 6.3).

use core::marker::PhantomData;

use aes::cipher::array::Array;
use aes::cipher::array::typenum::Unsigned;
use aes::cipher::consts::U16;
use aes::cipher::{
    BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, BlockSizeUser, InnerIvInit, KeyInit,
};
use aes::{Aes128, Aes256};
use subtle::{Choice, ConstantTimeEq, ConstantTimeGreater};

use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::memory;
use crate::provider::{Cipher, CipherKey};

const BLOCK: usize = 16;

pub(crate) struct AesCbc<C> {
    name: &'static str,
    cipher: PhantomData<fn() -> C>,
}

pub(crate) static AES_128: AesCbc<Aes128> = AesCbc { name: "AES-128-CBC", cipher: PhantomData };
pub(crate) static AES_256: AesCbc<Aes256> = AesCbc { name: "AES-256-CBC", cipher: PhantomData };

/// A prepared key, which wipes itself.
struct Prepared<C>(C);

/// A block cipher that encrypts and decrypts.
pub(crate) trait Block:
    BlockCipherEncrypt + BlockCipherDecrypt + BlockSizeUser<BlockSize = U16> + KeyInit + Send + Sync + 'static
{
}

impl<C> Block for C where
    C: BlockCipherEncrypt + BlockCipherDecrypt + BlockSizeUser<BlockSize = U16> + KeyInit + Send + Sync + 'static
{
}

algorithm!([C] AesCbc<C>, it => it.name, "aes, cbc");

impl<C: Block> Cipher for AesCbc<C> {
    fn key_len(&self) -> usize {
        C::KeySize::USIZE
    }

    fn iv_len(&self) -> usize {
        BLOCK
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn CipherKey>> {
        Ok(Box::new(Prepared(C::new_from_slice(raw).map_err(|_| Error::InvalidKey)?)))
    }
}

impl<C: Block> CipherKey for Prepared<C> {
    fn encrypt(&self, iv: &[u8], _offset: u64, data: &[u8]) -> Result<Vec<u8>> {
        let iv = iv.try_into().map_err(|_| Error::InvalidNonce)?;
        let rest = data.len().checked_rem(BLOCK).ok_or(Error::InternalError)?;
        let pad = BLOCK.checked_sub(rest).ok_or(Error::InternalError)?;
        let len = data.len().checked_add(pad).ok_or(Error::Overflow)?;
        // Room for all of it at once: growing would leave plaintext behind.
        let mut out = memory::room(len)?;
        out.extend_from_slice(data);
        out.resize(len, u8::try_from(pad).map_err(|_| Error::InternalError)?);
        let (blocks, _) = Array::slice_as_chunks_mut(&mut out);
        cbc::Encryptor::<&C>::inner_iv_init(&self.0, iv).encrypt_blocks(blocks);
        Ok(out)
    }

    fn decrypt(&self, iv: &[u8], _offset: u64, data: &[u8]) -> Result<SecretBytes> {
        let iv = iv.try_into().map_err(|_| Error::InvalidNonce)?;
        let mut out = SecretBytes::new(memory::copy(data)?);
        let (blocks, rest) = Array::slice_as_chunks_mut(&mut out);
        if blocks.is_empty() || !rest.is_empty() {
            return Err(Error::InvalidTag);
        }
        cbc::Decryptor::<&C>::inner_iv_init(&self.0, iv).decrypt_blocks(blocks);
        let message = out.len().checked_sub(padding(&out)?).ok_or(Error::InternalError)?;
        out.truncate(message);
        Ok(out)
    }
}

/// The number of bytes of padding at the end of a decrypted message of one block or more.
///
/// Whether padding is right has to come out, but nothing else may: where the wrong byte is, or which length it claims,
/// would tell an attacker the plaintext byte by byte. So the last block is read whole whatever is in it, each byte
/// compared without a branch, and there is one branch on the one bit of the outcome; every failure is the same error
/// after the same work, decryption of the whole message included. The length of a message that is given out is no
/// secret from then on. That is all that can be done here: who must not learn whether a forgery happens to be padded
/// right needs authenticated encryption.
fn padding(message: &[u8]) -> Result<usize> {
    let (_, block) = message.split_last_chunk::<BLOCK>().ok_or(Error::InvalidTag)?;
    let [.., pad] = *block;
    let mut right = !pad.ct_eq(&0) & !pad.ct_gt(&16);
    // From the end: the byte at distance 1 is the last.
    for (byte, distance) in block.iter().rev().zip(1_u8..) {
        let beyond: Choice = distance.ct_gt(&pad);
        right &= byte.ct_eq(&pad) | beyond;
    }
    if right.into() { Ok(usize::from(pad)) } else { Err(Error::InvalidTag) }
}
