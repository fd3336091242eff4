//! What is true of cryptography alone.

pub(crate) mod padding;
pub(crate) mod single;
pub(crate) mod tag_len;
pub(crate) mod values;
