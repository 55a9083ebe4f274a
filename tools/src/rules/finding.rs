//! Something that an inspection found.

use std::fmt;

/// A broken rule, or what only a reader can decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The driver is refused for it; otherwise it is a warning.
    pub fatal: bool,
    /// The rules of Static Driver Verifier that say the same.
    pub rules: Vec<&'static str>,
    message: String,
    help: Option<String>,
}

impl Finding {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            fatal: true,
            rules: Vec::new(),
            message: message.into(),
            help: None,
        }
    }

    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub(crate) fn rules(mut self, rules: &[&'static str]) -> Self {
        self.rules.extend(rules);
        self
    }

    #[must_use]
    pub(crate) fn warning(mut self) -> Self {
        self.fatal = false;
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match self.rules.as_slice() {
            [] => {}
            [rule] => write!(f, " (rule {rule})")?,
            rules => write!(f, " (rules {})", rules.join(", "))?,
        }
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}
