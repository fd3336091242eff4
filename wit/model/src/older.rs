//! An older generation in terms of the current package.
//!
//! Such a generation is two pieces of data: its witx files, and its file of facts with what they cannot say: what had
//! another name, and what became of values that exist no more. The rows of the current table are used as
//! they are. A function WIT has and the generation has not is left out; one it has must come to exactly the WIT function
//! its row says, whatever order its parameters are in.

use std::collections::BTreeMap;

use wasi_crypto_witx::Document;

use crate::binding::{Action, Bindings, EnumRule, Exception};
use crate::errors::{ModelError, Problem};
use crate::generation::{Export, Facts, ValueRow};
use crate::item;
use crate::legacy::{LegacyFunction, Param, Role};
use crate::model::Deriver;
use crate::package::{ERROR_CODE, Interface, Package};
use crate::shape::{FunctionRow, Shape};
use crate::vocabulary::{EnumMap, Vocabulary, find_enum};

/// Derives what the functions of an older generation do. `current` is what `package` was derived from.
pub(crate) fn derive(
    (shape, package): (&Shape, &Package),
    current: &Document,
    (place, table): (&str, &Facts),
    name: &str,
    document: &Document,
) -> Result<Bindings, ModelError> {
    let fault = |problem| ModelError::new(place, problem);
    let mut deriver = Deriver::new(shape, current)?;
    deriver.functions = crate::legacy::functions(document)?;
    table.leave_out(&mut deriver.functions).map_err(fault)?;
    deriver.older = Some(table);
    table.rename(&mut deriver.functions).map_err(fault)?;
    table.check_errors(&deriver.vocabulary).map_err(fault)?;
    deriver.vocabulary.enums = table.enums(&deriver.vocabulary, document).map_err(fault)?;

    for (interface, (interface_name, rows)) in package.interfaces.iter().zip(&shape.interfaces) {
        deriver.closes(interface_name, rows)?;
        for row in &rows.functions {
            let at = |problem| ModelError::new(format!("{place}, {}", row.wit), problem);
            deriver.older_item(interface, row).map_err(at)?;
        }
    }
    deriver.array_output()?;
    deriver.bindings(name, package, document)
}

impl Deriver<'_> {
    /// Binds a function of the generation to the WIT item of its row, if it has the function.
    fn older_item(&mut self, interface: &Interface, row: &FunctionRow) -> Result<(), Problem> {
        let Some(legacy) = row.legacy.as_ref().filter(|legacy| self.function(legacy).is_ok()) else {
            return Ok(());
        };
        let item = interface.item(&row.wit).ok_or_else(|| Problem::UnknownFunction(row.wit.clone()))?;
        // The witx has the parameters in the order of its time; they are matched by name.
        let order = item.params.iter().map(|(name, _)| name.clone()).collect();
        let row = FunctionRow { order: Some(order), ..row.clone() };
        let (signature, call) =
            item::derive(&interface.name, &row, self.function(legacy)?, &self.vocabulary, &self.names)?;
        let same = (signature.kind, &signature.params, &signature.ok, signature.fallible)
            == (item.kind, &item.params, &item.ok, item.fallible);
        if !same {
            return Err(Problem::Rule(format!("`{legacy}` does not come to the signature WIT has")));
        }
        self.cover(legacy, Action::Call(call))
    }
}

impl Facts {
    /// Takes out the functions that are in no adapter.
    fn leave_out(&self, functions: &mut Vec<LegacyFunction>) -> Result<(), Problem> {
        match self.missing.keys().find(|name| functions.iter().all(|function| function.name != **name)) {
            Some(name) => Err(Problem::UnknownFunction(name.clone())),
            None => {
                functions.retain(|function| !self.missing.contains_key(&function.name));
                Ok(())
            }
        }
    }

    /// Gives functions, their parameters and types the names of today.
    fn rename(&self, functions: &mut [LegacyFunction]) -> Result<(), Problem> {
        let mut unused: Vec<&String> = self.names.keys().collect();
        let mut rename = |name: &mut String| {
            if let Some(today) = self.names.get(name) {
                unused.retain(|key| *key != name);
                name.clone_from(today);
            }
        };
        for function in functions.iter_mut() {
            rename(&mut function.name);
            for param in &mut function.params {
                rename(&mut param.name);
                rename_role(&mut param.role, &mut rename);
            }
            for result in &mut function.results {
                rename_role(&mut result.role, &mut rename);
            }
        }
        for (name, row) in &self.constants {
            for function in &row.functions {
                let found = functions.iter_mut().filter(|known| known.name == *function);
                for function in found {
                    let role = Role::Constant(name.clone(), row.value.clone());
                    function.params.push(Param { name: name.clone(), role, index: usize::MAX });
                }
            }
        }
        match unused.first() {
            Some(name) => Err(Problem::Unused(format!("`{name}` under `names`"))),
            None => Ok(()),
        }
    }

