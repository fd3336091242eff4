//! What imports tell of the generation of a module, and a generation that somebody made up.

use std::fs;
use std::path::Path;

use wasi_crypto_adapter_generator::verify;
use wasi_crypto_componentize::{Componentizer, Generations, Inspection, adapters_among};
use wasi_crypto_model::binding::{Action, Arg};

/// A module with these imports: import module, function, parameters.
fn importing(imports: &[(&str, &str, &str)]) -> Vec<u8> {
    let imports: String = imports
        .iter()
        .map(|(module, name, params)| {
            format!("  (import \"{module}\" \"{name}\" (func (param {params}) (result i32)))\n")
        })
        .collect();
    format!("(module\n{imports}  (memory (export \"memory\") 1))").into_bytes()
}

/// The names of all generations that a module may be of.
fn candidates(inspection: &Inspection) -> Vec<&str> {
    let range = inspection.generation.as_ref().expect("it imports crypto");
    range.candidates.iter().map(|generation| generation.name()).collect()
}

#[test]
fn the_states_of_march_2020_are_named_with_what_they_lack() {
    let single = "wasi_ephemeral_crypto";
    for (import, expected) in [
        (("wasi_crypto", "signature_op_open", "i32 i32 i32"), &["2020-03-09"][..]),
        ((single, "signature_op_open", "i32 i32 i32"), &["2020-03-10", "2020-04-01"]),
        ((single, "array_output_len", "i32"), &["2020-03-10"]),
        ((single, "array_output_len", "i32 i32"), &["2020-04-01", "2020-04-10"]),
        ((single, "signature_keypair_import", "i32 i32 i32 i32 i32"), &["2020-03-10", "2020-04-01"]),
        ((single, "signature_keypair_import", "i32 i32 i32 i32 i32 i32"), &["2020-04-10"]),
        (("wasi_ephemeral_crypto_mac", "mac_open", "i32 i32 i32"), &["2020-04-mac"]),
    ] {
        let inspection = Inspection::of(&importing(&[import])).unwrap();
        assert_eq!(candidates(&inspection), expected, "{import:?}");
        let served = expected.contains(&"2020-04-10");
        assert_eq!(inspection.is_convertible(), served, "{import:?}: {:?}", inspection.problems);
        if !served {
            let problem = &inspection.problems[0];
            assert!(problem.what.starts_with("built against a state of the API without adapters"), "{problem:?}");
            assert!(problem.hint.contains("builders") || problem.hint.contains("types"), "{problem:?}");
        }
    }
    let error = Componentizer::new().generation("2020-03-09").componentize(&importing(&[])).unwrap_err();
    assert!(error.to_string().starts_with("there are no adapters of generation `2020-03-09`: keys are"), "{error}");
}

#[test]
fn a_function_that_the_package_does_not_have_is_named_with_the_reason() {
    let single = "wasi_ephemeral_crypto";
    let module = importing(&[
        (single, "symmetric_state_open", "i32 i32 i32 i32 i32"),
        (single, "symmetric_state_squeeze_key", "i32 i32 i32"),
    ]);
    let inspection = Inspection::of(&module).unwrap();
    assert_eq!(candidates(&inspection), ["2020-04-10"]);
    let [problem] = &inspection.problems[..] else { panic!("{:?}", inspection.problems) };
    assert_eq!(problem.what, "no adapter of 2020-04-10 serves wasi_ephemeral_crypto.symmetric_state_squeeze_key");
    assert_eq!(problem.hint, "it derives bytes, and the package derives a key, which stays with the host");
}

