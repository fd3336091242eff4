//! In WASI 0.3, where everything that waits lets others go on.

use wasip3::cli::environment as variables;
use wasip3::clocks::{monotonic_clock, system_clock};
use wasip3::http::client;
use wasip3::http::types::{self, ErrorCode, Fields, Method, Scheme};
use wasip3::{wit_bindgen, wit_future, wit_stream};

use crate::{Request, Response, Service};

/// Answers a request.
pub async fn handle<S: Service>(request: types::Request) -> Result<types::Response, ErrorCode> {
    let response = S::answer(read(request).await).await;
    if response.status == 0 {
        let text = String::from_utf8_lossy(&response.body).into_owned();
        return Err(ErrorCode::InternalError(Some(text)));
    }
    Ok(write(response))
}

/// Waits for so many milliseconds.
pub async fn wait(milliseconds: u64) {
    monotonic_clock::wait_for(milliseconds * 1_000_000).await;
}

/// The time in seconds since the beginning of 1970.
pub fn now() -> u64 {
    system_clock::now().seconds.try_into().unwrap_or_default()
}

/// The variables there are.
pub fn environment() -> Vec<(String, String)> {
    variables::get_environment()
}

/// Sends a request to this host, and tells what came of it.
pub async fn send(authority: &str) -> String {
    let (trailers, no_trailers) = wit_future::new(|| Ok(None));
    let (request, _sent) = types::Request::new(Fields::new(), None, no_trailers, None);
    drop(trailers);
    request.set_scheme(Some(&Scheme::Http)).expect("a scheme");
    request.set_authority(Some(authority)).expect("a host");
    request.set_path_with_query(Some("/")).expect("a path");
    match client::send(request).await {
        Ok(response) => response.get_status_code().to_string(),
        Err(code) => format!("{code:?}"),
    }
}

async fn read(request: types::Request) -> Request {
    let method = match request.get_method() {
        Method::Get => "GET".into(),
        Method::Post => "POST".into(),
        other => format!("{other:?}"),
    };
    let target = request.get_path_with_query().unwrap_or_default();
    let (read, reading) = wit_future::new(|| Ok(()));
    let (stream, ended) = types::Request::consume_body(request, reading);
    let body = stream.collect().await;
    let body = ended.await.map(|_| body).map_err(|code| format!("{code:?}"));
    drop(read);
    Request::new(method, &target, body)
}

fn write(response: Response) -> types::Response {
    let headers = Fields::from_list(&[
        ("content-type".into(), response.content_type.into()),
        ("content-length".into(), response.body.len().to_string().into()),
    ]);
    let (mut stream, body) = wit_stream::new();
    let (trailers, no_trailers) = wit_future::new(|| Ok(None));
    let (outgoing, _sent) = types::Response::new(headers.expect("two headers"), Some(body), no_trailers);
    outgoing.set_status_code(response.status).expect("a status");
    wit_bindgen::spawn_local(async move {
        // What is left over nobody wanted: the client has gone.
        stream.write_all(response.body).await;
        drop(stream);
        drop(trailers);
    });
    outgoing
}
