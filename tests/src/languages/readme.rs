//! The commands of a README, and what it says they print.

/// The blocks of a README that are commands.
pub struct Readme {
    blocks: Vec<Block>,
}

struct Block {
    language: String,
    text: String,
}

impl Readme {
    /// Reads the fenced blocks of a text in Markdown.
    pub fn parse(markdown: &str) -> Readme {
        let mut blocks = Vec::new();
        let mut open: Option<Block> = None;
        for line in markdown.lines() {
            match (&mut open, line.strip_prefix("```")) {
                (None, Some(language)) => open = Some(Block { language: language.into(), text: String::new() }),
                (Some(_), Some(_)) => blocks.extend(open.take()),
                (Some(block), None) => {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                (None, None) => {}
            }
        }
        Readme { blocks }
    }

    /// The first commands, which install what the others need.
    ///
    /// # Panics
    ///
    /// When there are no commands.
    pub fn installation(&self) -> &str {
        self.commands().next().expect("the README has commands")
    }

    /// All later commands.
    pub fn rest(&self) -> impl Iterator<Item = &str> {
        self.commands().skip(1)
    }

    /// The lines that the commands print according to the README, except those with random values, which have a `~`.
    pub fn output(&self) -> impl Iterator<Item = &str> {
        self.blocks
            .iter()
            .filter(|block| block.language == "text")
            .flat_map(|block| block.text.lines())
            .filter(|line| !line.contains('~'))
    }

    fn commands(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().filter(|block| block.language == "sh").map(|block| block.text.as_str())
    }
}
