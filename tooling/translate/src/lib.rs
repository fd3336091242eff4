//! Translates any witx document into WIT.
