//! Guests that trap, hang or take memory, beside good ones.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::client::Response;
use crate::service::{BOTH, Service};

/// What goes wrong, its status, and what is said of it.
const WRONG: [(&str, u16, &str); 3] = [
    ("/trap", 500, "GET /trap: the guest trapped: wasm trap: wasm `unreachable` instruction executed"),
    ("/hang", 504, "GET /hang: the guest was ended: it took longer than --timeout 1s"),
    ("/memory", 500, "it was refused memory beyond --max-memory 16MiB"),
];

#[test]
fn what_goes_wrong_takes_along_its_own_request_alone() {
    for guest in BOTH {
        let service = Service::new(guest, &["--timeout", "1s", "--max-memory", "16MiB"]);
        let over = AtomicBool::new(false);
        thread::scope(|threads| {
            let good: Vec<_> = (0..8)
                .map(|_| {
                    threads.spawn(|| {
                        let mut client = service.client();
                        let mut answered = 0;
                        while !over.load(Ordering::Relaxed) || answered < 100 {
                            let answer = client.request("POST", "/echo", b"good").expect("it answers");
                            assert_eq!(answer, Response::text(200, "good"), "{guest}");
                            answered += 1;
                        }
                    })
                })
                .collect();
            let bad: Vec<_> = WRONG
                .iter()
                .map(|(target, status, _)| {
                    let service = &service;
                    threads.spawn(move || {
                        // On one connection: what went wrong is over with its response.
                        let mut client = service.client();
                        for _ in 0..3 {
                            let answer = client.request("GET", target, &[]).expect("it answers");
                            assert_eq!(answer, Response::text(*status, ""), "{guest}: {target}");
                        }
                    })
                })
                .collect();
            bad.into_iter().for_each(|thread| thread.join().expect("they are answered"));
            over.store(true, Ordering::Relaxed);
            good.into_iter().for_each(|thread| thread.join().expect("they are answered"));
        });
        let said = service.stop();
        for (target, _, what) in WRONG {
            let lines = said.lines().filter(|line| line.contains(target) && line.contains(what)).count();
            assert_eq!(lines, 3, "{guest}: {target}\n{said}");
        }
        assert_eq!(said.lines().count(), 9, "{guest}\n{said}");
    }
}

#[test]
fn who_hangs_keeps_others_waiting_no_longer_than_the_timeout() {
    for guest in BOTH {
        let service = Service::new(guest, &["--timeout", "1s", "--max-concurrent", "2"]);
        thread::scope(|threads| {
            let hanging: Vec<_> = (0..2).map(|_| threads.spawn(|| service.get("/hang").status)).collect();
            thread::sleep(Duration::from_millis(200));
            let (begun, answer) = (Instant::now(), service.get("/"));
            // It waits for a place that comes free, or for as long as it may.
            assert!([200, 503].contains(&answer.status), "{guest}: {answer:?}");
            assert!(begun.elapsed() < Duration::from_secs(5), "{guest}");
            hanging.into_iter().for_each(|thread| assert_eq!(thread.join().expect("it is answered"), 504, "{guest}"));
        });
        assert_eq!(service.get("/"), Response::text(200, "hello\n"), "{guest}");
        service.stop();
    }
}

#[test]
fn who_waits_too_long_is_told_so() {
    for guest in BOTH {
        let service = Service::new(guest, &["--timeout", "1s", "--max-concurrent", "1"]);
        thread::scope(|threads| {
            // Two that take most of a second each: the second has to wait, and a third cannot.
            let mut answers: Vec<_> = (0..4).map(|_| threads.spawn(|| service.get("/wait?ms=800").status)).collect();
            let mut answers: Vec<u16> =
                answers.drain(..).map(|thread| thread.join().expect("it is answered")).collect();
            answers.sort_unstable();
            assert_eq!(answers, [200, 200, 503, 503], "{guest}");
        });
        service.stop();
    }
}

/// What stands in the query is nobody's affair, and what the guest says is no other line.
#[test]
fn what_is_said_of_a_request_is_one_line() {
    for guest in BOTH {
        let service = Service::new(guest, &[]);
        assert_eq!(service.get("/trap?secret=1"), Response::text(500, ""), "{guest}");
        assert_eq!(service.get("/error?secret=1"), Response::text(500, ""), "{guest}");
        let said = service.stop();
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines.len(), 2, "{said}");
        assert!(lines[0].starts_with("error: GET /trap: the guest trapped: "), "{said}");
        assert!(lines[1].starts_with("error: GET /error: the guest answered with an error: "), "{said}");
        assert!(!said.contains("secret") && !said.contains('\u{1b}'), "{said}");
    }
}

/// A client that goes before it has an answer.
#[test]
fn a_request_that_nobody_waits_for_ends() {
    for guest in BOTH {
        let service = Service::new(guest, &["--max-concurrent", "1"]);
        let mut client = service.client();
        client.send("GET /hang HTTP/1.1\r\nhost: test\r\n\r\n".into()).expect("it is open");
        thread::sleep(Duration::from_millis(300));
        drop(client);
        // The timeout of half a minute is far away.
        let begun = Instant::now();
        assert_eq!(service.get("/").status, 200, "{guest}");
        assert!(begun.elapsed() < Duration::from_secs(10), "{guest}");
        service.stop();
    }
}

/// A client that asks for more than the system keeps for it, a piece at a time so that no guest has to wait, and reads
/// nothing.
#[test]
fn responses_that_nobody_reads_are_given_up() {
    for guest in BOTH {
        let service = Service::new(guest, &["--timeout", "1s", "--max-connections", "1"]);
        let mut client = service.client();
        client.send("GET /bytes?n=100000 HTTP/1.1\r\nhost: test\r\n\r\n".repeat(500)).expect("it is open");
        thread::sleep(Duration::from_millis(300));
        assert_eq!(service.get("/"), Response::text(200, "hello\n"), "{guest}");
        service.stop();
    }
}
