//! Many requests at once.

use std::thread;

use crate::client::Response;
use crate::service::{BOTH, Service};

const CONNECTIONS: usize = 64;
const REQUESTS: usize = 10_000;

#[test]
fn none_of_ten_thousand_requests_over_64_connections_is_lost() {
    for guest in BOTH {
        let service = Service::new(guest, &[]);
        thread::scope(|threads| {
            for connection in 0..CONNECTIONS {
                let service = &service;
                threads.spawn(move || {
                    let mut client = service.client();
                    for request in (connection..REQUESTS).step_by(CONNECTIONS) {
                        // Each with an answer of its own.
                        let body = format!("{guest}: request {request}, {}", "x".repeat(request % 997));
                        let answer = client.request("POST", "/echo", body.as_bytes()).expect("it answers");
                        assert_eq!(answer, Response::text(200, &body));
                    }
                });
            }
        });
        assert_eq!(service.stop(), "");
    }
}
