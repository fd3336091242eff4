//! Everything that is written to `tracing` on this thread.
//!
//! `tracing` remembers for every place of an event whether a subscriber wants it, and may ask only the subscriber of the
//! thread that comes there first. So one subscriber serves all threads, and a thread collects what is its own.

use std::cell::RefCell;
use std::fmt::Write;
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

thread_local! {
    /// What is collected on this thread, if anything is.
    static COLLECTED: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Events as text: each its level, its target, and `name=value` for each field.
pub struct Events(());

impl Events {
    /// Runs something and collects its events, of every level.
    pub fn of<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
        static SUBSCRIBER: Once = Once::new();
        SUBSCRIBER.call_once(|| {
            tracing::subscriber::set_global_default(Self(())).expect("the tests set no other subscriber");
        });
        COLLECTED.set(Some(Vec::new()));
        let result = work();
        (result, COLLECTED.take().unwrap_or_default())
    }

    fn collect(text: String) {
        COLLECTED.with_borrow_mut(|collected| {
            if let Some(collected) = collected {
                collected.push(text);
            }
        });
    }
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Events {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut text = Text("span".into());
        attributes.record(&mut text);
        Self::collect(text.0);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut text = Text("record".into());
        values.record(&mut text);
        Self::collect(text.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(format!("{} {}", event.metadata().level(), event.metadata().target()));
        event.record(&mut text);
        Self::collect(text.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
