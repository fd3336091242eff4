//! In WASI 0.2, where everything waits by blocking.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use wasip2::cli::environment as variables;
use wasip2::clocks::{monotonic_clock, wall_clock};
use wasip2::http::outgoing_handler;
use wasip2::http::types::{
    ErrorCode, Fields, IncomingRequest, Method, OutgoingBody, OutgoingRequest, OutgoingResponse, ResponseOutparam,
    Scheme,
};
use wasip2::io::streams::StreamError;

use crate::{Request, Response, Service};

/// What one write to a body takes at most.
const PIECE: usize = 4096;

/// Answers a request.
pub fn handle<S: Service>(request: IncomingRequest, answer: ResponseOutparam) {
    // Nothing in WASI 0.2 is ever pending: what waits has blocked.
    let mut answered = pin!(S::answer(read(request)));
    let Poll::Ready(response) = answered.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("something waits without blocking");
    };
    write(response, answer);
}

/// Waits for so many milliseconds.
pub async fn wait(milliseconds: u64) {
    monotonic_clock::subscribe_duration(milliseconds * 1_000_000).block();
}

/// The time in seconds since the beginning of 1970.
pub fn now() -> u64 {
    wall_clock::now().seconds
}

/// The variables there are.
pub fn environment() -> Vec<(String, String)> {
    variables::get_environment()
}

/// Sends a request to this host, and tells what came of it.
pub async fn send(authority: &str) -> String {
    let request = OutgoingRequest::new(Fields::new());
    request.set_scheme(Some(&Scheme::Http)).expect("a scheme");
    request.set_authority(Some(authority)).expect("a host");
    request.set_path_with_query(Some("/")).expect("a path");
    let response = match outgoing_handler::handle(request, None) {
        Ok(response) => response,
        Err(code) => return format!("{code:?}"),
    };
    response.subscribe().block();
    match response.get() {
        Some(Ok(Ok(response))) => response.status().to_string(),
        Some(Ok(Err(code))) => format!("{code:?}"),
        _ => "nothing".into(),
    }
}

fn read(request: IncomingRequest) -> Request {
    let method = match request.method() {
        Method::Get => "GET".into(),
        Method::Post => "POST".into(),
        other => format!("{other:?}"),
    };
    let target = request.path_with_query().unwrap_or_default();
    Request::new(method, &target, body(&request))
}

fn body(request: &IncomingRequest) -> Result<Vec<u8>, String> {
    let incoming = request.consume().map_err(|()| "it was read already")?;
    let stream = incoming.stream().map_err(|()| "it was read already")?;
    let mut body = Vec::new();
    loop {
        match stream.blocking_read(1 << 16) {
            Ok(piece) => body.extend(piece),
            Err(StreamError::Closed) => return Ok(body),
            Err(error) => return Err(error.to_string()),
        }
    }
}

fn write(response: Response, answer: ResponseOutparam) {
    if response.status == 0 {
        let text = String::from_utf8_lossy(&response.body).into_owned();
        ResponseOutparam::set(answer, Err(ErrorCode::InternalError(Some(text))));
        return;
    }
    let headers = Fields::from_list(&[
        ("content-type".into(), response.content_type.into()),
        ("content-length".into(), response.body.len().to_string().into()),
    ]);
    let outgoing = OutgoingResponse::new(headers.expect("two headers"));
    outgoing.set_status_code(response.status).expect("a status");
    let body = outgoing.body().expect("it is asked for once");
    ResponseOutparam::set(answer, Ok(outgoing));
    let stream = body.write().expect("it is asked for once");
    // The client may have gone.
    let sent = response.body.chunks(PIECE).all(|piece| stream.blocking_write_and_flush(piece).is_ok());
    drop(stream);
    if sent {
        let _ = OutgoingBody::finish(body, None);
    }
}
