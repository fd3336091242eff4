//! What the caller decides.

use std::fmt;

use wit_parser::UnresolvedPackageGroup;

/// Names for the result.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Options {
    package: String,
    world: String,
}

impl Default for Options {
    /// Package `local:witx`, world `imports`.
    fn default() -> Self {
        Self { package: "local:witx".to_owned(), world: "imports".to_owned() }
    }
}

impl Options {
    /// A package name, with or without version, such as `example:files@1.0.0`.
    ///
    /// # Errors
    ///
    /// When it is not a package name of WIT.
    pub fn package(name: &str) -> Result<Self, OptionsError> {
        let options = Self { package: name.to_owned(), ..Self::default() };
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '.' | '@' | '+' | '%'));
        let text = format!("package {name};\n");
        if plain && UnresolvedPackageGroup::parse("package.wit", &text).is_ok() {
            return Ok(options);
        }
        Err(OptionsError { what: "package", name: name.to_owned() })
    }

    /// The name of the world, `imports` by default. It gets `-world` behind it should a module have that name.
    ///
    /// # Errors
    ///
    /// When it is not a name of WIT.
    pub fn world(mut self, name: &str) -> Result<Self, OptionsError> {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let text = format!("package a:b;\nworld %{name} {{}}\n");
        if !plain || UnresolvedPackageGroup::parse("world.wit", &text).is_err() {
            return Err(OptionsError { what: "world", name: name.to_owned() });
        }
        self.world = name.to_owned();
        Ok(self)
    }

    pub(crate) fn package_name(&self) -> &str {
        &self.package
    }

    pub(crate) fn world_name(&self) -> &str {
        &self.world
    }
}

/// A name that WIT does not allow.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OptionsError {
    what: &'static str,
    name: String,
}

impl fmt::Display for OptionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, name } = self;
        let form = match *what {
            "package" => "namespace:name or namespace:name@1.2.3",
            _ => "words of lower-case letters and digits with `-` between them",
        };
        write!(f, "{name:?} is not the name of a {what}: expected {form}")
    }
}

impl std::error::Error for OptionsError {}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn names_are_checked() {
        for good in ["a:b", "wasi:crypto@0.13.0-draft", "a-b:c-d@1.2.3+build.1", "a:%type"] {
            assert!(Options::package(good).is_ok(), "{good}");
        }
        for bad in ["", "a", "a:b@1", "a:b; world c {}", "a:b\nworld", "1:b", "a:b/c"] {
            assert!(Options::package(bad).is_err(), "{bad}");
        }
        assert!(Options::default().world("all-of-it").is_ok());
        assert!(Options::default().world("a b").is_err());
        assert!(Options::default().world("").is_err());
    }
}