/// A state of the API that never was: input is fed, in another order, and two errors have changed places.
fn made_up(folder: &Path) {
    let witx = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../witx");
    let common = fs::read_to_string(witx.join("0.10/wasi_ephemeral_crypto_common.witx")).unwrap();
    assert_eq!((common.matches("      $invalid_key\n").count(), common.matches("      $overflow\n").count()), (1, 1));
    let common =
        common.replace("      $invalid_key\n", "      $swapped\n").replace("      $overflow\n", "      $invalid_key\n");
    let common = common.replace("      $swapped\n", "      $overflow\n");
    let folder = folder.join("2031-01");
    fs::create_dir(&folder).unwrap();
    for (name, text) in [
        ("wasi_ephemeral_crypto_common.witx", common.as_str()),
        ("wasi_ephemeral_crypto.witx", r#"(use "wasi_ephemeral_crypto_common.witx") (use "feeding.witx")"#),
        (
            "feeding.witx",
            r#"(module $wasi_ephemeral_crypto_feeding
                 (use * from $wasi_ephemeral_crypto_common)
                 (@interface func (export "state_open")
                   (param $options $opt_options) (param $key $opt_symmetric_key) (param $algorithm string)
                   (result $error (expected $symmetric_state (error $crypto_errno))))
                 (@interface func (export "state_feed")
                   (param $data (@witx const_pointer u8)) (param $data_len $size) (param $handle $symmetric_state)
                   (result $error (expected (error $crypto_errno)))))"#,
        ),
        (
            "generation.toml",
            "title = 'feeding'\nsince = '2031-01-15'\nabout = 'made up'\n\n\
             [names]\nstate_open = 'symmetric_state_open'\nstate_feed = 'symmetric_state_absorb'\n",
        ),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
}

#[test]
fn a_made_up_generation_is_a_folder_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    made_up(folder.path());
    let ours = Generations::embedded().unwrap();
    let generations = ours.with_folder(folder.path()).unwrap();
    assert_eq!(generations.all().len(), ours.all().len() + 1);
    assert_eq!(generations.all().last().map(|newest| newest.title()), Some("feeding"));

    // What its functions are in the package.
    let model = generations.model("2031-01").unwrap();
    assert_eq!(model.wit_package(), ours.model("0.10").unwrap().wit_package());
    let feeding = model.bindings.modules.iter().find(|module| module.name == "wasi_ephemeral_crypto_feeding").unwrap();
    let Action::Call(call) = &feeding.functions[1].action else { panic!("{feeding:?}") };
    assert_eq!(call.function, "[method]symmetric-state.absorb");
    assert!(matches!(call.args[..], [Arg::Handle { param: 2, .. }, Arg::Bytes { ptr: 0, len: 1 }]), "{call:?}");
    let today = ours.bindings("0.10").unwrap().errno;
    let errno = &model.bindings.errno;
    assert_ne!((errno.overflow, &errno.wit_to_legacy), (today.overflow, &today.wit_to_legacy));

    // Its adapters.
    let adapters = adapters_among(&generations, "2031-01").unwrap();
    for (module, (name, wasm)) in model.bindings.modules.iter().zip(&adapters) {
        assert_eq!(module.name, *name);
        verify(wasm, &model.bindings.package, module).unwrap_or_else(|violation| panic!("{name}: {violation}"));
    }

    // Its detection, and a module that becomes a component.
    let module = importing(&[("wasi_ephemeral_crypto_feeding", "state_feed", "i32 i32 i32")]);
    assert_eq!(candidates(&Inspection::of(&module).unwrap()).len(), ours.all().len(), "nobody knows the module");
    let componentizer = Componentizer::new().generations(generations).unwrap();
    let inspection = componentizer.inspect(&module).unwrap();
    assert_eq!(candidates(&inspection), ["2031-01"]);
    let evidence = &inspection.generation.as_ref().unwrap().evidence;
    assert_eq!(*evidence, ["wasi_ephemeral_crypto_feeding.state_feed: the module exists since January 2031"]);
    assert!(inspection.is_convertible(), "{:?}", inspection.problems);
    componentizer.componentize(&module).unwrap();
}

#[test]
fn folders_that_are_no_generations_are_refused() {
    let read = |name: &str, files: &[(&str, &str)]| {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(name)).unwrap();
        for (file, text) in files {
            fs::write(folder.path().join(name).join(file), text).unwrap();
        }
        let generations = Generations::embedded().unwrap().with_folder(folder.path());
        generations.and_then(|generations| generations.model(name)).map(|_| ()).map_err(|error| error.to_string())
    };
    let facts = "title = 'x'\nsince = '2031'\nabout = 'x'\n";
    let error = |name: &str, files: &[(&str, &str)]| read(name, files).unwrap_err();
    assert!(error("empty", &[]).contains("there is no generation `empty`"));
    assert!(error("2020-06", &[("generation.toml", facts)]).contains("there is another generation called `2020-06`"));
    assert!(error("0.9", &[("generation.toml", facts)]).contains("there is another generation called `0.9`"));
    assert!(error("any", &[("generation.toml", facts)]).contains("cannot be the name of a generation"));
    assert!(error("a..b", &[("generation.toml", facts)]).contains("cannot be the name of a generation"));
    assert!(error("x", &[("generation.toml", facts)]).contains("the folder has no `wasi_ephemeral_crypto.witx`"));
    assert!(error("x", &[("generation.toml", "since = 2031")]).contains("witx/x/generation.toml: "));
    let root = ("wasi_ephemeral_crypto.witx", "(use \"../secret.witx\")");
    assert!(error("x", &[("generation.toml", facts), root]).contains("there is no such file"));
}
