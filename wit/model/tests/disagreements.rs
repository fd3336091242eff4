//! Where the table and the witx files disagree, derivation says what and where. Each test changes one thing in a small
//! API that is consistent otherwise.

use wasi_crypto_model::shape::Shape;
use wasi_crypto_model::{Generation, Generations, Model, ModelError};
use wasi_crypto_witx::{MemoryLoader, parse_str};

const WITX: &str = include_str!("tiny/api.witx");
const PACKAGE: &str = include_str!("tiny/package.toml");
const STATES: &str = include_str!("tiny/states.toml");

fn derive(witx: &str, package: &str, states: &str) -> Result<Model, ModelError> {
    let document = parse_str("api.witx", witx, &mut MemoryLoader::new()).expect("the witx can be read");
    let shape = Shape::parse(&[("package", package), ("states", states)])?;
    Model::derive(&shape, &document)
}

/// Replaces `from`, which must occur exactly once.
fn change(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "`{from}` occurs once");
    text.replace(from, to)
}

fn error(result: Result<Model, ModelError>) -> String {
    match result {
        Err(error) => error.to_string(),
        Ok(_) => panic!("the model was derived"),
    }
}

/// The error after a change of the witx.
fn witx(from: &str, to: &str) -> String {
    error(derive(&change(WITX, from, to), PACKAGE, STATES))
}

/// The error after a change of `package.toml`.
fn package(from: &str, to: &str) -> String {
    error(derive(WITX, &change(PACKAGE, from, to), STATES))
}

/// The error after a change of `states.toml`.
fn states(from: &str, to: &str) -> String {
    error(derive(WITX, PACKAGE, &change(STATES, from, to)))
}

#[test]
fn the_small_api_is_consistent() {
    let model = derive(WITX, PACKAGE, STATES).unwrap_or_else(|error| panic!("{error}"));
    let files = model.wit_package();
    let (_, text) = &files[0];
    assert!(text.contains("copy: func(target: borrow<state>, version: version) -> result<_, error-code>;"), "{text}");
    assert!(text.contains("entries: list<tuple<borrow<state>, list<u8>>>,"), "{text}");
}

#[test]
fn a_new_legacy_function_is_its_witx_and_a_row() {
    let function = r#"(@interface func (export "state_reset")
    (param $handle $state)
    (param $seed u64)
    (result $error (expected (error $errno)))
  )
)
"#;
    let (before, _) = WITX.trim_end().rsplit_once(')').expect("the module ends");
    let witx = format!("{before}  ;;; Begins anew.\n  {function}");
    let reason = error(derive(&witx, PACKAGE, STATES));
    assert!(reason.ends_with("no row of the shaping table covers `state_reset`"), "{reason}");
    let row = "\n[[function]]\nwit = \"state.reset\"\nlegacy = \"state_reset\"\n";
    let model = derive(&witx, PACKAGE, &format!("{STATES}{row}")).unwrap_or_else(|error| panic!("{error}"));
    let (_, text) = &model.wit_package()[0];
    assert!(text.contains("/// Begins anew."), "{text}");
    assert!(text.contains("reset: func(seed: u64) -> result<_, error-code>;"), "{text}");
    assert!(model.api_table().contains("| `state_reset` | `states/state.reset` |"), "{}", model.api_table());
    let functions = model.bindings.modules.iter().flat_map(|module| &module.functions);
    assert!(functions.into_iter().any(|function| function.name == "state_reset" && function.params.len() == 2));
}

