//! Keys that are made, and bytes that are derived from them.
//!
//! Whether an algorithm is symmetric, the package knows: it is asked for a symmetric key first, and for a key pair if it
//! knows no symmetric algorithm of that name. Key pairs are made of bare bytes where their algorithm takes such, else of
//! PKCS#8. A key of HKDF is what goes into its first half; the salt stays with it, and the bytes derived
//! from it come from both halves at once.

use anyhow::Result;
use wasi_crypto_model::step::Step;

use super::Writer;
use super::names::{begins_with_hkdf, is_hkdf, word};
use super::object::{CLASS, DATA, HANDLE, HASH, KEY, LEN, NAME, NONCE};
use crate::runtime::landing;
use crate::wit::Kind;
use wasi_crypto_asm::{Expr, Local, Space, Value, call, int, long};

/// `signatures` among the types of algorithms.
const SIGNATURES: u32 = 0;
/// Among the encodings of keys.
const RAW: u32 = 0;
/// Another.
const PKCS8: u32 = 1;
/// Bytes of a seed of Ed25519.
const SEED_LEN: u32 = 32;
/// What PKCS#8 has in front of it (RFC 8410, section 7).
const SEED_PREFIX: &[u8; 16] = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";

impl Writer<'_, '_> {
    /// The name of the hash function becomes a part.
    pub(super) fn keep_hash(&mut self) -> Result<()> {
        let (object, hash) = (self.object()?, self.other()?);
        let runtime = self.context.runtime;
        let target = self.context.function("symmetric", "[method]symmetric-state.algorithm")?;
        let import = self.context.import(&target);
        let name = Self::part(&target, 0, Kind::String)?;
        let landing = self.landing();
        landing::land(&mut self.code, &runtime, (import, &target), [hash.into()], landing, None);
        self.code.run(self.objects.drop, [object.plus(HASH)]);
        for word in [0, LEN] {
            self.code.store(object, HASH + word, landing.load(name + word));
        }
        Ok(())
    }

    /// The object becomes a private key.
    pub(super) fn make_key(&mut self, step: &Step) -> Result<()> {
        let object = self.object()?;
        let errno = self.errno;
        self.code.ret_unless_zero(call(self.objects.complete_name, [object.into()]));
        self.code.ret_if(object.load(NONCE).differs(0).and(begins_with_hkdf(object).not()), errno.invalid);
        let landing = self.landing();
        let name = self.part_of(object, NAME);
        let data = self.part_of(object, DATA);
        let made = self.code.bind(int(0));
        let is_pair = self.code.bind(int(0));

        let given = self.code.begin_if(data.0);
        let (offset, error) = self.import("symmetric", "[static]symmetric-key.import", None, (name, data), landing)?;
        self.code.begin_else();
        self.generate("symmetric", "[static]symmetric-key.generate", None, name, landing)?;
        self.code.end_if(given);
        let unknown = self.context.wit.error("unsupported-algorithm")?;
        let failed = self.code.begin_if(landing.load8(0));
        let outcome = self.context.runtime.outcome;
        self.code.when(landing.load8(error).differs(int(unknown)), |code| code.ret(call(outcome, [int(error)])));
        self.code.set(is_pair, 1);
        self.make_pair(name, data, landing)?;
        self.code.end_if(failed);
        self.code.set(made, landing.load(offset));

        self.code.run(self.objects.drop, [object.plus(DATA)]);
        self.code.store(object, HANDLE, made);
        self.code.store(object, CLASS, is_pair);
        self.transition(step)
    }

    /// A key pair lands, or its failure is returned.
    fn make_pair(&mut self, name: (Local, Local), data: (Local, Local), landing: Local) -> Result<()> {
        const KEYS: &str = "asymmetric";
        let given = self.code.begin_if(data.0);
        self.wrap_seed(name, data);
        let (_, error) = self.import(KEYS, "[static]key-pair.import", Some(RAW), (name, data), landing)?;
        let refused = self.code.begin_if(landing.load8(0));
        self.import(KEYS, "[static]key-pair.import", Some(PKCS8), (name, data), landing)?;
        self.code.end_if(refused);
        self.code.begin_else();
        self.generate(KEYS, "[static]key-pair.generate", Some(SIGNATURES), name, landing)?;
        self.code.end_if(given);
        let outcome = self.context.runtime.outcome;
        self.code.when(landing.load8(0), |code| code.ret(call(outcome, [int(error)])));
        Ok(())
    }

