//! What the adapters are told, checked against the package as an independent parser understands it, and spot by spot
//! against what the legacy API demands.

use std::path::Path;

use wasi_crypto_model::binding::{
    Action, Arg, Bindings, Call, CoreType, Field, Function, KindIndex, Needed, ResultPart, SizeCheck,
};
use wit_parser::{Function as WitFunction, Handle, Resolve, Type, TypeDefKind, TypeOwner};

fn bindings() -> Bindings {
    wasi_crypto_model::bindings("0.10").unwrap_or_else(|error| panic!("{error}"))
}

fn function<'a>(bindings: &'a Bindings, name: &str) -> &'a Function {
    let mut functions = bindings.modules.iter().flat_map(|module| &module.functions);
    functions.find(|function| function.name == name).unwrap_or_else(|| panic!("there is no {name}"))
}

fn call<'a>(bindings: &'a Bindings, name: &str) -> &'a Call {
    match &function(bindings, name).action {
        Action::Call(call) => call,
        other => panic!("{name} is no call: {other:?}"),
    }
}

fn kind(bindings: &Bindings, name: &str) -> KindIndex {
    bindings.kinds.iter().position(|kind| kind.name == name).expect("the kind exists")
}

#[test]
fn all_86_functions_are_bound_in_specification_order() {
    let bindings = bindings();
    let counts: Vec<(&str, usize)> =
        bindings.modules.iter().map(|module| (module.name.as_str(), module.functions.len())).collect();
    assert_eq!(
        counts,
        [
            ("wasi_ephemeral_crypto_common", 10),
            ("wasi_ephemeral_crypto_asymmetric_common", 20),
            ("wasi_ephemeral_crypto_signatures", 11),
            ("wasi_ephemeral_crypto_symmetric", 28),
            ("wasi_ephemeral_crypto_kx", 3),
            ("wasi_ephemeral_crypto_external_secrets", 6),
            ("wasi_ephemeral_crypto_signatures_batch", 2),
            ("wasi_ephemeral_crypto_symmetric_batch", 6),
        ]
    );
    assert_eq!(bindings.package, "wasi:crypto@0.13.0-draft");
}

#[test]
fn what_may_come_in_pieces_is_the_same_in_every_generation() {
    for generation in ["0.10", "2020-06", "2020-04", "2019"] {
        let bindings = wasi_crypto_model::bindings(generation).unwrap_or_else(|error| panic!("{error}"));
        let pieces: Vec<(&str, usize)> =
            bindings.pieces.iter().map(|pieces| (&*pieces.function, pieces.whole_for.len())).collect();
        assert_eq!(
            pieces,
            [
                ("[method]symmetric-state.absorb", 2),
                ("[method]signature-state.update", 0),
                ("[method]signature-verification-state.update", 0),
            ],
            "{generation}"
        );
    }
}

#[test]
fn errors_map_to_the_legacy_numbers_without_success_guest_error_and_closed() {
    let errno = bindings().errno;
    let numbers: Vec<u16> = (2..=30).filter(|number| *number != 14).collect();
    assert_eq!(errno.wit_to_legacy, numbers);
    let own = [
        errno.success,
        errno.guest_error,
        errno.unsupported_feature,
        errno.invalid_length,
        errno.closed,
        errno.invalid_handle,
        errno.overflow,
        errno.too_many_handles,
        errno.invalid_tag,
    ];
    assert_eq!(own, [0, 1, 3, 9, 14, 15, 16, 18, 21]);
}

/// Every core parameter must be used by something; a parameter that goes nowhere is a bug in the table.
#[test]
fn every_core_parameter_has_a_use() {
    for generation in wasi_crypto_model::served() {
        let bindings = wasi_crypto_model::bindings(generation).unwrap();
        for function in bindings.modules.iter().flat_map(|module| &module.functions) {
            let mut used = action_params(&function.action);
            used.sort_unstable();
            used.dedup();
            assert_eq!(used, (0..function.params.len()).collect::<Vec<_>>(), "{generation}: {}", function.name);
        }
    }
}

