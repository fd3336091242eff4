//! The check of a provider against the table, and of what it describes itself.

use super::{ConfigError, CryptoProvider, Description, Implementation};
use crate::table::{self, KeyFormat, MAX_DIGEST, MAX_HEADER, MAX_NONCE, MAX_TAG, ROWS, Row, Shape};

/// A row, and the object that implements it if the provider has one.
#[derive(Clone, Copy)]
pub(crate) struct Checked {
    pub row: &'static Row,
    pub implementation: Option<Implementation>,
}

/// The longest identifier a provider can describe. It fits where identifiers are stored with the length in one byte.
const MAX_IDENTIFIER: usize = 64;

/// The longest padding: PKCS#7 has the length in a byte.
const MAX_PADDING: usize = 255;

/// The largest of all other sizes: what is so long is allocated when a guest wants it.
const MAX_SIZE: usize = 16 << 20;

impl CryptoProvider {
    /// What the provider has for each row of the table, and then for the rows it describes itself.
    ///
    /// # Errors
    /// As [`EngineBuilder::build`](crate::EngineBuilder::build).
    pub(crate) fn check(&self) -> Result<Vec<Checked>, ConfigError> {
        let mut all: Vec<Checked> = ROWS.iter().map(|row| Checked { row, implementation: None }).collect();
        for implementation in self.implementations() {
            let algorithm = implementation.algorithm();
            if let Some(description) = algorithm.description() {
                let row = described(description, algorithm.name())?;
                if !all.iter().any(|known| known.row.name.eq_ignore_ascii_case(row.name)) {
                    all.push(Checked { row, implementation: None });
                }
            }
            enter(&mut all, implementation)?;
        }
        for known in all.iter().filter(|known| known.implementation.is_some()) {
            check_counterpart(&all, known.row)?;
        }
        Ok(all)
    }
}

/// The row of a description, if the engine can work with it.
fn described(description: &'static Description, name: &'static str) -> Result<&'static Row, ConfigError> {
    let row = description.row();
    if row.name != name || table::find(name).is_some() {
        return Err(ConfigError::Contradiction(name));
    }
    if name.is_empty() || name.len() > MAX_IDENTIFIER || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(ConfigError::InvalidIdentifier(name));
    }
    if has_sound_sizes(row.shape) { Ok(row) } else { Err(ConfigError::InvalidSize(name)) }
}

/// Enters an object where its row is.
fn enter(all: &mut [Checked], implementation: Implementation) -> Result<(), ConfigError> {
    let name = implementation.algorithm().name();
    let found = all.iter_mut().find(|known| known.row.name.eq_ignore_ascii_case(name));
    let known = found.ok_or(ConfigError::UnknownAlgorithm(name))?;
    if known.implementation.is_some() {
        return Err(ConfigError::Duplicate(known.row.name));
    }
    if !implementation.agrees_with(known.row.shape) {
        return Err(ConfigError::Contradiction(known.row.name));
    }
    if let Implementation::Signature(scheme) = implementation
        && scheme.prehash().is_some_and(|hash| hash.output_len() > MAX_DIGEST)
    {
        return Err(ConfigError::InvalidSize(known.row.name));
    }
    known.implementation = Some(implementation);
    Ok(())
}

/// Whether what an extraction gives is a key of an expansion that is there.
fn check_counterpart(all: &[Checked], row: &'static Row) -> Result<(), ConfigError> {
    let Shape::Extract { output, expand, .. } = row.shape else { return Ok(()) };
    match all.iter().find(|known| known.row.name == expand && known.implementation.is_some()) {
        None => Err(ConfigError::Incomplete(row.name)),
        Some(Checked { row: Row { shape: Shape::Expand { min_key, .. }, .. }, .. }) if *min_key <= output => Ok(()),
        Some(_) => Err(ConfigError::Contradiction(row.name)),
    }
}

/// Whether the engine can work with such sizes: what is allocated has an end, tags and nonces fit where they are kept, and
/// nothing that protects anything is empty.
fn has_sound_sizes(shape: Shape) -> bool {
    let some = |size: usize| (1..=MAX_SIZE).contains(&size);
    let nonce = |size: usize| (1..=MAX_NONCE).contains(&size);
    let tag = |size: usize| (1..=MAX_TAG).contains(&size);
    let keys = |keys: KeyFormat| keys.raw_sizes().is_none_or(|(secret, public)| some(secret) && some(public));
    match shape {
        Shape::Hash { output } => some(output),
        Shape::Xof { key } => key <= MAX_SIZE,
        Shape::Mac { generated, tag: len, .. } => some(generated) && tag(len),
        Shape::Extract { generated, output, .. } => some(generated) && some(output),
        Shape::Expand { min_key, max_output } => some(min_key) && some(max_output),
        Shape::Aead { key, nonce: rule, tag: len } => some(key) && nonce(rule.len()) && tag(len),
        Shape::Cipher { key, iv, padding } => some(key) && nonce(iv) && padding <= MAX_PADDING,
        Shape::Session { key, nonce: len, tag: tag_len } => some(key) && nonce(len) && tag(tag_len),
        Shape::SealedStream(format) => {
            let all = [format.key, format.first, format.segment];
            let room = |segment: usize| segment > format.tag;
            all.into_iter().all(some)
                && tag(format.tag)
                && (1..=MAX_HEADER).contains(&format.header)
                && room(format.first)
                && room(format.segment)
                && format.max_segments > 0
        }
        Shape::Password { squeeze, squeeze_tag } => squeeze || squeeze_tag,
        Shape::Signature { keys: format, signature, .. } => keys(format) && some(signature),
        Shape::DiffieHellman { keys: format, secret } => keys(format) && some(secret),
        Shape::Kem { keys: format, secret, encapsulation } => keys(format) && some(secret) && some(encapsulation),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_what_is_asked_of_descriptions() {
        for row in ROWS {
            assert!(has_sound_sizes(row.shape), "{}", row.name);
            assert!((1..=MAX_IDENTIFIER).contains(&row.name.len()), "{}", row.name);
            assert!(row.name.bytes().all(|byte| byte.is_ascii_graphic()), "{}", row.name);
            let same = ROWS.iter().filter(|other| other.name.eq_ignore_ascii_case(row.name)).count();
            assert_eq!(same, 1, "{}", row.name);
        }
    }
}
