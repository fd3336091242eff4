//! What guests answer, and what of it depends on the service.

use crate::client::Response;
use crate::service::{BOTH, Service};

#[test]
fn requests_and_responses_of_every_size() {
    for guest in BOTH {
        let service = Service::new(guest, &[]);
        let mut client = service.client();
        let mut get = |target: &str| client.request("GET", target, &[]).expect("it answers");
        assert_eq!(get("/"), Response::text(200, "hello\n"), "{guest}");
        assert_eq!(get("/method"), Response::text(200, "GET\n"), "{guest}");
        assert_eq!(get("/nothing/here").status, 404, "{guest}");
        assert_eq!(get("/bytes?n=3000000"), Response { status: 200, body: vec![b'x'; 3_000_000] }, "{guest}");
        for length in [0, 1, 65_536, 1_000_003] {
            let body: Vec<u8> = (0..length).map(|index: usize| (index % 251) as u8).collect();
            let echoed = client.request("POST", "/echo", &body).expect("it answers");
            assert!(echoed.status == 200 && echoed.body == body, "{guest}: {length}");
        }
        service.stop();
    }
}

#[test]
fn variables_are_those_that_are_given_and_nobody_can_be_reached() {
    for guest in BOTH {
        let service = Service::new(guest, &["--env", "LEVEL=debug"]);
        assert_eq!(service.get("/environment"), Response::text(200, "LEVEL=debug\n"), "{guest}");
        // Not even itself.
        let answer = service.get(&format!("/send?to={}", service.addr));
        assert_eq!(answer, Response::text(200, "ErrorCode::HttpRequestDenied\n"), "{guest}");
        service.stop();
    }
}

#[test]
fn a_body_that_is_too_large_is_refused() {
    for guest in BOTH {
        let service = Service::new(guest, &["--max-body", "1000"]);
        assert_eq!(service.request("POST", "/echo", &[1; 1000]).status, 200, "{guest}");
        assert_eq!(service.request("POST", "/echo", &[1; 1001]), Response::text(413, ""), "{guest}");
        // Without a length that is known before.
        let mut client = service.client();
        let head = "POST /echo HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n";
        client.send(format!("{head}3e9\r\n{}\r\n0\r\n\r\n", "x".repeat(1001))).expect("it is open");
        assert_eq!(client.response().expect("it answers"), Response::text(413, ""), "{guest}");
        assert_eq!(service.get("/").status, 200, "{guest}");
        service.stop();
    }
}

#[test]
fn a_request_that_is_for_no_host_is_refused() {
    for guest in BOTH {
        let service = Service::new(guest, &[]);
        for head in ["GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nhost: not a host\r\n\r\n"] {
            let mut client = service.client();
            client.send(head.into()).expect("it is open");
            assert_eq!(client.response().expect("it answers").status, 400, "{guest}: {head}");
        }
        service.stop();
    }
}

#[test]
fn an_instance_answers_as_many_requests_as_it_may() {
    let counts = |guest, options: &[&str]| -> Vec<String> {
        // The place of a request comes free when its instance has.
        let service = Service::new(guest, &[options, &["--max-concurrent", "1"]].concat());
        let mut client = service.client();
        let mut count = || client.request("GET", "/requests", &[]).expect("it answers").body;
        let counts = (0..5).map(|_| String::from_utf8_lossy(&count()).trim_end().to_owned()).collect();
        service.stop();
        counts
    };
    assert_eq!(counts("component-http", &[]), ["1", "1", "1", "1", "1"]);
    assert_eq!(counts("component-http-p3", &[]), ["1", "2", "3", "4", "5"]);
    for guest in BOTH {
        assert_eq!(counts(guest, &["--reuse", "1"]), ["1", "1", "1", "1", "1"], "{guest}");
        assert_eq!(counts(guest, &["--reuse", "2"]), ["1", "2", "1", "2", "1"], "{guest}");
    }
}
