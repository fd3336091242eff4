//! Modules: functions declared first and written later, globals, exports, and only what the exports reach.

use std::collections::BTreeMap;

use wasm_encoder::{
    CodeSection, ConstExpr, EntityType, ExportKind, ExportSection, FunctionSection, GlobalSection, GlobalType,
    ImportSection, MemorySection, MemoryType, Module, NameMap, NameSection, TypeSection, ValType,
};

use super::code::Code;
use super::expr::{Func, Global, Space};

/// A module being built.
#[derive(Debug, Default)]
pub struct ModuleBuilder {
    memory: MemoryPlan,
    functions: Vec<Function>,
    globals: Vec<(String, i32)>,
    exports: Vec<(String, Func)>,
}

/// Which memories the module has.
#[derive(Clone, Copy, Debug, Default)]
pub enum MemoryPlan {
    /// The guest's, imported as `env.memory`, of any size. The state lives there, too.
    #[default]
    Imported,
    /// The guest's, imported in the same way, and one for the state, of one page at the start.
    Private {
        /// Pages it may grow to.
        maximum: u32,
    },
    /// One, defined with these limits in pages, and exported as `memory`.
    Defined {
        /// Pages at the start.
        initial: u32,
        /// Pages it may grow to.
        maximum: Option<u32>,
    },
}

impl MemoryPlan {
    fn index(self, space: Space) -> u32 {
        match (self, space) {
            (MemoryPlan::Private { .. }, Space::State) => 1,
            _ => 0,
        }
    }
}

#[derive(Debug)]
struct Function {
    name: String,
    params: Vec<ValType>,
    results: Vec<ValType>,
    def: Definition,
}

#[derive(Debug)]
enum Definition {
    Import { module: String, name: String },
    Declared,
    Body(Code),
}

impl ModuleBuilder {
    /// A module with these memories and nothing else.
    pub fn new(memory: MemoryPlan) -> ModuleBuilder {
        ModuleBuilder { memory, ..ModuleBuilder::default() }
    }

    /// A function import; the same import asked for twice is one import.
    pub fn import(&mut self, module: &str, name: &str, params: &[ValType], results: &[ValType]) -> Func {
        let known = self.functions.iter().position(
            |function| matches!(&function.def, Definition::Import { module: m, name: n } if m == module && n == name),
        );
        if let Some(known) = known {
            return Func(known);
        }
        let def = Definition::Import { module: module.to_string(), name: name.to_string() };
        self.add(name, params, results, def)
    }

    /// A function whose body comes later.
    pub fn declare(&mut self, name: &str, params: &[ValType], results: &[ValType]) -> Func {
        self.add(name, params, results, Definition::Declared)
    }

    /// The body of a declared function.
    pub fn define(&mut self, func: Func, body: impl FnOnce(&mut Code)) {
        let mut code = Code::new(self.functions[func.0].params.len());
        body(&mut code);
        self.define_code(func, code);
    }

    /// An empty body for this function, to be handed back with [`ModuleBuilder::define_code`].
    pub fn code(&self, func: Func) -> Code {
        Code::new(self.functions[func.0].params.len())
    }

    /// The body of a declared function, which [`ModuleBuilder::code`] began.
    pub fn define_code(&mut self, func: Func, code: Code) {
        self.functions[func.0].def = Definition::Body(code);
    }

    /// A mutable 32-bit global.
    pub fn global(&mut self, name: &str, value: i32) -> Global {
        self.globals.push((name.to_string(), value));
        Global(self.globals.len() as u32 - 1)
    }

    /// Exports a function under this name; what no export reaches is left out of the module.
    pub fn export(&mut self, name: &str, func: Func) {
        self.exports.push((name.to_string(), func));
    }

    /// Modules of the imports that are needed, each once, in the order of declaration.
    pub fn imported_modules(&self) -> Vec<&str> {
        let mut modules = Vec::new();
        for func in self.live().keys() {
            if let Definition::Import { module, .. } = &self.functions[*func].def
                && !modules.contains(&module.as_str())
            {
                modules.push(module);
            }
        }
        modules
    }

    /// Module and name of the functions imported from there that are needed.
    pub fn imports(&self) -> Vec<(&str, &str)> {
        let live = self.live();
        let imports = live.keys().filter_map(|func| match &self.functions[*func].def {
            Definition::Import { module, name } => Some((module.as_str(), name.as_str())),
            _ => None,
        });
        imports.collect()
    }

