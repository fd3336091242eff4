//! A request from its head to the end of its response.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http_body_util::{Either, Empty};
use hyper::body::{Body, Incoming};
use hyper::header::HOST;
use hyper::http::uri::{Authority, Scheme};
use hyper::{Request, Response, StatusCode, Uri};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::body::{Bounded, Watched};
use super::instance::{Answer, Reply};
use super::instances::Instances;
use crate::amounts::{Size, Span};
use crate::bounds::ServeBounds;
use crate::escape::shown;
use crate::report;

/// The body of any response: a guest's, or none.
pub type ResponseBody = Either<Watched, Empty<hyper::body::Bytes>>;

/// What answers requests.
pub struct Server {
    instances: Instances,
    slots: Arc<Semaphore>,
    time: Duration,
    max_body: u64,
}

/// Why a guest did not answer, or not to the end.
enum Failure {
    NotStarted(anyhow::Error),
    Trapped { cause: String, refused: Option<Size> },
    TimedOut(Duration),
    Silent,
}

/// A task that ends when nobody waits for it any more.
struct Attended(Option<JoinHandle<Result<(), Failure>>>);

impl Server {
    /// With these instances and bounds.
    pub fn new(instances: Instances, bounds: ServeBounds) -> Self {
        let slots = Arc::new(Semaphore::new(bounds.requests.min(Semaphore::MAX_PERMITS)));
        Self { instances, slots, time: bounds.time, max_body: bounds.body }
    }

    /// Answers a request. `working` is kept until everything is over.
    pub async fn answer<W: Send + 'static>(
        self: Arc<Self>,
        request: Request<Incoming>,
        working: W,
    ) -> Response<ResponseBody> {
        match self.answered(request, working).await {
            Ok(response) => response.map(Either::Left),
            Err(status) => {
                let mut response = Response::new(Either::Right(Empty::new()));
                *response.status_mut() = status;
                response
            }
        }
    }

    async fn answered<W: Send + 'static>(
        self: Arc<Self>,
        request: Request<Incoming>,
        working: W,
    ) -> Result<Response<Watched>, StatusCode> {
        if request.body().size_hint().lower() > self.max_body {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let request = absolute(request).ok_or(StatusCode::BAD_REQUEST)?;
        let slot = timeout(self.time, self.slots.clone().acquire_owned()).await;
        let Ok(Ok(slot)) = slot else { return Err(StatusCode::SERVICE_UNAVAILABLE) };

        // Not the query: secrets stand there.
        let what: Arc<str> = format!("{} {}", request.method(), request.uri().path()).into();
        let exceeded = Arc::new(AtomicBool::new(false));
        let request = request.map(|body| Bounded::new(body, self.max_body, exceeded.clone()));
        let (sender, receiver) = oneshot::channel();
        let told = what.clone();
        let task = tokio::spawn(async move {
            let outcome = self.attend(request, sender, slot).await;
            if let Err(failure) = &outcome {
                tell(&told, failure);
            }
            drop(working);
            outcome
        });
        let task = Attended(Some(task));
        let answer = receiver.await;
        // What the guest makes of an end that came too early is not what it would have said.
        if exceeded.load(Ordering::Relaxed) {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        match answer {
            Ok(Ok(response)) => {
                task.leave();
                Ok(response)
            }
            Ok(Err(code)) => {
                task.leave();
                tell(&what, &format_args!("the guest answered with an error: {code}"));
                Err(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Err(_) => Err(task.outcome().await),
        }
    }

    /// Has a request answered by an instance in its time.
    async fn attend(
        &self,
        request: Request<Bounded>,
        sender: oneshot::Sender<Answer>,
        slot: OwnedSemaphorePermit,
    ) -> Result<(), Failure> {
        let outcome = timeout(self.time, self.attempt(request, sender)).await;
        drop(slot);
        outcome.unwrap_or(Err(Failure::TimedOut(self.time)))
    }

    async fn attempt(&self, request: Request<Bounded>, sender: oneshot::Sender<Answer>) -> Result<(), Failure> {
        let mut instance = self.instances.take().await.map_err(Failure::NotStarted)?;
        let (reply, mut replied) = Reply::new(sender);
        if let Err(error) = instance.answer(request, reply, &mut replied).await {
            let cause = super::instances::trap(error).to_string();
            return Err(Failure::Trapped { cause, refused: instance.refused_memory() });
        }
        if !replied.sent() {
            return Err(Failure::Silent);
        }
        if self.instances.may_answer_more(&instance) {
            // What a guest left open of its response belongs to this request.
            replied.gone().await;
            self.instances.keep(instance);
        }
        Ok(())
    }
}

/// Says what went wrong with a request.
fn tell(request: &str, failure: &dyn fmt::Display) {
    report::error(format_args!("{}: {}", shown(request), shown(&failure.to_string())));
}

/// The request with its whole address, as guests are told it. None if it does not say which host it is for.
fn absolute(request: Request<Incoming>) -> Option<Request<Incoming>> {
    let (mut head, body) = request.into_parts();
    let mut uri = head.uri.into_parts();
    if uri.authority.is_none() {
        let host = head.headers.get(HOST)?;
        uri.authority = Some(Authority::try_from(host.as_bytes()).ok()?);
    }
    uri.scheme = Some(Scheme::HTTP);
    head.uri = Uri::from_parts(uri).ok()?;
    Some(Request::from_parts(head, body))
}

impl Attended {
    /// Lets it go on by itself.
    fn leave(mut self) {
        self.0.take();
    }

    /// What a task without an answer came to.
    async fn outcome(mut self) -> StatusCode {
        let Some(task) = self.0.as_mut() else { return StatusCode::INTERNAL_SERVER_ERROR };
        match task.await {
            Ok(Err(Failure::TimedOut(_))) => StatusCode::GATEWAY_TIMEOUT,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl Drop for Attended {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotStarted(error) => write!(f, "the guest did not start: {error:#}"),
            Self::Trapped { cause, refused: None } => write!(f, "the guest trapped: {cause}"),
            Self::Trapped { cause, refused: Some(max) } => {
                write!(f, "the guest trapped: {cause}; it was refused memory beyond --max-memory {max}")
            }
            Self::TimedOut(time) => write!(f, "the guest was ended: it took longer than --timeout {}", Span(*time)),
            Self::Silent => write!(f, "the guest ended without an answer"),
        }
    }
}
