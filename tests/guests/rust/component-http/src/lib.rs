//! A service for the tests of `wasi-crypto serve`: a few good answers, and all that can go wrong with a guest.

use std::cell::Cell;
use std::hint::black_box;

use http::{Request, Response, Service};

/// What the requests that went before have left.
struct Routes;

thread_local! {
    /// Requests that this instance has had.
    static REQUESTS: Cell<u32> = const { Cell::new(0) };
}

http::serve!(Routes);

impl Service for Routes {
    async fn answer(request: Request) -> Response {
        REQUESTS.set(REQUESTS.get() + 1);
        let number =
            |name, otherwise| request.parameter(name).map_or(otherwise, |text| text.parse().expect("a number"));
        match request.path.as_str() {
            "/" => Response::text(200, "hello"),
            // What came.
            "/echo" => match request.body {
                Ok(body) => Response { status: 200, content_type: "application/octet-stream", body },
                Err(error) => Response::text(400, &error),
            },
            "/method" => Response::text(200, &request.method),
            // How many requests this instance has had.
            "/requests" => Response::text(200, &REQUESTS.get().to_string()),
            "/environment" => {
                let variables: Vec<String> =
                    http::environment().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
                Response::text(200, &variables.join(","))
            }
            // What comes of a request to somebody else.
            "/send" => Response::text(200, &http::send(request.parameter("to").unwrap_or_default()).await),
            // So many bytes.
            "/bytes" => Response { status: 200, content_type: "text/plain", body: vec![b'x'; number("n", 0) as usize] },
            "/wait" => {
                http::wait(number("ms", 0)).await;
                Response::text(200, "waited")
            }
            // An error with text that is made to look like a line of the service.
            "/error" => Response::text(0, "no\nerror: GET /: \u{1b}[1mall is lost"),
            "/trap" => core::arch::wasm32::unreachable(),
            "/hang" => loop {
                black_box(());
            },
            // Memory without end, written to.
            "/memory" => {
                let mut kept = Vec::new();
                loop {
                    kept.push(black_box(vec![1u8; 1 << 20]));
                }
            }
            _ => Response::text(404, "there is nothing here"),
        }
    }
}
