//! The checked-in package parses, resolves, encodes and validates.

use std::path::Path;
use wit_parser::Resolve;

#[test]
fn package_is_valid() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit");
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(&folder).expect("the package resolves");
    let bytes = wit_component::encode(&resolve, package).expect("the package encodes");
    wasmparser::Validator::new_with_features(wasmparser::WasmFeatures::all())
        .validate_all(&bytes)
        .expect("the encoded package validates");
}