    /// The module, without what no export needs, and without custom sections other than names.
    pub fn finish(&self) -> Module {
        let index = self.live();
        let mut types = Types::default();
        let mut imports = ImportSection::new();
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        let mut names = NameMap::new();
        if let MemoryPlan::Imported | MemoryPlan::Private { .. } = self.memory {
            imports.import("env", "memory", memory_type(0, None));
        }
        for (func, number) in in_order(&index) {
            let function = &self.functions[func.0];
            let ty = types.index(function);
            match &function.def {
                Definition::Import { module, name } => {
                    imports.import(module, name, EntityType::Function(ty));
                }
                Definition::Declared => panic!("function `{}` has no body", function.name),
                Definition::Body(body) => {
                    functions.function(ty);
                    code.function(&body.encode(|func| index[&func.0], |space| self.memory.index(space)));
                    // Imports and exports carry their names already; what is part of another function has none.
                    let named = !function.name.is_empty();
                    if named && !self.exports.iter().any(|(_, exported)| *exported == func) {
                        names.append(number, &function.name);
                    }
                }
            }
        }

        let mut module = Module::new();
        module.section(&types.section);
        module.section(&imports);
        module.section(&functions);
        let defined = match self.memory {
            MemoryPlan::Imported => None,
            MemoryPlan::Private { maximum } => Some((1, Some(maximum))),
            MemoryPlan::Defined { initial, maximum } => Some((initial, maximum)),
        };
        if let Some((initial, maximum)) = defined {
            let mut memories = MemorySection::new();
            memories.memory(memory_type(initial, maximum));
            module.section(&memories);
        }
        if !self.globals.is_empty() {
            module.section(&self.global_section());
        }
        module.section(&self.export_section(&index));
        module.section(&code);
        module.section(&self.name_section(&names));
        module
    }

    /// Final indices of everything reachable: imports first, then bodies, each in the order of declaration.
    fn live(&self) -> BTreeMap<usize, u32> {
        let mut live = vec![false; self.functions.len()];
        let mut work: Vec<Func> = self.exports.iter().map(|(_, func)| *func).collect();
        while let Some(func) = work.pop() {
            if std::mem::replace(&mut live[func.0], true) {
                continue;
            }
            if let Definition::Body(body) = &self.functions[func.0].def {
                work.extend(body.calls());
            }
        }
        let of_kind = |import: bool| {
            let live = &live;
            self.functions.iter().enumerate().filter_map(move |(number, function)| {
                let matches = matches!(function.def, Definition::Import { .. }) == import;
                (live[number] && matches).then_some(number)
            })
        };
        of_kind(true).chain(of_kind(false)).zip(0..).collect()
    }

    fn add(&mut self, name: &str, params: &[ValType], results: &[ValType], def: Definition) -> Func {
        self.functions.push(Function {
            name: name.to_string(),
            params: params.to_vec(),
            results: results.to_vec(),
            def,
        });
        Func(self.functions.len() - 1)
    }

    fn global_section(&self) -> GlobalSection {
        let mut section = GlobalSection::new();
        for (_, value) in &self.globals {
            let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
            section.global(ty, &ConstExpr::i32_const(*value));
        }
        section
    }

    fn export_section(&self, index: &BTreeMap<usize, u32>) -> ExportSection {
        let mut section = ExportSection::new();
        if let MemoryPlan::Defined { .. } = self.memory {
            section.export("memory", ExportKind::Memory, 0);
        }
        for (name, func) in &self.exports {
            section.export(name, ExportKind::Func, index[&func.0]);
        }
        section
    }

    /// Without a name of the module, which the encoder drops.
    fn name_section(&self, functions: &NameMap) -> NameSection {
        let mut section = NameSection::new();
        section.functions(functions);
        let mut globals = NameMap::new();
        for (number, (name, _)) in self.globals.iter().enumerate() {
            globals.append(number as u32, name);
        }
        if !globals.is_empty() {
            section.globals(&globals);
        }
        section
    }
}

/// Function types, each once.
#[derive(Default)]
struct Types {
    section: TypeSection,
    known: Vec<(Vec<ValType>, Vec<ValType>)>,
}

impl Types {
    fn index(&mut self, function: &Function) -> u32 {
        let ty = (function.params.clone(), function.results.clone());
        let known = self.known.iter().position(|known| *known == ty);
        let index = known.unwrap_or_else(|| {
            self.section.ty().function(ty.0.iter().copied(), ty.1.iter().copied());
            self.known.push(ty);
            self.known.len() - 1
        });
        index as u32
    }
}

fn in_order(index: &BTreeMap<usize, u32>) -> Vec<(Func, u32)> {
    let mut order: Vec<(Func, u32)> = index.iter().map(|(func, number)| (Func(*func), *number)).collect();
    order.sort_by_key(|(_, number)| *number);
    order
}

fn memory_type(initial: u32, maximum: Option<u32>) -> MemoryType {
    MemoryType {
        minimum: u64::from(initial),
        maximum: maximum.map(u64::from),
        memory64: false,
        shared: false,
        page_size_log2: None,
    }
}
