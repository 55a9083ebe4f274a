//! The one error of the tool: what went wrong, and what to do about it.

use std::fmt;

/// A failure that ends the command, with hints on how to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    message: String,
    help: Vec<String>,
}

impl Error {
    /// An error with nothing to add to its message.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: Vec::new(),
        }
    }

    /// Adds a hint; each stands on lines of its own.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        for help in &self.help {
            write!(f, "\n  help: {}", help.replace('\n', "\n        "))?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn hints_are_indented_below_the_message() {
        let error = Error::new("no linker")
            .help("either:\n  this")
            .help("or that");
        assert_eq!(
            error.to_string(),
            "no linker\n  help: either:\n          this\n  help: or that"
        );
    }
}
