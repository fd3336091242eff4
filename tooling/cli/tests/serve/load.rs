//! Many requests at once.

use std::thread;
use std::time::{Duration, Instant};

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

#[test]
fn one_connection_more_waits_for_another_to_close() {
    for guest in BOTH {
        let service = Service::new(guest, &["--max-connections", "2"]);
        let mut open: Vec<_> = (0..2).map(|_| service.client()).collect();
        for client in &mut open {
            assert_eq!(client.request("GET", "/", &[]).expect("it answers").status, 200, "{guest}");
        }
        let waiting = thread::scope(|threads| {
            let waiting = threads.spawn(|| (service.get("/").status, Instant::now()));
            thread::sleep(Duration::from_millis(500));
            let closed = Instant::now();
            open.pop();
            let (status, answered) = waiting.join().expect("it is answered");
            assert_eq!(status, 200, "{guest}");
            answered.duration_since(closed)
        });
        // It was not answered before.
        assert!(waiting > Duration::ZERO, "{guest}");
        service.stop();
    }
}
