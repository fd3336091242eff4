//! Long work: cut into steps or done elsewhere, with the result of work at once; dropped, nothing has changed.

use wasi_crypto_api::batch::Outcomes;
use wasi_crypto_api::guest::{Caller, Guest, Pace};
use wasi_crypto_api::handle::Handle;
use wasi_crypto_api::inputs::Inputs;
use wasi_crypto_api::oneshot;
use wasi_crypto_api::output::Output;
use wasi_crypto_api::signatures;
use wasi_crypto_api::symmetric::{self, Shared};
use wasi_crypto_api::used::Used;
use wasi_crypto_api::work::{Pending, Step, Work};
use wasi_crypto_engine::{
    AlgorithmInfo, Category, Engine, Error, KeyPair, Limits, Options, Result, SecretBytes, SymmetricKey,
};

const MIB: usize = 1 << 20;

fn guest(change: impl FnOnce(&mut Limits)) -> Guest {
    let mut limits = Limits::default();
    change(&mut limits);
    let engine = Engine::builder().limits(limits).build().unwrap();
    Guest::new(&engine, 100, engine.limits().max_held_bytes, None)
}

fn nobody_waits<O>(_: Pending<Work<O>>) -> Result<Work<O>> {
    panic!("nothing in here waits")
}

/// What comes of some work, with the number of its steps and of the times it went elsewhere.
fn counted<O: Send + 'static>(mut work: Work<O>, inputs: &dyn Inputs) -> (Result<O>, usize, usize) {
    let (mut steps, mut elsewhere) = (0, 0);
    loop {
        let next = match work {
            Work::Done(outcome) => return (Ok(outcome), steps, elsewhere),
            Work::Steps(mut more) => {
                steps += 1;
                match more.step(inputs) {
                    Ok(Step::More) => Ok(Work::Steps(more)),
                    Ok(Step::Then(work)) => Ok(work),
                    Err(error) => Err(error),
                }
            }
            Work::Compute(compute) => {
                let (_, compute) = compute.into_parts();
                elsewhere += 1;
                compute()
            }
            Work::Wait(_) => panic!("nothing in here waits"),
        };
        match next {
            Ok(next) => work = next,
            Err(error) => return (Err(error), steps, elsewhere),
        }
    }
}

/// A state that begins like all others of this algorithm in a test.
fn open(caller: &Caller, known: &AlgorithmInfo) -> (Shared, Option<SymmetricKey>) {
    let engine = caller.guest().engine();
    let size = |name: &str| known.sizes.iter().find(|(other, _)| *other == name).map(|(_, size)| *size);
    let key = SymmetricKey::generate(engine, known.identifier, None).ok();
    let key =
        key.map(|key| SymmetricKey::import(engine, known.identifier, &vec![7; key.export().unwrap().len()]).unwrap());
    let mut options = Options::open(engine, Category::Symmetric);
    if let Some(len) = size("nonce") {
        options.set("nonce", &vec![1; len]).unwrap();
    }
    let place = caller.guest().places().reserve().unwrap();
    let used = key.clone().map(|key| Used::new(caller.guest(), &Handle::new(key, place)));
    (symmetric::open(caller, known.identifier, used.as_ref(), Some(&options)).unwrap(), key)
}

fn of(guest: &Guest, kinds: &[&str]) -> Vec<AlgorithmInfo> {
    let known: Vec<_> = guest.engine().algorithms().filter(|known| kinds.contains(&known.kind)).collect();
    assert!(!known.is_empty());
    known
}

/// The digest, the tag, or the ciphertext that a state comes to.
fn result(caller: &Caller, state: &Shared) -> Vec<u8> {
    let nothing: [&[u8]; 0] = [];
    let message = [&b"message"[..]];
    let run = |work: Result<Work<Output<SecretBytes>>>| work.and_then(|work| work.run(&nothing, nobody_waits));
    if let Ok(out) = run(symmetric::squeeze(caller, state, 20, &nothing)) {
        return out.to_vec();
    }
    if let Ok(work) = symmetric::squeeze_tag(caller, state, &nothing) {
        return work.run(&nothing, nobody_waits).unwrap().bytes().unwrap().to_vec();
    }
    symmetric::encrypt(caller, state, &message, 0).unwrap().run(&message, nobody_waits).unwrap().to_vec()
}

