//! An instance of the component, and the way it answers a request in either version of WASI.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use hyper::{Request, Response};
use tokio::sync::oneshot;
use wasmtime::Store;
use wasmtime::component::{Accessor, InstancePre};
use wasmtime_wasi_http::p2::bindings::http::types::Scheme;
use wasmtime_wasi_http::p2::bindings::{Proxy, ProxyPre};
use wasmtime_wasi_http::p3::bindings::{Service, ServicePre};
use wasmtime_wasi_http::{Error, WasiBody, WasiHttpView, p3};

use super::body::{Bounded, Watched};
use crate::runtime::{State, foreign};
use crate::world::Wasi;

/// A component of which instances can be made.
pub enum Ready {
    /// Of WASI 0.2.
    P2(ProxyPre<State>),
    /// Of WASI 0.3.
    P3(ServicePre<State>),
}

/// What an instance answers with: a response, or the code of an error.
pub type Answer = Result<Response<Watched>, String>;

/// The way an answer takes.
pub struct Reply {
    sender: oneshot::Sender<Answer>,
    gone: oneshot::Sender<()>,
    sent: Arc<AtomicBool>,
}

/// What is known of an answer where it was asked for.
pub struct Replied {
    /// Until that is known.
    gone: Option<oneshot::Receiver<()>>,
    sent: Arc<AtomicBool>,
}

/// An instance.
pub struct Instance {
    store: Store<State>,
    handler: Handler,
    /// The requests it has answered.
    pub answered: u32,
}

enum Handler {
    P2(Proxy),
    P3(Service),
}

impl Ready {
    /// Looks up what the component exports.
    ///
    /// # Errors
    /// It exports it with other types.
    pub fn new(wasi: Wasi, pre: InstancePre<State>) -> Result<Self> {
        match wasi {
            Wasi::P2 => ProxyPre::new(pre).map(Self::P2),
            Wasi::P3 => ServicePre::new(pre).map(Self::P3),
        }
        .map_err(foreign)
    }

    /// The version of WASI it is for.
    pub fn wasi(&self) -> Wasi {
        match self {
            Self::P2(_) => Wasi::P2,
            Self::P3(_) => Wasi::P3,
        }
    }

    /// The engine it was compiled for.
    pub fn engine(&self) -> &wasmtime::Engine {
        match self {
            Self::P2(pre) => pre.engine(),
            Self::P3(pre) => pre.engine(),
        }
    }
}

impl Reply {
    /// The way of an answer to `sender`.
    pub fn new(sender: oneshot::Sender<Answer>) -> (Self, Replied) {
        let (gone, received) = oneshot::channel();
        let sent = Arc::new(AtomicBool::new(false));
        (Self { sender, gone, sent: sent.clone() }, Replied { gone: Some(received), sent })
    }

    fn send(self, answer: Result<Response<WasiBody>, String>) {
        self.sent.store(true, Ordering::Relaxed);
        let answer = answer.map(|response| response.map(|body| Watched::new(body, self.gone)));
        // Whoever asked may have gone.
        let _ = self.sender.send(answer);
    }
}

impl Replied {
    /// Whether there was an answer.
    pub fn sent(&self) -> bool {
        self.sent.load(Ordering::Relaxed)
    }

    /// Waits until the response has been sent, or nobody wants it any more.
    pub async fn gone(&mut self) {
        let Some(gone) = &mut self.gone else { return };
        // It is told by dropping the other end.
        let _ = gone.await;
        self.gone = None;
    }
}

impl Instance {
    /// Makes an instance in a store.
    ///
    /// # Errors
    /// It does not start. The store is given back then, as it knows why.
    pub async fn new(ready: &Ready, mut store: Store<State>) -> Result<Self, (wasmtime::Error, Box<Store<State>>)> {
        let handler = match ready {
            Ready::P2(pre) => pre.instantiate_async(&mut store).await.map(Handler::P2),
            Ready::P3(pre) => pre.instantiate_async(&mut store).await.map(Handler::P3),
        };
        match handler {
            Ok(handler) => Ok(Self { store, handler, answered: 0 }),
            Err(error) => Err((error, Box::new(store))),
        }
    }

    /// Answers a request, and does what it does after that.
    ///
    /// # Errors
    /// The guest trapped, before or after it answered.
    pub async fn answer(
        &mut self,
        request: Request<Bounded>,
        reply: Reply,
        replied: &mut Replied,
    ) -> wasmtime::Result<()> {
        self.answered = self.answered.saturating_add(1);
        match &self.handler {
            Handler::P2(proxy) => {
                let mut http = self.store.data_mut().http();
                let request = http.new_incoming_request(Scheme::Http, request)?;
                let answer = http.new_response_outparam_from_callback(move |answer| {
                    reply.send(answer.map_err(|code| format!("{code:?}")));
                })?;
                proxy.wasi_http_incoming_handler().call_handle(&mut self.store, request, answer).await
            }
            Handler::P3(service) => {
                let answer =
                    async |accessor: &Accessor<State>| answer(service, accessor, request, reply, replied).await;
                self.store.run_concurrent(answer).await.flatten()
            }
        }
    }

    /// What it was refused of memory.
    pub fn refused_memory(&self) -> Option<crate::amounts::Size> {
        self.store.data().memory.refused()
    }
}

/// Answers a request in WASI 0.3. The body of the response is made by tasks that go on after the answer, for as long as
/// they are given the time here.
async fn answer(
    service: &Service,
    accessor: &Accessor<State>,
    request: Request<Bounded>,
    reply: Reply,
    replied: &mut Replied,
) -> wasmtime::Result<()> {
    let (request, sent) = accessor.with(|mut access| {
        let (request, sent) = p3::Request::from_http(access.get().http().hooks, request);
        let sent: Pin<Box<dyn Future<Output = Result<(), Error>> + Send>> = Box::pin(sent);
        (request, sent)
    });
    match service.handle(accessor, request).await? {
        Ok(response) => reply.send(Ok(accessor.with(|access| response.into_http(access, sent))?)),
        Err(code) => reply.send(Err(format!("{code:?}"))),
    }
    replied.gone().await;
    poll_fn(|context| accessor.poll_no_interesting_tasks(context)).await;
    Ok(())
}