#[test]
fn a_row_without_its_function() {
    let expected = "shape/states.toml, state.open: no legacy function is called `state_begin`";
    assert_eq!(states(r#"legacy = "state_open""#, r#"legacy = "state_begin""#), expected);
}

#[test]
fn a_function_without_a_row() {
    let reason = states("[[function]]\nwit = \"state.open\"\nlegacy = \"state_open\"\n", "");
    assert_eq!(reason, "api.witx:27:28: state_open: no row of the shaping table covers `state_open`");
}

#[test]
fn two_rows_for_one_function() {
    let again = "[[function]]\nwit = \"state.again\"\nlegacy = \"state_open\"\n\n[[function]]\nwit = \"batch-run\"";
    let reason = states("[[function]]\nwit = \"batch-run\"", again);
    assert_eq!(reason, "shape/states.toml, state.again: `state_open` has two rows");
}

#[test]
fn two_items_of_one_name() {
    let reason = states(r#"wit = "state.tell""#, r#"wit = "state.run""#);
    assert_eq!(reason, "shape/states.toml, state.run: the interface has two items called `state.run`");
}

#[test]
fn an_output_without_a_rule() {
    let reason = states("outputs.out = { exactly = { with-tag = \"data\" } }\n", "");
    let expected = "shape/states.toml, state.run: `out` is an output buffer; say what becomes of it under `outputs`";
    assert_eq!(reason, expected);
}

#[test]
fn a_rule_nobody_knows() {
    let reason = states("{ exactly =", "{ roughly =");
    assert!(reason.starts_with("shape/states.toml: ") && reason.contains("unknown variant `roughly`"), "{reason}");
}

#[test]
fn a_rule_for_something_else() {
    let reason = states(r#"with-tag = "data""#, r#"len-of = "out""#);
    assert_eq!(reason, "shape/states.toml, state.run: `out` is no input buffer");
    let reason = states(r#"with-tag = "data""#, r#"len-of = "salt""#);
    assert_eq!(reason, "shape/states.toml, state.run: the function has no parameter `salt`");
    let reason = states("outputs.out =", "outputs.data = \"fits\"\noutputs.out =");
    assert_eq!(reason, "shape/states.toml, state.run: `data` under `outputs` has no effect");
    let reason = states("outputs.out =", "outputs.salt = \"fits\"\noutputs.out =");
    assert_eq!(reason, "shape/states.toml, state.run: the function has no parameter `salt`");
}

#[test]
fn an_argument_that_cannot_come_in_pieces() {
    let place = "shape/states.toml, state.run: ";
    let pieces = |row: &str| states("wipe-on-error =", &format!("pieces = {row}\nwipe-on-error ="));
    assert_eq!(pieces(r#"{ of = "salt" }"#), format!("{place}`salt` is not the one list of bytes it takes"));
    let reason = pieces(r#"{ of = "data" }"#);
    assert_eq!(reason, format!("{place}what comes in pieces is for a method that can fail and answers nothing else"));
    for names in ["short*", "no-asterisk", "*"] {
        let reason = pieces(&format!(r#"{{ of = "data", whole-for = ["{names}"] }}"#));
        assert!(reason.starts_with(&format!("{place}`{names}` is not the beginning of names")), "{reason}");
    }
}

#[test]
fn a_renaming_without_effect() {
    let reason = states("wipe-on-error =", "names.salt = \"pepper\"\nwipe-on-error =");
    assert_eq!(reason, "shape/states.toml, state.run: the function has no parameter `salt`");
    let reason = package("to = \"target\"", "to = \"target\"\nsalt = \"pepper\"");
    assert_eq!(reason, "shape/package.toml: `salt` under `names` has no effect");
}

#[test]
fn an_order_that_forgets_a_parameter() {
    let reason = states("self = \"from\"", "self = \"from\"\norder = [\"version\"]");
    assert_eq!(reason, "shape/states.toml, state.copy: parameter `target` goes nowhere");
    let reason = states("self = \"from\"", "self = \"from\"\norder = [\"version\", \"salt\"]");
    assert_eq!(reason, "shape/states.toml, state.copy: the function has no parameter `salt`");
}

#[test]
fn a_method_of_either_of_two() {
    let reason = states("self = \"from\"\n", "");
    let expected = "shape/states.toml, state.copy: either of `from`, `to` could be the state of the method; say which \
                    with `self`";
    assert_eq!(reason, expected);
    let reason = states("record = \"news\"", "record = \"news\"\nself = \"handle\"");
    assert!(reason.ends_with("`self = \"handle\"`, which is the only one it can be, has no effect"), "{reason}");
}

#[test]
fn a_record_that_does_not_fit() {
    let reason = states("record = \"news\"\n", "");
    let expected = "shape/states.toml, state.tell: there are 2 success values; say which record holds them";
    assert_eq!(reason, expected);
    let reason = states(r#"name = "count", type = "u32""#, r#"name = "count", type = "u64""#);
    let expected = "shape/states.toml, state.tell: record `news` holds (u64, u64), the function yields (u32, u64)";
    assert_eq!(reason, expected);
}

#[test]
fn things_that_cannot_be_wiped_or_closed() {
    let reason = states("wipe-on-error = \"out\"", "wipe-on-error = \"data\"");
    assert_eq!(reason, "shape/states.toml, state.run: `data` is no output buffer that could be wiped");
    let reason = states("wipe-on-error = \"out\"", "close-on-success = [\"data\"]");
    assert_eq!(reason, "shape/states.toml, state.run: `data` is no handle that could be closed");
}

#[test]
fn a_resource_that_is_closed_by_something_else() {
    let reason = states(r#"close = "state_close""#, r#"close = "state_tell""#);
    assert_eq!(reason, "shape/states.toml, state: `state_tell` does not close a handle of kind `state`");
}

#[test]
fn handles_nobody_covers() {
    let reason = package(r#"kinds = ["array_output", "state"]"#, r#"kinds = ["array_output"]"#);
    assert_eq!(reason, "shape/package.toml: no resource of the shaping table covers handle `state`");
    let reason = package(r#"kinds = ["array_output", "state"]"#, r#"kinds = ["array_output", "state", "key"]"#);
    assert_eq!(reason, "shape/package.toml: the witx files have no such type: `key`");
}

#[test]
fn enums_that_are_missing_or_unused() {
    let reason = states(r#"legacy = ["mode"]"#, r#"legacy = ["speed"]"#);
    assert_eq!(reason, "shape/states.toml, mode: the witx files have no such type: `speed`");
    let reason = states(r#"legacy = ["mode"]"#, "legacy = [\"mode\"]\ndrop = [\"medium\"]");
    assert_eq!(reason, "shape/states.toml, mode: `medium` under `drop` has no effect");
    let reason = states(r#"legacy = ["mode"]"#, "legacy = [\"mode\"]\ndrop = [\"slow\"]");
    assert!(
        reason.ends_with("`mode` is an enum of which cases were dropped, for which the model has no rule"),
        "{reason}"
    );
    let used = "    (param $mode $mode)\n";
    let reason = witx(used, "");
    assert!(reason.ends_with("the type that stands for `mode`, which no function uses, has no effect"), "{reason}");
}

#[test]
fn errors_the_adapters_cannot_do_without() {
    assert_eq!(witx("$closed ", ""), "shape/states.toml, error-code: `closed` under `drop` has no effect");
    assert_eq!(witx(" $overflow", ""), "shape/package.toml: the errno type has no case `overflow`");
}

#[test]
fn errors_that_do_not_exist() {
    let reason = states("record = \"news\"", "record = \"news\"\nerrors = [\"too-slow: it is\"]");
    assert_eq!(reason, "shape/states.toml, state.tell: `error-code` has no case `too-slow`");
}

#[test]
fn versions_the_adapters_do_not_know() {
    let reason = witx("0xff00000000000002", "0xff00000000000003");
    let expected = "shape/states.toml, version: constant `all` is 0xff00000000000003, which the adapters do not know";
    assert_eq!(reason, expected);
}

#[test]
fn methods_the_adapters_need() {
    let reason = states("ok = \"u32\"\ndoc = \"How much", "ok = \"u64\"\ndoc = \"How much");
    assert!(reason.ends_with("the adapters need a method `state.max-tag-len` that returns u32"), "{reason}");
    let reason = states("wit = \"state.algorithm\"", "wit = \"state.name\"");
    assert!(reason.ends_with("the adapters need a method `state.algorithm` that returns string"), "{reason}");
}

#[test]
fn batches_of_another_shape_than_the_single_call() {
    let reason = witx("(out-buffer u8) $size (in-buffer u8) $size", "(out-buffer u8) $size");
    let expected =
        "shape/states.toml, batch-run: the entries do not hold parameter `data` of `state_run` where expected";
    assert_eq!(reason, expected);
    let reason = witx("(list (tuple $size $errno))", "(list $errno)");
    assert_eq!(reason, "shape/states.toml, batch-run: the answers do not hold what `state_run` yields");
}

#[test]
fn types_without_a_rule() {
    let reason = witx("(param $mode $mode)", "(param $mode (record (field $a u8)))");
    let expected = "api.witx:27:28: state_open: `mode` is a record, for which the model has no rule";
    assert_eq!(reason, expected);
    let reason = witx("(param $buf_len $size)\n", "");
    assert!(reason.contains("`buf` is an address without a length after it"), "{reason}");
}

#[test]
fn tables_that_cannot_be_read() {
    let reason = states("record = \"news\"", "recrod = \"news\"");
    assert!(reason.starts_with("shape/states.toml: ") && reason.contains("unknown field `recrod`"), "{reason}");
    let reason = package(r#"interfaces = ["states"]"#, r#"interfaces = ["states", "keys"]"#);
    assert_eq!(reason, "shape/keys.toml: there is no such file");
}

#[test]
fn generations_nobody_has() {
    let reason = wasi_crypto_model::model("0.1").err().map(|error| error.to_string()).unwrap_or_default();
    let names: Vec<&str> = Generations::embedded().unwrap().all().iter().map(Generation::name).collect();
    assert_eq!(reason, format!("there is no generation `0.1`; there is {}", names.join(", ")));
}

/// Components of WASI 0.2 need not know what 0.3 has, and adapters have nothing to do with it.
#[test]
fn what_only_wasi_0_3_has_stands_apart() {
    let row = "\n[[function]]\nwit = \"feed\"\ndoc = \"Feeds.\"\n";
    let with = |more: &str| error(derive(WITX, PACKAGE, &format!("{STATES}{row}{more}")));
    let reason = "shape/states.toml, feed: streams, futures and `concurrent` are for WASI 0.3";
    for more in ["params = [\"data: stream<u8>\"]", "ok = \"option<future<u8>>\"", "concurrent = true"] {
        assert_eq!(with(more), reason, "{more}");
    }

    let apart = PACKAGE.replace("[\"states\"]", "[\"states\"]\nconcurrent-interfaces = [\"feeds\"]");
    let derived = |feeds: &str| {
        let document = parse_str("api.witx", WITX, &mut MemoryLoader::new()).expect("the witx can be read");
        let shape = Shape::parse(&[("package", &apart), ("states", STATES), ("feeds", feeds)])?;
        Model::derive(&shape, &document)
    };
    let row = "doc = \"Feeds.\"\n[[function]]\nwit = \"feed\"\ndoc = \"Feeds.\"\n";
    let feeds = format!("{row}concurrent = true\nparams = [\"data: stream<u8>\"]\nok = \"future<u8>\"\n");
    let model = derived(&feeds).unwrap_or_else(|error| panic!("{error}"));
    let files = model.wit_package();
    let text = |name: &str| files.iter().find(|(file, _)| file == name).map(|(_, text)| text.as_str()).expect(name);
    assert!(text("feeds.wit").contains("feed: async func(data: stream<u8>) -> result<future<u8>, error-code>;"));
    assert!(!text("world.wit").contains("feeds"), "the world is of WASI 0.2");

    let legacy = derived(&format!("{row}legacy = \"state_tell\"\n"));
    assert_eq!(error(legacy), "shape/feeds.toml, feed: legacy functions are not for WASI 0.3");
}