fn action_params(action: &Action) -> Vec<usize> {
    match action {
        Action::Call(call) => call_params(call),
        Action::Close { handle, .. } => vec![*handle],
        Action::ArrayOutputLen { handle, out } => vec![*handle, *out],
        Action::ArrayOutputPull { handle, buffer, len, out } => {
            [*handle, *buffer, *len].into_iter().chain(*out).collect()
        }
        Action::Batch(batch) => vec![batch.ptr, batch.len, batch.out],
        Action::Step(step) => {
            let handles = [step.object, step.other, step.result].into_iter().flatten().map(|(param, _)| param);
            let ranges = [step.algorithm, step.input, step.output].into_iter().flatten();
            handles.chain(ranges.flat_map(|(ptr, len)| [ptr, len])).collect()
        }
        Action::Convert(_) => panic!("no function of cryptography is converted by its types alone"),
        Action::Caused { cause, action, .. } => [vec![*cause], action_params(action)].concat(),
    }
}

fn call_params(call: &Call) -> Vec<usize> {
    let mut used = Vec::new();
    for arg in &call.args {
        match arg {
            Arg::Handle { param, .. }
            | Arg::OptionalHandle { param, .. }
            | Arg::Scalar { param }
            | Arg::Enum { param, .. }
            | Arg::Version { param } => used.push(*param),
            Arg::None | Arg::Constant { .. } => {}
            Arg::String { ptr, len } | Arg::Bytes { ptr, len } | Arg::LentBuffer { ptr, len } => {
                used.extend([*ptr, *len]);
            }
        }
    }
    for part in &call.results {
        match part {
            ResultPart::Handle { out, .. }
            | ResultPart::ArrayOutput { out, .. }
            | ResultPart::U32 { out }
            | ResultPart::U64 { out } => used.push(*out),
            ResultPart::Buffer { ptr, len, written, .. } => {
                used.extend([*ptr, *len]);
                used.extend(written);
            }
        }
    }
    used
}

#[test]
fn calls_fit_the_package() {
    let bindings = bindings();
    let mut resolve = Resolve::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit");
    let (package, _) = resolve.push_dir(folder).expect("the package resolves");
    let find = |interface: &str, name: &str| -> &WitFunction {
        let id = resolve.packages[package].interfaces[interface];
        let functions = &resolve.interfaces[id].functions;
        functions.get(name).unwrap_or_else(|| panic!("{interface} has no {name}"))
    };
    for function in bindings.modules.iter().flat_map(|module| &module.functions) {
        let call = match &function.action {
            Action::Call(call) => call,
            Action::Batch(batch) => match &batch.each.action {
                Action::Call(call) => call,
                other => panic!("{} repeats {other:?}", function.name),
            },
            _ => continue,
        };
        let wit = find(&call.interface, &call.function);
        let checker = Checker { resolve: &resolve, bindings: &bindings, function };
        assert_eq!(call.args.len(), wit.params.len(), "{}", function.name);
        for (arg, param) in call.args.iter().zip(&wit.params) {
            checker.arg(arg, param.ty);
        }
        checker.results(call, wit.result.as_ref());
        for SizeCheck { needed, .. } in &call.checks {
            if let Needed::Method { kind, function, .. } = needed {
                let resource = bindings.kinds[*kind].resource.as_ref().expect("the kind has a resource");
                assert!(matches!(find(&resource.interface, function).result, Some(Type::U32)));
            }
        }
    }
}

struct Checker<'a> {
    resolve: &'a Resolve,
    bindings: &'a Bindings,
    function: &'a Function,
}

