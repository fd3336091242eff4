//! What cannot be served, and what is said of it.

use std::net::TcpListener;

use crate::service::command;

fn said(guest: &str, options: &[&str]) -> String {
    let output = command(guest, options).output().expect("it starts");
    assert_eq!(output.status.code(), Some(1), "{guest}");
    String::from_utf8(output.stderr).expect("it says text")
}

#[test]
fn a_port_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let addr = taken.local_addr().expect("it has one").to_string();
    let said = said("component-http", &["--addr", &addr]);
    assert!(said.contains(&format!("cannot listen on {addr}")) && said.contains("in use"), "{said}");
}

#[test]
fn what_is_no_service() {
    for (guest, reason) in [
        ("legacy-c", "it is a core module: those know nothing of HTTP, and a service is a component"),
        (
            "component-c",
            "neither wasi:http/handler of WASI 0.3 nor wasi:http/incoming-handler of WASI 0.2; it is a program",
        ),
        ("component-notary", "neither wasi:http/handler of WASI 0.3 nor wasi:http/incoming-handler of WASI 0.2\n"),
        ("MANIFEST", "cannot read"),
    ] {
        let said = said(guest, &["--addr", "127.0.0.1:0"]);
        assert!(said.contains(&format!("{guest}.wasm")) && said.contains(reason), "{said}");
    }
}
