//! The model of the API and what is made of it.

mod bindings;
mod disagreements;
mod documents;
mod generated;
mod generations;
mod package;
mod upstream;