impl Checker<'_> {
    fn kind(&self, ty: Type) -> Option<&TypeDefKind> {
        match ty {
            Type::Id(id) => match &self.resolve.types[id].kind {
                TypeDefKind::Type(ty @ Type::Id(_)) => self.kind(*ty),
                kind => Some(kind),
            },
            _ => None,
        }
    }

    /// Interface and name of the resource behind a handle type.
    fn resource(&self, ty: Type, borrowed: bool) -> (String, String) {
        let mut id = match (self.kind(ty), borrowed) {
            (Some(TypeDefKind::Handle(Handle::Borrow(id))), true)
            | (Some(TypeDefKind::Handle(Handle::Own(id))), false) => *id,
            (other, _) => panic!("{}: {other:?} is not the handle it should be", self.function.name),
        };
        while let TypeDefKind::Type(Type::Id(next)) = self.resolve.types[id].kind {
            id = next;
        }
        let TypeOwner::Interface(interface) = self.resolve.types[id].owner else { panic!("a resource has an owner") };
        let interface = self.resolve.interfaces[interface].name.clone().expect("it has a name");
        (interface, self.resolve.types[id].name.clone().expect("it has a name"))
    }

    fn same_kind(&self, kind: KindIndex, ty: Type, borrowed: bool) {
        let expected = self.bindings.kinds[kind].resource.as_ref().expect("the kind has a resource");
        let found = self.resource(ty, borrowed);
        assert_eq!((expected.interface.clone(), expected.name.clone()), found, "{}", self.function.name);
    }

    fn is_bytes(&self, ty: Type) -> bool {
        matches!(self.kind(ty), Some(TypeDefKind::List(Type::U8)))
    }

    fn arg(&self, arg: &Arg, ty: Type) {
        let name = &self.function.name;
        match arg {
            Arg::Handle { kind, .. } => self.same_kind(*kind, ty, true),
            Arg::OptionalHandle { kind, .. } => match self.kind(ty) {
                Some(TypeDefKind::Option(inner)) => self.same_kind(*kind, *inner, true),
                other => panic!("{name}: {other:?} is no option"),
            },
            Arg::Constant { ordinal } => match self.kind(ty) {
                Some(TypeDefKind::Enum(en)) => assert!((*ordinal as usize) < en.cases.len()),
                other => panic!("{name}: {other:?} is no enum"),
            },
            Arg::None => assert!(matches!(self.kind(ty), Some(TypeDefKind::Option(_))), "{name}"),
            Arg::String { .. } => assert_eq!(ty, Type::String, "{name}"),
            Arg::Bytes { .. } => assert!(self.is_bytes(ty), "{name}"),
            Arg::LentBuffer { .. } => assert_eq!(ty, Type::U32, "{name}"),
            Arg::Scalar { .. } => assert!(matches!(ty, Type::U32 | Type::U64), "{name}"),
            Arg::Enum { map, .. } => match self.kind(ty) {
                Some(TypeDefKind::Enum(en)) => assert!(map.iter().all(|case| (*case as usize) < en.cases.len())),
                other => panic!("{name}: {other:?} is no enum"),
            },
            Arg::Version { .. } => match self.kind(ty) {
                Some(TypeDefKind::Variant(variant)) => {
                    let cases: Vec<(&str, Option<Type>)> =
                        variant.cases.iter().map(|case| (case.name.as_str(), case.ty)).collect();
                    assert_eq!(cases, [("latest", None), ("all", None), ("exact", Some(Type::U64))]);
                }
                other => panic!("{name}: {other:?} is no variant"),
            },
        }
    }

    fn results(&self, call: &Call, result: Option<&Type>) {
        let name = &self.function.name;
        let ok = match result.and_then(|ty| self.kind(*ty)) {
            Some(TypeDefKind::Result(result)) => {
                assert!(call.fallible, "{name}");
                result.ok
            }
            _ => {
                assert!(!call.fallible, "{name}");
                result.copied()
            }
        };
        let parts: Vec<Type> = match ok.map(|ty| (ty, self.kind(ty))) {
            None => Vec::new(),
            Some((_, Some(TypeDefKind::Record(record)))) => record.fields.iter().map(|field| field.ty).collect(),
            Some((ty, _)) => vec![ty],
        };
        assert_eq!(call.results.len(), parts.len(), "{name}");
        for (part, ty) in call.results.iter().zip(parts) {
            match part {
                ResultPart::Handle { kind, .. } => self.same_kind(*kind, ty, false),
                ResultPart::ArrayOutput { .. } | ResultPart::Buffer { .. } => assert!(self.is_bytes(ty), "{name}"),
                ResultPart::U32 { .. } => assert_eq!(ty, Type::U32, "{name}"),
                ResultPart::U64 { .. } => assert_eq!(ty, Type::U64, "{name}"),
            }
        }
    }
}

