//! Turns a legacy core module into a component.
