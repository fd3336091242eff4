//! What is derived from generations: their models, which share one WIT package.

use wasi_crypto_witx::Document;

use crate::binding::Bindings;
use crate::errors::{ModelError, Problem};
use crate::generation::{Generation, place};
use crate::generations::{CURRENT, Generations};
use crate::model::Model;
use crate::shape::Shape;
use crate::{merged, older, single};

/// Several generations, taken together.
#[derive(Clone, Debug)]
pub struct Together {
    /// The model of all.
    pub model: Model,
    /// What each of them does by itself, oldest first.
    pub parts: Vec<Bindings>,
}

impl Generations {
    /// The model of the legacy API: the WIT package, which is one, and what each function of a generation does. Of several
    /// generations, named as [`Generations::named`] takes them, the functions of all are there; what a value means is
    /// decided by the bytes that come with it where they can tell, else it means what it means in the newest of them.
    ///
    /// # Errors
    ///
    /// [`Problem::UnknownGeneration`] for a name that is none, [`Problem::Unserved`] for a generation that only has a
    /// description. Others mean that the files of a generation disagree, which the tests of this crate exclude for those
    /// it carries.
    pub fn model(&self, name: &str) -> Result<Model, ModelError> {
        Ok(self.together(name)?.model)
    }

    /// The model of one or several generations, and what it was made of.
    ///
    /// # Errors
    ///
    /// As [`Generations::model`].
    pub fn together(&self, name: &str) -> Result<Together, ModelError> {
        let names = self.named(name)?;
        let shape = Shape::embedded()?;
        let current = self.written(CURRENT)?;
        let mut model = Model::derive(&shape, &current)?;
        let mut parts = Vec::new();
        for generation in names {
            parts.push(self.derive(&shape, &model, &current, generation)?);
        }
        model.bindings = merged::merge(&shape, &model.package, parts.clone())?;
        Ok(Together { model, parts })
    }

    /// What each function of one or several generations does; see [`Generations::model`].
    ///
    /// # Errors
    ///
    /// As [`Generations::model`].
    pub fn bindings(&self, name: &str) -> Result<Bindings, ModelError> {
        Ok(self.model(name)?.bindings)
    }

    fn derive(
        &self,
        shape: &Shape,
        model: &Model,
        current: &Document,
        generation: &Generation,
    ) -> Result<Bindings, ModelError> {
        let name = generation.name();
        if name == CURRENT {
            return Ok(model.bindings.clone());
        }
        if let Some(reason) = generation.unserved() {
            let (name, reason) = (name.to_owned(), reason.to_owned());
            return Err(ModelError::new("", Problem::Unserved { name, reason }));
        }
        let document = self.written(name)?;
        let meaning = match &generation.facts().like {
            Some(like) => self.find(like)?,
            None => generation,
        };
        let at = place(meaning.name());
        match &meaning.facts().objects {
            Some(table) => single::derive((shape, &model.package), (&at, table), name, &document),
            None => older::derive((shape, &model.package), current, (&at, meaning.facts()), name, &document),
        }
    }

    /// The witx of a generation that has some.
    fn written(&self, name: &str) -> Result<Document, ModelError> {
        let document = self.document(name)?;
        document.ok_or_else(|| ModelError::new(place(name), Problem::Witx("it has no witx".to_owned())))
    }
}

/// The generations a name stands for among those this crate carries, oldest first; see [`Generations::named`].
///
/// # Errors
///
/// [`Problem::UnknownGeneration`].
///
/// ```
/// use wasi_crypto_model::generations;
///
/// assert_eq!(generations("current")?, ["0.10"]);
/// assert_eq!(generations("2020-06..2020-11")?, ["2020-06", "2020-10", "2020-11"]);
/// assert!(generations("1999").is_err());
/// # Ok::<(), wasi_crypto_model::ModelError>(())
/// ```
pub fn generations(name: &str) -> Result<Vec<&'static str>, ModelError> {
    Ok(Generations::embedded()?.named(name)?.into_iter().map(Generation::name).collect())
}

/// The names of the generations this crate carries that there are adapters for, oldest first.
pub fn served() -> Vec<&'static str> {
    Generations::embedded().map(Generations::served).unwrap_or_default()
}

/// The model of one of the generations this crate carries, or of several; see [`Generations::model`].
///
/// # Errors
///
/// As [`Generations::model`].
pub fn model(generation: &str) -> Result<Model, ModelError> {
    Generations::embedded()?.model(generation)
}

/// What each legacy function of one or several generations does; see [`model`].
///
/// # Errors
///
/// As [`model`].
pub fn bindings(generation: &str) -> Result<Bindings, ModelError> {
    Generations::embedded()?.bindings(generation)
}

/// The witx files of one of the generations this crate carries.
///
/// # Errors
///
/// [`Problem::UnknownGeneration`], and [`Problem::Witx`] for a generation that has none.
pub fn document(generation: &str) -> Result<Document, ModelError> {
    Generations::embedded()?.written(generation)
}
