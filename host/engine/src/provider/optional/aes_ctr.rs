//! AES in counter mode (SP 800-38A section 6.5). The vector is the first counter block; the whole block counts, big
//! endian, and goes on from zero after the greatest number.

use core::marker::PhantomData;

use aes::cipher::array::typenum::Unsigned;
use aes::cipher::consts::U16;
use aes::cipher::{BlockCipherEncrypt, BlockSizeUser, InnerIvInit, KeyInit, StreamCipher, StreamCipherSeek};
use aes::{Aes128Enc, Aes256Enc};
use ctr::{Ctr128BE, CtrCore};

use crate::encoding::SecretBytes;
use crate::error::{Error, Result};
use crate::memory;
use crate::provider::{Cipher, CipherKey};

pub(crate) struct AesCtr<C> {
    name: &'static str,
    cipher: PhantomData<fn() -> C>,
}

pub(crate) static AES_128: AesCtr<Aes128Enc> = AesCtr { name: "AES-128-CTR", cipher: PhantomData };
pub(crate) static AES_256: AesCtr<Aes256Enc> = AesCtr { name: "AES-256-CTR", cipher: PhantomData };

/// A prepared key, which wipes itself.
struct Prepared<C>(C);

/// A block cipher that only encrypts.
pub(crate) trait Block:
    BlockCipherEncrypt + BlockSizeUser<BlockSize = U16> + KeyInit + Send + Sync + 'static
{
}

impl<C: BlockCipherEncrypt + BlockSizeUser<BlockSize = U16> + KeyInit + Send + Sync + 'static> Block for C {}

algorithm!([C] AesCtr<C>, it => it.name, "aes, ctr");

impl<C: Block> Cipher for AesCtr<C> {
    fn key_len(&self) -> usize {
        C::KeySize::USIZE
    }

    fn iv_len(&self) -> usize {
        C::BlockSize::USIZE
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn CipherKey>> {
        Ok(Box::new(Prepared(C::new_from_slice(raw).map_err(|_| Error::InvalidKey)?)))
    }
}

impl<C: Block> Prepared<C> {
    fn apply(&self, iv: &[u8], offset: u64, data: &mut [u8]) -> Result<()> {
        let iv = iv.try_into().map_err(|_| Error::InvalidNonce)?;
        let mut stream = Ctr128BE::from_core(CtrCore::inner_iv_init(&self.0, iv));
        stream.try_seek(offset).map_err(|_| Error::Overflow)?;
        stream.try_apply_keystream(data).map_err(|_| Error::Overflow)
    }
}

impl<C: Block> CipherKey for Prepared<C> {
    fn encrypt(&self, iv: &[u8], offset: u64, data: &[u8]) -> Result<Vec<u8>> {
        let mut out = memory::copy(data)?;
        self.apply(iv, offset, &mut out)?;
        Ok(out)
    }

    fn decrypt(&self, iv: &[u8], offset: u64, data: &[u8]) -> Result<SecretBytes> {
        let mut out = SecretBytes::new(memory::copy(data)?);
        self.apply(iv, offset, &mut out)?;
        Ok(out)
    }
}
