//! The end of a service.

use std::thread;
use std::time::{Duration, Instant};

use crate::client::{Client, Response};
use crate::service::{BOTH, Service};

#[test]
fn what_has_begun_is_finished() {
    for guest in BOTH {
        let service = Service::new(guest, &[]);
        let idle = thread::scope(|threads| {
            let mut idle = service.client();
            assert_eq!(idle.request("GET", "/", &[]).expect("it answers").status, 200);
            let waiting: Vec<_> = (0..32)
                .map(|_| {
                    threads.spawn(|| {
                        let mut client = service.client();
                        let answer = client.request("GET", "/wait?ms=1500", &[]).expect("it answers");
                        assert_eq!(answer, Response::text(200, "waited\n"), "{guest}");
                        assert!(client.is_closed(), "{guest}");
                    })
                })
                .collect();
            thread::sleep(Duration::from_millis(700));
            service.terminate();
            // Nobody is waiting on it, so it closes at once.
            assert!(idle.is_closed(), "{guest}");
            assert!(Client::new(service.addr).and_then(|mut client| client.request("GET", "/", &[])).is_err());
            waiting.into_iter().for_each(|thread| thread.join().expect("they are answered"));
            idle
        });
        drop(idle);
        let (said, status) = service.end();
        assert!(status.success() && said.is_empty(), "{guest}: {status} {said}");
    }
}

/// Clients that send one request after the other see every response whole, up to one that says that the connection closes.
#[test]
fn under_load_no_response_is_cut_off() {
    for guest in BOTH {
        let service = Service::new(guest, &[]);
        let answered: usize = thread::scope(|threads| {
            let clients: Vec<_> = (0..16)
                .map(|_| {
                    threads.spawn(|| {
                        let (mut client, mut answered) = (service.client(), 0);
                        loop {
                            match client.request("GET", "/bytes?n=100000", &[]) {
                                Ok(answer) => assert!(answer.status == 200 && answer.body.len() == 100_000),
                                // The request came too late; that it was not begun is seen from nothing having come.
                                Err(error) if error.to_string() == "it ends within a response" => panic!("{error}"),
                                Err(_) => return answered,
                            }
                            answered += 1;
                        }
                    })
                })
                .collect();
            thread::sleep(Duration::from_millis(1000));
            service.terminate();
            clients.into_iter().map(|thread| thread.join().expect("no response is cut off")).sum()
        });
        assert!(answered > 16, "{guest}: {answered}");
        let (said, status) = service.end();
        assert!(status.success() && said.is_empty(), "{guest}: {status} {said}");
    }
}

#[test]
fn what_takes_longer_than_the_grace_is_cut_off() {
    for guest in BOTH {
        let service = Service::new(guest, &["--grace", "500ms"]);
        let (status, said) = cut_off(service, |_| {});
        assert_eq!(status, Some(1), "{guest}");
        assert_eq!(said, "warning: requests that took longer than --grace 500ms were cut off\n", "{guest}");
    }
}

#[test]
fn a_second_signal_ends_it_at_once() {
    for guest in BOTH {
        let service = Service::new(guest, &[]);
        let (status, said) = cut_off(service, |service| {
            thread::sleep(Duration::from_millis(300));
            service.terminate();
        });
        assert_eq!(status, Some(1), "{guest}");
        assert_eq!(said, "warning: requests were cut off by a second signal\n", "{guest}");
    }
}

/// Ends a service that is at a request of twenty seconds.
fn cut_off(service: Service, then: impl FnOnce(&Service)) -> (Option<i32>, String) {
    let mut client = service.client();
    client.send("GET /wait?ms=20000 HTTP/1.1\r\nhost: test\r\n\r\n".into()).expect("it is open");
    thread::sleep(Duration::from_millis(300));
    let begun = Instant::now();
    service.terminate();
    then(&service);
    let (said, status) = service.end();
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert!(client.response().is_err());
    (status.code(), said)
}
