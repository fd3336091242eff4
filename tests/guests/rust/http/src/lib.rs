//! What services share: a request in, a response out, the same in WASI 0.2 and, with the feature `p3`, in WASI 0.3.

#[cfg(not(feature = "p3"))]
mod p2;
#[cfg(feature = "p3")]
mod p3;

#[cfg(not(feature = "p3"))]
pub use p2::{environment, handle, now, send, wait};
#[cfg(feature = "p3")]
pub use p3::{environment, handle, now, send, wait};
#[doc(hidden)]
pub use wasip2;
#[cfg(feature = "p3")]
#[doc(hidden)]
pub use wasip3;

/// A request.
pub struct Request {
    /// `GET`, `POST` or another method.
    pub method: String,
    /// The path, up to the question mark.
    pub path: String,
    /// What is behind that.
    pub query: String,
    /// The body, as far as it came; an error if it broke off.
    pub body: Result<Vec<u8>, String>,
}

/// A response.
pub struct Response {
    /// Its status; with 0 there is an error of the protocol instead, which tells the body.
    pub status: u16,
    /// The type of its body.
    pub content_type: &'static str,
    /// Its body.
    pub body: Vec<u8>,
}

/// What answers requests.
pub trait Service {
    /// Answers one.
    fn answer(request: Request) -> impl Future<Output = Response>;
}

impl Request {
    /// The value behind `name=` in the query. Nothing is decoded.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
    }

    fn new(method: String, target: &str, body: Result<Vec<u8>, String>) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self { method, path: path.into(), query: query.into(), body }
    }
}

impl Response {
    /// Text, with a newline at its end.
    pub fn text(status: u16, text: &str) -> Self {
        Self { status, content_type: "text/plain", body: format!("{text}\n").into() }
    }
}

/// Exports a type that is a [`Service`].
#[cfg(not(feature = "p3"))]
#[macro_export]
macro_rules! serve {
    ($service:ident) => {
        struct Exported;

        impl $crate::wasip2::exports::http::incoming_handler::Guest for Exported {
            fn handle(
                request: $crate::wasip2::http::types::IncomingRequest,
                answer: $crate::wasip2::http::types::ResponseOutparam,
            ) {
                $crate::handle::<$service>(request, answer);
            }
        }

        $crate::wasip2::http::proxy::export!(Exported with_types_in $crate::wasip2);
    };
}

/// Exports a type that is a [`Service`].
#[cfg(feature = "p3")]
#[macro_export]
macro_rules! serve {
    ($service:ident) => {
        struct Exported;

        impl $crate::wasip3::exports::http::handler::Guest for Exported {
            async fn handle(
                request: $crate::wasip3::http::types::Request,
            ) -> Result<$crate::wasip3::http::types::Response, $crate::wasip3::http::types::ErrorCode> {
                $crate::handle::<$service>(request).await
            }
        }

        $crate::wasip3::http::service::export!(Exported with_types_in $crate::wasip3);
    };
}