#[test]
fn outputs_of_encryption_are_checked_before_the_call_and_wiped_after_a_failure() {
    let bindings = bindings();
    let encrypt = call(&bindings, "symmetric_state_encrypt");
    assert_eq!(encrypt.function, "[method]symmetric-state.encrypt");
    assert!(matches!(
        encrypt.checks[..],
        [SizeCheck { len: 2, needed: Needed::LenPlusTag { len: 4, state: 0 }, exact: true }]
    ));
    assert!(matches!(encrypt.results[..], [ResultPart::Buffer { ptr: 1, len: 2, written: Some(5) }]));
    assert_eq!(encrypt.wipe_on_error, None);

    let decrypt = call(&bindings, "symmetric_state_decrypt");
    assert!(matches!(
        decrypt.checks[..],
        [SizeCheck { len: 2, needed: Needed::LenMinusTag { len: 4, state: 0, padded: Some(ref end) }, exact: true }]
            if end == "-CBC"
    ));
    assert_eq!(decrypt.wipe_on_error, Some((1, 2)));

    let detached = call(&bindings, "symmetric_state_encrypt_detached");
    assert!(matches!(detached.checks[..], [SizeCheck { len: 2, needed: Needed::Len(4), exact: true }]));
    let tag = kind(&bindings, "symmetric_tag");
    assert!(matches!(
        detached.results[..],
        [ResultPart::Buffer { ptr: 1, len: 2, written: None }, ResultPart::Handle { out: 5, kind }] if kind == tag
    ));
    assert_eq!(call(&bindings, "symmetric_state_decrypt_detached").wipe_on_error, Some((1, 2)));
}

#[test]
fn the_capacity_of_a_squeeze_is_its_length() {
    let bindings = bindings();
    let squeeze = call(&bindings, "symmetric_state_squeeze");
    assert!(matches!(squeeze.args[..], [Arg::Handle { param: 0, .. }, Arg::Scalar { param: 2 }]));
    assert!(matches!(squeeze.results[..], [ResultPart::Buffer { ptr: 1, len: 2, written: None }]));
    assert!(squeeze.checks.is_empty());
}

#[test]
fn a_tag_is_closed_by_a_pull() {
    let bindings = bindings();
    let pull = call(&bindings, "symmetric_tag_pull");
    assert_eq!(pull.close_on_success, [(0, kind(&bindings, "symmetric_tag"))]);
    assert!(pull.fallible, "a key may be for verifying only");
    assert!(pull.checks.is_empty(), "reading a tag changes nothing, so its length may be looked at afterwards");
    assert!(matches!(pull.results[..], [ResultPart::Buffer { ptr: 1, len: 2, written: Some(3) }]));
}

#[test]
fn identifiers_are_checked_before_something_is_stored_under_them() {
    let bindings = bindings();
    for (name, capacity) in
        [("keypair_store_managed", 3), ("symmetric_key_store_managed", 3), ("external_secret_store", 5)]
    {
        let store = call(&bindings, name);
        let [SizeCheck { len, needed: Needed::Method { handle: 0, function, .. }, exact: false }] = &store.checks[..]
        else {
            panic!("{name}: {:?}", store.checks)
        };
        assert_eq!((*len, function.as_str()), (capacity, "[method]secrets-manager.id-len"), "{name}");
    }
    // Reading an identifier changes nothing, so there is nothing to check first.
    let id = call(&bindings, "keypair_id");
    assert!(id.checks.is_empty());
    assert!(matches!(
        id.results[..],
        [ResultPart::Buffer { ptr: 1, len: 2, written: Some(3) }, ResultPart::U64 { out: 4 }]
    ));
}

#[test]
fn a_replacement_closes_the_old_handle_and_not_the_new_one() {
    let bindings = bindings();
    let replace = call(&bindings, "keypair_replace_managed");
    assert_eq!(replace.function, "[method]key-pair.replace-managed");
    assert_eq!(replace.close_on_success, [(1, kind(&bindings, "keypair"))]);
    let handles: Vec<usize> = replace.args.iter().map(call_arg).collect();
    assert_eq!(handles, [1, 0, 2], "the old key is the receiver, then come manager and replacement");
}

fn call_arg(arg: &Arg) -> usize {
    match arg {
        Arg::Handle { param, .. } => *param,
        other => panic!("{other:?} is no handle"),
    }
}