#[test]
fn long_input_is_absorbed_in_steps_as_at_once() {
    let guest = guest(|_| {});
    let (at_once, in_steps) = (guest.clone().calls(Pace::AtOnce), guest.clone().calls(Pace::InSteps));
    for known in of(&guest, &["hash", "XOF", "MAC", "AEAD", "session"]) {
        let data = [vec![5_u8; 6 * MIB]];
        let (one, _) = open(&at_once, &known);
        let (other, _) = open(&in_steps, &known);
        symmetric::absorb(&at_once, &one, &data, 0).unwrap().run(&data, nobody_waits).unwrap();
        let (absorbed, steps, elsewhere) = counted(symmetric::absorb(&in_steps, &other, &data, 0).unwrap(), &data);
        absorbed.unwrap();
        let name = known.identifier;
        if other.lock().unwrap().concatenates() {
            assert!(steps > 1 && elsewhere == 0, "{name}: {steps} steps");
        } else {
            assert_eq!(elsewhere, 1, "{name}");
        }
        assert_eq!(result(&at_once, &one), result(&at_once, &other), "{name}");
    }
}

#[test]
fn a_dropped_call_has_changed_nothing() {
    let guest = guest(|_| {});
    let caller = guest.clone().calls(Pace::InSteps);
    for known in of(&guest, &["hash", "MAC", "AEAD", "session"]) {
        let data = [vec![5_u8; 6 * MIB]];
        let (one, _) = open(&caller, &known);
        let (other, _) = open(&caller, &known);
        let held = guest.budget().held();
        let Work::Steps(mut steps) = symmetric::absorb(&caller, &other, &data, 0).unwrap() else { panic!() };
        assert!(matches!(steps.step(&data), Ok(Step::More)));
        drop(steps);
        assert_eq!(guest.budget().held(), held, "{}", known.identifier);
        assert_eq!(result(&caller, &one), result(&caller, &other), "{}", known.identifier);
    }
}

#[test]
fn long_messages_are_encrypted_elsewhere_and_their_nonce_is_spent() {
    let guest = guest(|_| {});
    let caller = guest.clone().calls(Pace::InSteps);
    for known in of(&guest, &["AEAD"]) {
        let name = known.identifier;
        let data = [vec![5_u8; 8 * MIB]];
        let (state, key) = open(&caller, &known);
        let (copy, _) = open(&caller, &known);
        let (sealed, _, elsewhere) = counted(symmetric::encrypt(&caller, &state, &data, 0).unwrap(), &data);
        let sealed = [sealed.unwrap().to_vec()];
        assert_eq!(elsewhere, 1, "{name}");
        if !name.ends_with("-SIV") {
            let again = symmetric::encrypt(&caller, &state, &[b"m"], 0);
            assert_eq!(
                again.and_then(|work| work.run(&[b"m"], nobody_waits)).unwrap_err(),
                Error::NonceRequired,
                "{name}"
            );
        }
        let (opened, _, elsewhere) = counted(symmetric::decrypt(&caller, &copy, &sealed, 0).unwrap(), &sealed);
        assert_eq!((elsewhere, &opened.unwrap()[..]), (1, &data[0][..]), "{name}");
        drop(key);
    }
}

#[test]
fn one_call_does_long_work_as_states_do() {
    let guest = guest(|_| {});
    let (at_once, in_steps) = (guest.clone().calls(Pace::AtOnce), guest.clone().calls(Pace::InSteps));
    let data = [vec![5_u8; 6 * MIB]];
    for known in of(&guest, &["hash"]) {
        let expected = oneshot::hash(&at_once, known.identifier, &data, 0).unwrap().run(&data, nobody_waits).unwrap();
        let (digest, steps, _) = counted(oneshot::hash(&in_steps, known.identifier, &data, 0).unwrap(), &data);
        assert_eq!(digest.unwrap(), expected, "{}", known.identifier);
        assert!(steps > 1, "{}", known.identifier);
    }
    for known in of(&guest, &["MAC"]) {
        let key = SymmetricKey::generate(guest.engine(), known.identifier, None).unwrap();
        let used = Used::new(&guest, &Handle::new(key, guest.places().reserve().unwrap()));
        let expected = oneshot::mac(&at_once, &used, &data, 0).unwrap().run(&data, nobody_waits).unwrap();
        let (tag, steps, _) = counted(oneshot::mac(&in_steps, &used, &data, 0).unwrap(), &data);
        assert_eq!(tag.unwrap(), expected);
        assert!(steps > 1, "{}", known.identifier);
        for (tag, verdict) in [(expected, Ok(())), (vec![0; 3], Err(Error::InvalidTag))] {
            let lists = [&data[0][..], &tag];
            assert_eq!(counted(oneshot::verify_mac(&in_steps, &used, &lists, 0).unwrap(), &lists).0, verdict);
        }
    }
}