    fn check_errors(&self, vocabulary: &Vocabulary) -> Result<(), Problem> {
        let cases = vocabulary.cases(ERROR_CODE).unwrap_or_default();
        match self.errors.keys().find(|error| cases.iter().all(|case| case.name != **error)) {
            Some(error) => Err(Problem::UnknownError(error.clone())),
            None => Ok(()),
        }
    }

    /// The generation's enums by the names of today, in terms of the WIT enums that today's became.
    fn enums(&self, vocabulary: &Vocabulary, document: &Document) -> Result<BTreeMap<String, EnumMap>, Problem> {
        if let Some(name) = self.values.keys().find(|name| find_enum(document, name).is_err()) {
            return Err(Problem::UnknownType(name.clone()));
        }
        let mut enums = BTreeMap::new();
        for (today, map) in &vocabulary.enums {
            let theirs = self.names.iter().find(|(_, name)| *name == today).map_or(today, |(theirs, _)| theirs);
            if let Ok((_, definition)) = find_enum(document, theirs) {
                let names: Vec<String> = definition.cases.iter().map(|case| case.name.clone()).collect();
                enums.insert(today.clone(), self.enumeration(theirs, names, &map.wit, vocabulary, document)?);
            }
        }
        Ok(enums)
    }

    fn enumeration(
        &self,
        legacy: &str,
        names: Vec<String>,
        wit: &str,
        vocabulary: &Vocabulary,
        document: &Document,
    ) -> Result<EnumMap, Problem> {
        let none = BTreeMap::new();
        let rows = self.values.get(legacy).unwrap_or(&none);
        if let Some(row) = rows.keys().find(|row| !names.contains(row)) {
            return Err(Problem::Unused(format!("`{row}` under `values.{legacy}`")));
        }
        let cases = vocabulary.cases(wit).unwrap_or_default();
        let mut map = EnumMap { wit: wit.to_owned(), ordinals: Vec::new(), names: Vec::new(), exports: Vec::new() };
        for (value, name) in (0u32..).zip(&names) {
            let row = rows.get(name);
            let means = row.map_or_else(|| name.replace('_', "-"), |row| row.means().to_owned());
            let ordinal = cases.iter().position(|case| case.name == means);
            // Errors are only ever answered, and have a map of their own.
            if ordinal.is_none() && wit != ERROR_CODE {
                return Err(Problem::UnknownWitType(format!("`{wit}` has no case `{means}` for `{legacy}.{name}`")));
            }
            map.ordinals.push(ordinal.and_then(|ordinal| u32::try_from(ordinal).ok()));
            if let Some(ValueRow::Given { export, .. }) = row {
                map.exports.push(Exception { value, rule: self.export(export, vocabulary, document)? });
            }
        }
        map.names = names;
        Ok(map)
    }

    fn export(&self, export: &Export, vocabulary: &Vocabulary, document: &Document) -> Result<EnumRule, Problem> {
        let Export::Refused(error) = export else { return Ok(EnumRule::Compress) };
        let mut errors = vocabulary.enums.iter().filter(|(_, map)| map.wit == ERROR_CODE);
        let errno = errors.next().and_then(|(name, _)| find_enum(document, name).ok());
        let number = errno.and_then(|(_, errno)| errno.cases.iter().position(|case| case.name == *error));
        let number = number.and_then(|number| u16::try_from(number).ok());
        number.map(EnumRule::Refuse).ok_or_else(|| Problem::MissingErrno(error.clone()))
    }
}

fn rename_role(role: &mut Role, rename: &mut impl FnMut(&mut String)) {
    match role {
        Role::Handle(name) | Role::OptionalHandle(name) | Role::Enum(name) | Role::Special(name) => rename(name),
        Role::String | Role::Input | Role::Output | Role::U32 | Role::U64 | Role::List(_) | Role::Constant(..) => {}
    }
}
