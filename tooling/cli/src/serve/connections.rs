//! The connections of clients, from the first one to the end of the service.

use std::convert::Infallible;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::{sleep, timeout};
use wasmtime_wasi_http::io::TokioIo;

use super::clock::Clock;
use super::race::{Either, race};
use super::request::Server;
use super::signals::Signals;
use super::unread::Unread;
use crate::amounts::Span;
use crate::bounds::ServeBounds;
use crate::report::{self, Outcome};

/// How long a client may take to send the head of a request, and how long it may send nothing between two.
const HEAD: Duration = Duration::from_secs(30);

/// How long nothing is accepted after the system could not accept a connection.
const PAUSE: Duration = Duration::from_millis(100);

/// Whoever has this is at work; nothing is ever sent.
type Working = mpsc::Sender<Infallible>;

/// Accepts connections until a signal comes, and waits for what has begun.
pub async fn serve(listener: TcpListener, server: Arc<Server>, mut signals: Signals, bounds: ServeBounds) -> Outcome {
    let places = Arc::new(Semaphore::new(bounds.connections.min(Semaphore::MAX_PERMITS)));
    let (end, ending) = watch::channel(false);
    let (working, mut over) = mpsc::channel(1);
    loop {
        let accept = async {
            let place = places.clone().acquire_owned().await;
            (listener.accept().await, place)
        };
        match race(signals.next(), accept).await {
            Either::First(()) => break,
            Either::Second((Ok((stream, _)), place)) => {
                // A response that comes in small pieces is not held back.
                let _ = stream.set_nodelay(true);
                let stream = Unread::new(stream, bounds.time);
                let connection = connection(stream, server.clone(), ending.clone(), working.clone());
                tokio::spawn(async move {
                    connection.await;
                    drop(place);
                });
            }
            // Too many files are open, for instance.
            Either::Second((Err(_), _)) => sleep(PAUSE).await,
        }
    }
    drop(listener);
    drop(working);
    // Connections without a request close now, the others after their response.
    end.send_replace(true);
    match race(timeout(bounds.grace, over.recv()), signals.next()).await {
        Either::First(Ok(_)) => Ok(ExitCode::SUCCESS),
        Either::First(Err(_)) => {
            let grace = Span(bounds.grace);
            report::warn(format_args!("requests that took longer than --grace {grace} were cut off"));
            Ok(ExitCode::FAILURE)
        }
        Either::Second(()) => {
            report::warn("requests were cut off by a second signal");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Answers the requests of a connection. What ends it early is the client's affair.
async fn connection(stream: Unread, server: Arc<Server>, mut ending: watch::Receiver<bool>, working: Working) {
    let service = service_fn(|request| {
        let answer = server.clone().answer(request, working.clone());
        async { Ok::<_, Infallible>(answer.await) }
    });
    let connection =
        http1::Builder::new().timer(Clock).header_read_timeout(HEAD).serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    if let Either::Second(()) = race(connection.as_mut(), ended(&mut ending)).await {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}

/// Waits until the service ends.
async fn ended(ending: &mut watch::Receiver<bool>) {
    // Its other end goes with the service.
    let _ = ending.wait_for(|end| *end).await;
}
