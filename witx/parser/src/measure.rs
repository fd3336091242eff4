//! Checks that types are finite, and computes their layouts.

use crate::abi::{Layout, layout_with};
use crate::ast::{Type, TypeId, TypeKind};
use crate::document::Document;
use crate::source::Fault;

/// Types nest at most this deep, names looked through. Everything that walks types may recurse.
const MAX_DEPTH: u32 = 256;

/// Fills in the layouts of all named types; fails when one contains itself, or is too deep or too large.
pub(crate) fn measure(document: &mut Document) -> Result<(), Fault> {
    let mut state = State {
        heights: vec![Height::Unknown; document.types.len()],
        layouts: vec![Layout::default(); document.types.len()],
    };
    for id in 0..document.types.len() {
        state.named(document, TypeId(id), 0)?;
    }
    for (named, layout) in document.types.iter_mut().zip(state.layouts) {
        named.layout = layout;
    }
    // Types written inside of functions have no name to hang a layout on, but they must be finite as well.
    let document = &*document;
    let mut anonymous =
        State { heights: state.heights, layouts: document.types.iter().map(|named| named.layout).collect() };
    for function in document.modules.iter().flat_map(|module| &module.functions) {
        for param in function.params.iter().chain(&function.results) {
            anonymous.height(document, &param.ty, 0)?;
            anonymous.layout(&param.ty)?;
        }
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Height {
    Unknown,
    Busy,
    Known(u32),
}

struct State {
    heights: Vec<Height>,
    layouts: Vec<Layout>,
}

impl State {
    fn named(&mut self, document: &Document, id: TypeId, depth: u32) -> Result<u32, Fault> {
        let ty = &document.named(id).ty;
        if let Some(slot) = self.heights.get_mut(id.0) {
            *slot = Height::Busy;
        }
        let height = self.height(document, ty, depth)?;
        let layout = self.layout(ty)?;
        if let Some(slot) = self.heights.get_mut(id.0) {
            *slot = Height::Known(height);
        }
        if let Some(slot) = self.layouts.get_mut(id.0) {
            *slot = layout;
        }
        Ok(height)
    }

    /// How deep a type nests, names looked through.
    fn height(&mut self, document: &Document, ty: &Type, depth: u32) -> Result<u32, Fault> {
        let too_deep = || {
            let reason = format!("types nest deeper than {MAX_DEPTH} levels here");
            (ty.span, reason)
        };
        if depth >= MAX_DEPTH {
            return Err(too_deep());
        }
        let mut height = 0;
        if let TypeKind::Named(id) = ty.kind {
            height = match self.heights.get(id.0) {
                Some(Height::Known(height)) => *height,
                Some(Height::Busy) => {
                    let name = &document.named(id).name;
                    return Err((ty.span, format!("type `${name}` contains itself")));
                }
                _ => self.named(document, id, depth + 1)?,
            };
        }
        for part in ty.parts() {
            height = height.max(self.height(document, part, depth + 1)?);
        }
        height += 1;
        if height > MAX_DEPTH {
            return Err(too_deep());
        }
        Ok(height)
    }

    fn layout(&self, ty: &Type) -> Result<Layout, Fault> {
        layout_with(ty, &|id| self.layouts.get(id.index()).copied().unwrap_or_default())
            .ok_or_else(|| (ty.span, "the type is larger than 4 GiB".to_owned()))
    }
}
