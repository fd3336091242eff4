//! Keys that are made, and bytes that are derived from them.
//!
//! Whether an algorithm is symmetric, the package knows: it is asked for a symmetric key first, and for a key pair if it
//! knows no symmetric algorithm of that name. Key pairs are made of a bare secret key where their algorithm has such a
//! thing, else of PKCS#8. A key of HKDF is what goes into its first half; the salt stays with it, and the bytes derived
//! from it come from both halves at once.

use anyhow::Result;
use wasi_crypto_model::step::Step;

use super::Writer;
use super::names::{begins_with_hkdf, is_hkdf};
use super::object::{CLASS, DATA, HANDLE, HASH, KEY, LEN, NAME, NONCE};
use crate::asm::{Expr, Local, Value, call, int};
use crate::landing;
use crate::wit::Kind;

/// `signatures` among the types of algorithms.
const SIGNATURES: u32 = 0;
/// Among the encodings of keys.
const RAW: u32 = 0;
/// Another.
const PKCS8: u32 = 1;

impl Writer<'_, '_> {
    /// The name of the hash function becomes a part.
    pub(super) fn keep_hash(&mut self) -> Result<()> {
        let (object, hash) = (self.object()?, self.other()?);
        let runtime = self.context.runtime;
        let target = self.context.wit.function("symmetric", "[method]symmetric-state.algorithm")?;
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
        let (secret, _) =
            self.import(KEYS, "[static]secret-key.import", Some(RAW), (name, data), landing)?;
        let refused = self.code.begin_if(landing.load8(0));
        let (_, error) = self.import(KEYS, "[static]key-pair.import", Some(PKCS8), (name, data), landing)?;
        self.code.begin_else();
        let secret = self.code.bind(landing.load(secret));
        let drop_secret = self.drop_of(KEYS, "secret-key")?;
        let drop_public = self.drop_of(KEYS, "public-key")?;
        let runtime = self.context.runtime;
        let (derive, derived) = self.target(KEYS, "[static]public-key.from-secret-key")?;
        let (join, joined) = self.target(KEYS, "[static]key-pair.from-keys")?;
        landing::land(&mut self.code, &runtime, (derive, &derived), [secret.into()], landing, None);
        let public = self.code.bind(landing.load(Self::part(&derived, 0, Kind::Handle)?));
        let there = self.code.begin_if(landing.load8(0).not());
        landing::land(&mut self.code, &runtime, (join, &joined), [public.into(), secret.into()], landing, None);
        self.code.run(drop_public, [public.into()]);
        self.code.end_if(there);
        self.code.run(drop_secret, [secret.into()]);
        self.code.end_if(refused);
        self.code.begin_else();
        self.generate(KEYS, "[static]key-pair.generate", Some(SIGNATURES), name, landing)?;
        self.code.end_if(given);
        let outcome = runtime.outcome;
        self.code.when(landing.load8(0), |code| code.ret(call(outcome, [int(error)])));
        Ok(())
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
        let loan = self.lend(&[salt, info], None, |_| {});
        let args: [Expr; 6] = [
            key.load(HANDLE),
            loan.at[0].into(),
            salt.1.into(),
            loan.at[1].into(),
            info.1.into(),
            len.into(),
        ];
        let landing = self.landing();
        landing::land(&mut self.code, &runtime, (import, &target), args, landing, None);
        self.take_back(loan);
        self.fail_if_landed(landing, &target);
        let derived = Self::part(&target, 0, Kind::Bytes)?;
        self.code.discard(call(runtime.settle, [int(derived), out.into(), len.into()]));
        self.close(object)
    }
}