    /// The bare secret key of Ed25519 is a seed, which as a key pair has to be in PKCS#8. The part becomes that.
    fn wrap_seed(&mut self, name: (Local, Local), data: (Local, Local)) {
        let object = self.object;
        let (bytes_new, drop, no_memory) = (self.context.runtime.bytes_new, self.objects.drop, self.errno.no_memory);
        let is_seed = data.1.equals(int(SEED_LEN)).and(name.0.load_long(0).long_equals(long(word(b"Ed25519"))));
        self.code.when(is_seed, |code| {
            let len = SEED_LEN + SEED_PREFIX.len() as u32;
            let new = code.bind_or_ret(call(bytes_new, [int(len)]), no_memory);
            for (chunk, offset) in SEED_PREFIX.chunks(8).zip((0..).step_by(8)) {
                code.store_long(new, offset, long(word(chunk)));
            }
            code.copy((Space::State, new.plus(SEED_PREFIX.len() as u32)), (Space::State, data.0), SEED_LEN);
            if let Some(object) = object {
                code.run(drop, [object.plus(DATA)]);
                code.store(object, DATA, new);
            }
            code.set(data.0, new);
            code.set(data.1, len);
        });
    }

    /// Lands a key made of bytes, or a failure; the offsets of both. `encoding` is that of asymmetric ones.
    fn import(
        &mut self,
        interface: &str,
        function: &str,
        encoding: Option<u32>,
        (name, data): ((Local, Local), (Local, Local)),
        landing: Local,
    ) -> Result<(u32, u32)> {
        let (import, target) = self.target(interface, function)?;
        self.refuse_too_much([name.1, data.1]);
        let loan = self.lend(&[name, data], None, |_| {});
        let mut args: Vec<Expr> = encoding.map(|_| int(SIGNATURES)).into_iter().collect();
        args.extend([loan.at[0].into(), name.1.into(), loan.at[1].into(), data.1.into()]);
        args.extend(encoding.map(int));
        let runtime = self.context.runtime;
        landing::land(&mut self.code, &runtime, (import, &target), args, landing, None);
        self.take_back(loan);
        Ok((Self::part(&target, 0, Kind::Handle)?, target.error_offset))
    }

    /// Lands a random key, or a failure.
    fn generate(
        &mut self,
        interface: &str,
        function: &str,
        category: Option<u32>,
        name: (Local, Local),
        landing: Local,
    ) -> Result<()> {
        let (import, target) = self.target(interface, function)?;
        self.refuse_too_much([name.1]);
        let loan = self.lend(&[name], None, |_| {});
        let mut args: Vec<Expr> = category.map(int).into_iter().collect();
        args.extend([loan.at[0].into(), name.1.into(), int(0), int(0)]);
        let runtime = self.context.runtime;
        landing::land(&mut self.code, &runtime, (import, &target), args, landing, None);
        self.take_back(loan);
        Ok(())
    }

    pub(super) fn derive(&mut self, step: &Step) -> Result<()> {
        let object = self.object()?;
        let runtime = self.context.runtime;
        let errno = self.errno;
        let key = self.code.bind(object.load(KEY));
        self.code.ret_if(begins_with_hkdf(object).not(), errno.unsupported_algorithm);
        // Without a hash function, it is that of the key.
        let open = self.code.bind(is_hkdf(object).and(object.load(HASH).not()));
        let objects = self.objects;
        self.code.when_else(
            open,
            |code| code.ret_if(begins_with_hkdf(key).not(), errno.invalid_key),
            |code| {
                code.ret_unless_zero(call(objects.complete_name, [object.into()]));
                code.ret_if(call(objects.same_name, [object.into(), key.into()]).not(), errno.invalid_key);
            },
        );
        let salt = self.part_of(key, NONCE);
        let info = self.part_of(object, NONCE);
        let [out, len] = self.range(step.output)?;
        let (import, target) = self.target("symmetric", "derive")?;
        self.refuse_too_much([salt.1, info.1]);
        let loan = self.lend(&[salt, info], None, |_| {});
        let args: [Expr; 6] =
            [key.load(HANDLE), loan.at[0].into(), salt.1.into(), loan.at[1].into(), info.1.into(), len.into()];
        let landing = self.landing();
        landing::land(&mut self.code, &runtime, (import, &target), args, landing, None);
        self.take_back(loan);
        self.fail_if_landed(landing, &target);
        let derived = Self::part(&target, 0, Kind::Bytes)?;
        self.code.discard(call(runtime.settle, [int(derived), out.into(), len.into()]));
        self.close(object)
    }
}
