//! Parser of the witx interface definition language in all its published dialects.