#[test]
fn parameters_are_reordered_where_the_table_says_so() {
    let bindings = bindings();
    let replace = call(&bindings, "external_secret_replace");
    assert!(matches!(
        replace.args[..],
        [
            Arg::Handle { param: 0, .. },
            Arg::Bytes { ptr: 4, len: 5 },
            Arg::Bytes { ptr: 1, len: 2 },
            Arg::Scalar { param: 3 },
        ]
    ));
    assert_eq!(function(&bindings, "external_secret_replace").params[3].1, CoreType::I64);
}

#[test]
fn a_signature_is_a_signature_whatever_the_witx_declares() {
    let bindings = bindings();
    let signature = kind(&bindings, "signature");
    let sign = call(&bindings, "signature_state_sign");
    assert!(matches!(sign.results[..], [ResultPart::Handle { out: 1, kind }] if kind == signature));
    let Action::Batch(batch) = &function(&bindings, "batch_signature_state_sign").action else { panic!("no batch") };
    let Action::Call(each) = &batch.each.action else { panic!("no call") };
    assert!(matches!(each.results[..], [ResultPart::Handle { kind, .. }] if kind == signature));
}

#[test]
fn encodings_of_all_kinds_of_keys_share_one_vocabulary() {
    let bindings = bindings();
    let map = |name: &str| {
        let map = call(&bindings, name).args.iter().rev().find_map(|arg| match arg {
            Arg::Enum { map, .. } => Some(map.clone()),
            _ => None,
        });
        map.expect("there is an enum")
    };
    // raw, pkcs8, pem, sec, local; a key pair has no number for sec.
    assert_eq!(map("publickey_import"), [0, 1, 2, 3, 4]);
    assert_eq!(map("secretkey_export"), [0, 1, 2, 3, 4]);
    assert_eq!(map("keypair_import"), [0, 1, 2, 4]);
}

#[test]
fn a_lent_buffer_becomes_a_budget() {
    let bindings = bindings();
    let lend = call(&bindings, "options_set_guest_buffer");
    assert_eq!(lend.function, "[method]options.set-memory-budget");
    assert!(matches!(lend.args[2], Arg::LentBuffer { ptr: 3, len: 4 }));
    assert!(lend.results.is_empty());
}

/// Offsets, with a bar between those of a length that is there twice.
fn field(field: &Field) -> String {
    match field {
        Field::Word(offset) => offset.to_string(),
        Field::Length { header, beside } => format!("{header}|{beside}"),
    }
}

#[test]
fn batches_have_the_layouts_of_the_legacy_abi() {
    let bindings = bindings();
    let layouts: Vec<_> = bindings
        .modules
        .iter()
        .flat_map(|module| &module.functions)
        .filter_map(|function| match &function.action {
            Action::Batch(batch) => Some((
                function.name.as_str(),
                batch.entry_size,
                batch.fields.iter().map(field).collect::<Vec<_>>().join(" "),
                batch.result_size,
                batch.value_offset,
                batch.errno_offset,
            )),
            _ => None,
        })
        .collect();
    assert_eq!(
        layouts,
        [
            ("batch_signature_state_sign", 4, "0".to_owned(), 8, Some(0), 4),
            ("batch_signature_state_verify", 8, "0 4".to_owned(), 2, None, 0),
            ("batch_symmetric_state_squeeze", 16, "0 4 8|12".to_owned(), 2, None, 0),
            ("batch_symmetric_state_squeeze_tag", 4, "0".to_owned(), 8, Some(0), 4),
            ("batch_symmetric_state_encrypt", 28, "0 4 8|12 16 20|24".to_owned(), 8, Some(0), 4),
            ("batch_symmetric_state_encrypt_detached", 28, "0 4 8|12 16 20|24".to_owned(), 8, Some(0), 4),
            ("batch_symmetric_state_decrypt", 28, "0 4 8|12 16 20|24".to_owned(), 8, Some(0), 4),
            ("batch_symmetric_state_decrypt_detached", 40, "0 4 8|12 16 20|24 28 32|36".to_owned(), 8, Some(0), 4),
        ]
    );
}
