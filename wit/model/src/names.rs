//! WIT names of parameters.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::shape::{FunctionRow, PackageTable};

/// WIT names of legacy parameters, and which of the package's renamings were of use.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    package: &'a PackageTable,
    used: RefCell<BTreeSet<String>>,
}

impl<'a> Names<'a> {
    /// None was of use yet.
    pub(crate) fn new(package: &'a PackageTable) -> Self {
        Self { package, used: RefCell::default() }
    }

    /// The WIT name of a legacy parameter.
    pub(crate) fn of(&self, row: &FunctionRow, legacy: &str) -> String {
        if let Some(name) = row.names.get(legacy) {
            return name.clone();
        }
        match self.package.names.get(legacy) {
            Some(name) => {
                self.used.borrow_mut().insert(legacy.to_owned());
                name.clone()
            }
            None => legacy.replace('_', "-"),
        }
    }

    /// A renaming that no parameter needed.
    pub(crate) fn unused(&self) -> Option<&'a str> {
        let used = self.used.borrow();
        self.package.names.keys().map(String::as_str).find(|name| !used.contains(*name))
    }
}
