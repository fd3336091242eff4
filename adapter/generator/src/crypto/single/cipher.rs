//! Messages that are encrypted and decrypted: the parts of a cipher and one message are one call of the package.
//!
//! A message is whole: authenticated encryption gives no byte of a plaintext before it knows the message to be authentic.
//! A nonce encrypts one message, and decrypts any number.

use anyhow::Result;
use wasi_crypto_model::step::{Part, Step};

use super::Writer;
use super::object::{DATA, HANDLE, KEY, LEN, NONCE, SPENT, TAG};
use crate::runtime::landing;
use crate::runtime::realloc::forget;
use crate::wit::Kind;
use wasi_crypto_asm::{Expr, Local, Space, Value, call, int};

/// Bytes that a tag has at most, with some to spare.
const TAG_ROOM: u32 = 64;

impl Writer<'_, '_> {
    pub(super) fn encrypt(&mut self, step: &Step) -> Result<()> {
        let runtime = self.context.runtime;
        let object = self.object()?;
        let [data, len] = self.range(step.input)?;
        let (nonce, aad) = self.message(step)?;
        self.code.ret_if(object.load(SPENT), self.errno.invalid);
        let (import, target) = self.target("symmetric", "seal")?;
        let sealed = Self::part(&target, 1, Kind::Bytes)?;
        let used = Self::part(&target, 0, Kind::Bytes)?;

        self.refuse_too_much([nonce.1, aad.1, len]);
        let (room, no_memory) = (self.objects.room, self.errno.no_memory);
        self.code.ret_if(call(room, [len.plus(TAG_ROOM)]).not(), no_memory);
        let loan = self.lend(&[nonce, aad], Some([data, len]), |_| {});
        let args = [
            object.load(KEY).load(HANDLE),
            int(1),
            loan.at[0].into(),
            nonce.1.into(),
            loan.at[1].into(),
            aad.1.into(),
            data.into(),
            len.into(),
        ];
        let landing = self.landing();
        landing::land(&mut self.code, &runtime, (import, &target), args, landing, None);
        self.take_back(loan);
        self.fail_if_landed(landing, &target);

        self.forget(used);
        let [out, _] = self.range(step.output)?;
        let drop = self.objects.drop;
        let code = &mut self.code;
        let bytes = code.bind(landing.load(sealed));
        // What the list has beyond the ciphertext becomes the tag; it stays in its chunk.
        code.copy((Space::Guest, out), (Space::State, bytes), len);
        let tag_len = code.bind(landing.load(sealed + LEN).minus(len));
        code.copy((Space::State, bytes), (Space::State, bytes.plus(len)), tag_len);
        code.store(object, SPENT, 1);
        code.run(drop, [object.plus(TAG)]);
        code.store(object, TAG, bytes);
        code.store(object, TAG + LEN, tag_len);
        Ok(())
    }

    pub(super) fn decrypt(&mut self, step: &Step) -> Result<()> {
        let runtime = self.context.runtime;
        let object = self.object()?;
        let [data, len] = self.range(step.input)?;
        let [out, _] = self.range(step.output)?;
        let (nonce, aad) = self.message(step)?;
        let tag = self.needed(object, TAG);
        let (import, target) = self.target("symmetric", "open")?;
        let opened = Self::part(&target, 0, Kind::Bytes)?;

        // Ciphertext and tag, in one piece.
        self.refuse_too_much([nonce.1, aad.1, len, tag.1]);
        let errno = self.errno;
        let whole_len = self.code.bind(len.plus(tag.1));
        let whole = self.code.bind_or_ret(call(runtime.bytes_new, [whole_len.into()]), errno.no_memory);
        self.code.copy((Space::State, whole), (Space::Guest, data), len);
        self.code.copy((Space::State, whole.plus(len)), (Space::State, tag.0), tag.1);
        let free = runtime.bytes_free;
        self.code.when(call(self.objects.room, [len.into()]).not(), |code| {
            code.run(free, [whole.into()]);
            code.ret(errno.no_memory);
        });
        let loan = self.lend(&[nonce, aad, (whole, whole_len)], None, |code| code.run(free, [whole.into()]));
        let args: [Expr; 7] = [
            object.load(KEY).load(HANDLE),
            loan.at[0].into(),
            nonce.1.into(),
            loan.at[1].into(),
            aad.1.into(),
            loan.at[2].into(),
            whole_len.into(),
        ];
        let landing = self.landing();
        landing::land(&mut self.code, &runtime, (import, &target), args, landing, None);
        self.take_back(loan);
        self.code.run(free, [whole.into()]);
        self.fail_if_landed(landing, &target);

        // A tag of another size would have moved the end of the ciphertext.
        self.code.when(landing.load(opened + LEN).differs(len), |code| {
            forget(code, &runtime, opened);
            code.ret(errno.invalid_tag);
        });
        self.code.discard(call(runtime.settle, [int(opened), out.into(), len.into()]));
        Ok(())
    }

    /// Keeps a part that only messages of authenticated encryption have.
    pub(super) fn keep_of_message(&mut self, step: &Step, part: Part) -> Result<()> {
        let object = self.object()?;
        let (import, target) = self.target("symmetric", "seal")?;
        let landing = self.landing();
        // No such cipher takes a nonce of no bytes, so nothing is encrypted here: the error tells what the key is for.
        let args = [object.load(KEY).load(HANDLE), int(1)].into_iter().chain(std::iter::repeat_n(int(0), 6));
        let runtime = self.context.runtime;
        landing::land(&mut self.code, &runtime, (import, &target), args, landing, None);
        let invalid_nonce = self.context.wit.error("invalid-nonce")?;
        let is_cipher = landing.load8(0).and(landing.load8(target.error_offset).equals(int(invalid_nonce)));
        self.code.ret_if(is_cipher.not(), self.errno.invalid);
        self.keep(step, part)
    }

    /// Nonce and associated data of a message, whose output buffer is as long as it.
    fn message(&mut self, step: &Step) -> Result<((Local, Local), (Local, Local))> {
        let object = self.object()?;
        let ([_, len], [_, capacity]) = (self.range(step.input)?, self.range(step.output)?);
        let errno = self.errno;
        self.code.ret_if(capacity.below(len), errno.overflow);
        self.code.ret_if(capacity.above(len), errno.invalid);
        let nonce = self.needed(object, NONCE);
        let aad = self.part_of(object, DATA);
        Ok((nonce, aad))
    }

    /// Address and length of a part, of none if it is not there.
    pub(super) fn part_of(&mut self, object: Local, slot: u32) -> (Local, Local) {
        (self.code.bind(object.load(slot)), self.code.bind(object.load(slot + LEN)))
    }

    /// Address and length of a part that has to be there.
    fn needed(&mut self, object: Local, slot: u32) -> (Local, Local) {
        (self.code.bind_or_ret(object.load(slot), self.errno.invalid), self.code.bind(object.load(slot + LEN)))
    }
}
