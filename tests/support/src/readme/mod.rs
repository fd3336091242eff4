//! READMEs whose commands are run as they are written.
//!
//! What they are made of, for people as for the tests:
//!
//! * A block of `sh` holds commands. The blocks of a section are typed into one shell, in a fresh folder.
//! * A block of `text` right after it is what is printed, errors included; see [`output`] for what may differ.
//! * Any other block is a file if the paragraph before it ends with a name, as in "in `policy.toml`:", else an example
//!   that is no part of the session.

pub mod output;
mod session;

pub use session::Session;

/// A README, section by section.
pub struct Readme {
    sections: Vec<Section>,
}

/// What is below one heading.
#[derive(Default)]
pub struct Section {
    /// The heading; empty before the first one.
    pub title: String,
    /// The blocks, in their order.
    pub steps: Vec<Step>,
}

/// A block.
#[derive(Debug, PartialEq)]
pub enum Step {
    /// Commands, and what they print if the README shows it.
    Commands {
        /// What is typed.
        text: String,
        /// What is printed then.
        prints: Option<String>,
    },
    /// A file that the reader writes.
    File {
        /// Its path from the folder of the session.
        path: String,
        /// What is in it.
        text: String,
    },
    /// An example.
    Example {
        /// What stands behind the fence: a language, and what its tools are told.
        language: String,
        /// The code.
        text: String,
    },
}

impl Readme {
    /// Reads a text in Markdown.
    ///
    /// # Errors
    ///
    /// Something in it looks like commands but would not be run: an indented block, a block without a language or in
    /// another shell's, or a `$` before a command.
    pub fn parse(markdown: &str) -> Result<Readme, String> {
        let mut sections = vec![Section::default()];
        let (mut open, mut previous, mut after_commands): (Option<(String, String)>, &str, bool) = (None, "", false);
        for (index, line) in markdown.lines().enumerate() {
            let wrong = |what: &str| Err(format!("line {}: {what}\n{line}", index + 1));
            let section = sections.last_mut().expect("there is a first one");
            match (&mut open, line.strip_prefix("```")) {
                (None, Some("" | "bash" | "shell" | "console")) => return wrong("commands are fenced as `sh`"),
                (None, Some(language)) => open = Some((language.into(), String::new())),
                (Some(_), Some(_)) => {
                    let (language, text) = open.take().expect("it is open");
                    section.add(language, text, previous, after_commands);
                    after_commands = matches!(section.steps.last(), Some(Step::Commands { prints: None, .. }));
                }
                (Some((language, _)), None) if line.starts_with("$ ") && language == "text" => {
                    return wrong("commands stand in a block of their own, without `$`");
                }
                (Some((_, text)), None) => {
                    text.push_str(line);
                    text.push('\n');
                }
                (None, None) => {
                    if line.starts_with("    ") && previous.is_empty() {
                        return wrong("an indented block: fence it");
                    }
                    if let Some(title) = heading(line) {
                        sections.push(Section { title: title.into(), steps: Vec::new() });
                    }
                    if !line.is_empty() {
                        after_commands = false;
                    }
                }
            }
            if open.is_none() {
                // An empty line between a paragraph and its block changes nothing; one between paragraphs does.
                previous = if line.is_empty() && previous.ends_with(':') { previous } else { line };
            }
        }
        match open {
            Some((language, _)) => Err(format!("a block of {language} is not closed")),
            None => Ok(Readme { sections }),
        }
    }

    /// The sections that have blocks.
    pub fn into_sections(self) -> impl Iterator<Item = Section> {
        self.sections.into_iter().filter(|section| !section.steps.is_empty())
    }

    /// All blocks.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.sections.iter().flat_map(|section| &section.steps)
    }
}

impl Step {
    /// What is typed.
    pub fn commands(&self) -> Option<&str> {
        match self {
            Step::Commands { text, .. } => Some(text),
            Step::File { .. } | Step::Example { .. } => None,
        }
    }
}

impl Section {
    /// Whether there is something to type.
    pub fn has_commands(&self) -> bool {
        self.steps.iter().any(|step| step.commands().is_some())
    }

    fn add(&mut self, language: String, text: String, paragraph: &str, after_commands: bool) {
        let step = match (language.as_str(), self.steps.last_mut()) {
            ("sh", _) => Step::Commands { text, prints: None },
            ("text", Some(Step::Commands { prints, .. })) if after_commands => {
                *prints = Some(text);
                return;
            }
            _ => match file_name(paragraph) {
                Some(path) => Step::File { path: path.into(), text },
                None => Step::Example { language, text },
            },
        };
        self.steps.push(step);
    }
}

fn heading(line: &str) -> Option<&str> {
    line.starts_with('#').then(|| line.trim_start_matches('#').trim())
}

/// The name a paragraph ends with.
fn file_name(paragraph: &str) -> Option<&str> {
    let (_, name) = paragraph.strip_suffix("`:")?.rsplit_once('`')?;
    name.contains('.').then_some(name)
}

/// A line without the comment behind its command.
pub fn without_comment(line: &str) -> &str {
    line.split_once(" # ").map_or(line, |(command, _)| command).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_steps() {
        let text = "# Top\n\n```text\nno output\n```\n\n## One\n\nIn `a/b.toml`:\n\n```toml\nx\n```\n\n```sh\nrun \\\n  it  # now\n```\n\n\
                    ```text\nran\n```\n\n```rust\nfn\n```\n";
        let readme = Readme::parse(text).unwrap();
        let example = |language: &str, text: &str| Step::Example { language: language.into(), text: text.into() };
        let steps = [
            example("text", "no output\n"),
            Step::File { path: "a/b.toml".into(), text: "x\n".into() },
            Step::Commands { text: "run \\\n  it  # now\n".into(), prints: Some("ran\n".into()) },
            example("rust", "fn\n"),
        ];
        assert!(readme.steps().eq(&steps), "{:?}", readme.steps().collect::<Vec<_>>());
        let titles: Vec<_> = readme.into_sections().map(|section| section.title).collect();
        assert_eq!(titles, ["Top", "One"]);
        assert_eq!(without_comment("run it    # now"), "run it");
    }

    #[test]
    fn a_text_that_does_not_follow_commands_is_not_their_output() {
        let readme = Readme::parse("```sh\nrun\n```\n\nIt is like this:\n\n```text\ntree\n```\n").unwrap();
        let commands = readme.steps().next().unwrap();
        assert_eq!(*commands, Step::Commands { text: "run\n".into(), prints: None });
    }

    #[test]
    fn what_looks_like_commands_but_would_not_be_run_is_refused() {
        for text in
            ["words\n\n    run it\n", "```\nrun it\n```\n", "```console\n$ run it\n```\n", "```text\n$ run it\n```\n"]
        {
            assert!(Readme::parse(text).is_err(), "{text}");
        }
    }
}