#[test]
fn long_messages_are_signed_and_verified_elsewhere() {
    let guest = guest(|_| {});
    let caller = guest.clone().calls(Pace::InSteps);
    let pair = KeyPair::generate(guest.engine(), Category::Signatures, "Ed25519", None).unwrap();
    let public = pair.public_key().unwrap();
    let used = || Used::new(&guest, &Handle::new(pair.clone(), guest.places().reserve().unwrap()));
    let data = [vec![5_u8; 4 * MIB]];
    let (signature, _, elsewhere) = counted(signatures::sign(&caller, used(), &data, 0).unwrap(), &data);
    let lists = [data[0].clone(), signature.unwrap()];
    assert_eq!(elsewhere, 1);
    assert_eq!(counted(signatures::verify(&caller, public.clone(), &lists, 0).unwrap(), &lists), (Ok(()), 3, 1));
    let state = signatures::open(&used()).unwrap();
    let (updated, steps, _) = counted(signatures::update(&caller, &state, &data, 0).unwrap(), &data);
    assert!(updated.is_ok() && steps > 1);
    let (signature, _, elsewhere) = counted(signatures::sign_state(&caller, &state).unwrap(), &data);
    assert_eq!(elsewhere, 1);
    let checking = signatures::open_verification(&public).unwrap();
    signatures::update(&guest.clone().calls(Pace::AtOnce), &checking, &data, 0)
        .unwrap()
        .run(&data, nobody_waits)
        .unwrap();
    let verdict = signatures::verify_state(&caller, &checking, &signature.unwrap()).unwrap();
    assert_eq!(counted(verdict, &data).0, Ok(()));
}

/// A batch is as dear as all its entries together.
#[test]
fn work_is_limited_to_the_nanosecond() {
    let price = |guest: &Guest| {
        let caller = guest.clone().calls(Pace::AtOnce);
        let (state, _) = open(&caller, &of(guest, &["hash"])[0]);
        let state = state.lock().unwrap();
        state.price(wasi_crypto_engine::Step::Absorb(MIB))
    };
    let limit = price(&guest(|_| {}));
    for (limit, expected) in [(limit, Ok(())), (limit - 1, Err(Error::Overflow))] {
        let guest = guest(|limits| limits.max_work_per_call = limit);
        for pace in [Pace::AtOnce, Pace::InSteps] {
            let caller = guest.clone().calls(pace);
            let (state, _) = open(&caller, &of(&guest, &["hash"])[0]);
            let data = [vec![1_u8; MIB]];
            let absorbed = symmetric::absorb(&caller, &state, &data, 0);
            assert_eq!(absorbed.and_then(|work| work.run(&data, nobody_waits)), expected);
        }
        let caller = guest.clone().calls(Pace::AtOnce);
        let known = guest.engine().algorithms().find(|known| known.identifier == "HMAC/SHA-256").unwrap();
        let (state, _) = open(&caller, &known);
        let one = state.lock().unwrap().price(wasi_crypto_engine::Step::SqueezeTag);
        let fit = usize::try_from(limit / one).unwrap();
        let nothing: [&[u8]; 0] = [];
        for (count, is_ok) in [(fit, true), (fit + 1, false)] {
            let states = vec![std::sync::Arc::clone(&state); count];
            let tags = symmetric::batch_tags(&caller, states, &nothing);
            assert_eq!(tags.is_ok(), is_ok, "{count} of {limit}");
        }
    }
}

/// Entries of a batch are as they would be alone, whether they take long or not.
#[test]
fn batches_of_long_entries_have_every_result() {
    let guest = guest(|_| {});
    let (at_once, in_steps) = (guest.clone().calls(Pace::AtOnce), guest.clone().calls(Pace::InSteps));
    let known = guest.engine().algorithms().find(|known| known.identifier == "AES-256-GCM").unwrap();
    let data = [vec![1_u8; 4 * MIB], vec![2; 10], vec![3; 4 * MIB]];
    let states = || -> Vec<Shared> {
        let (first, second) = (open(&at_once, &known).0, open(&at_once, &known).0);
        // The last entry's nonce has been used by the one before.
        vec![first, second.clone(), second]
    };
    let plain = |outcomes: Outcomes<Output<Vec<u8>>>| -> Outcomes<Vec<u8>> {
        outcomes.into_iter().map(|outcome| Ok(outcome?.to_vec())).collect()
    };
    let expected = symmetric::batch_encrypt(&at_once, states(), &data).unwrap().run(&data, nobody_waits).unwrap();
    let expected = plain(expected);
    let (encrypted, _, elsewhere) = counted(symmetric::batch_encrypt(&in_steps, states(), &data).unwrap(), &data);
    assert_eq!(plain(encrypted.unwrap()), expected);
    assert!(expected[0].is_ok() && expected[1].is_ok() && expected[2] == Err(Error::NonceRequired));
    assert_eq!(elsewhere, 2);
}
