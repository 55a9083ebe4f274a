//! The callbacks that a driver in C declares for Static Driver Verifier: `ROLE_TYPE name;` in a source or a header.
//!
//! A callback that is left out is not judged, so whatever names a role type and is not understood is an error.

use std::ops::Range;

use crate::diagnostics::rendered;
use crate::rules::{CALLBACKS, Callback};
use crate::source::File;
use crate::{Error, file};

/// A function that is declared by a type: `HW_TIMER Tick;`.
#[derive(Debug)]
pub(crate) struct Declared {
    /// Its name; in place of one, an address (`0x1000`).
    pub name: String,
    /// The type's name.
    pub role_type: String,
    /// The role type; `None` of a type that is none.
    pub role: Option<&'static Callback>,
    /// Where it stands.
    at: Range<usize>,
}

/// What a source or a header declares.
#[derive(Debug)]
pub(crate) struct Declarations {
    file: File,
    /// Functions by role type, and whatever else `NAME name;` may declare.
    pub all: Vec<Declared>,
}

impl Declarations {
    /// Reads a source or a header.
    pub(crate) fn read(path: &std::path::Path) -> Result<Self, Error> {
        Self::of(File {
            path: path.to_owned(),
            text: file::read_text(path)?,
        })
    }

    fn of(file: File) -> Result<Self, Error> {
        let tokens = tokens(&file.text);
        let mut all = Vec::new();
        let mut errors = Vec::new();
        let mut place = Place::default();
        for (index, token) in tokens.iter().enumerate() {
            place.step(&tokens, index);
            match declaration(&tokens, index, &place) {
                Ok(declared) => all.extend(declared),
                Err(wrong) => errors.push(rendered(&file, &wrong, token.at.clone())),
            }
        }
        if errors.is_empty() {
            return Ok(Self { file, all });
        }
        Err(Error::new(format!(
            "what is a callback is not understood\n{}",
            errors.join("\n\n")
        ))
        .help("`HW_DPC_ROUTINE Complete;` declares one"))
    }

    /// An error or a warning about one of them, which points at it.
    pub(crate) fn rendered(&self, message: &str, declared: &Declared) -> String {
        rendered(&self.file, message, declared.at.clone())
    }

    /// The file and the line of one.
    pub(crate) fn place(&self, declared: &Declared) -> String {
        let line = self.file.line(declared.at.start);
        format!("{}:{line}", self.file.path.display())
    }
}

/// What a name that is no role type may be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// A role type with a letter too many or too few, or with others.
    Misspelt(&'static str),
    /// One of Storport's, and there is none of that name.
    OfStorport,
    /// One that is not judged here, such as `WORKER_THREAD_ROUTINE`, or a type of no function.
    Other,
}

impl Unknown {
    /// Looks at a name.
    pub(crate) fn of(role_type: &str) -> Self {
        let nearest = CALLBACKS
            .iter()
            .map(|role| (strsim::osa_distance(role_type, role.role_type), role))
            .min_by_key(|(distance, _)| *distance);
        match nearest {
            Some((0..=2, role)) => Self::Misspelt(role.role_type),
            // All of Storport's are known.
            _ if role_type.starts_with("HW_") || role_type.starts_with("VIRTUAL_HW_") => {
                Self::OfStorport
            }
            _ => Self::Other,
        }
    }
}

/// Where in the text a token is.
#[derive(Debug, Default)]
struct Place {
    /// The parentheses that are open.
    depth: usize,
    /// The braces that are open; whether one begins the body of something.
    braces: Vec<bool>,
    /// Where the statement begins.
    statement: usize,
}

impl Place {
    /// Goes over a token.
    fn step(&mut self, tokens: &[Token<'_>], index: usize) {
        match tokens[index].text {
            "(" => self.depth += 1,
            ")" => self.depth = self.depth.saturating_sub(1),
            brace @ ("{" | "}") => {
                // `extern "C" {`, without what is in quotes.
                let is_body = index == 0 || tokens[index - 1].text != "extern";
                if brace == "{" {
                    self.braces.push(is_body);
                } else {
                    self.braces.pop();
                }
                (self.depth, self.statement) = (0, index + 1);
            }
            ";" if self.depth == 0 => self.statement = index + 1,
            _ => {}
        }
    }
}

/// What a token, a type, declares.
fn declaration(tokens: &[Token<'_>], index: usize, place: &Place) -> Result<Vec<Declared>, String> {
    let first = &tokens[index];
    let before = &tokens[place.statement.min(index)..index];
    let mut rest = tokens[index + 1..].iter().map(|token| token.text);
    let role = Callback::named(first.text);
    let is_typedef = before.iter().any(|token| token.text == "typedef");
    if place.depth > 0 {
        let is_used = match (rest.next(), rest.next()) {
            // A cast, or a parameter, which is a pointer.
            (Some("*"), _) => true,
            (Some(name), Some("," | ")")) => is_name(name),
            _ => is_typedef,
        };
        return match role {
            Some(role) if !is_used => Err(format!(
                "this does not declare a function: write `{} name;`",
                role.role_type
            )),
            _ => Ok(Vec::new()),
        };
    }
    let is_data = role.is_none() && place.braces.contains(&true);
    if !is_name(first.text) || KEYWORDS.contains(&first.text) || is_data {
        return Ok(Vec::new());
    }
    let mut declared = Vec::new();
    loop {
        match (role, rest.next(), rest.next()) {
            // A pointer to such a function.
            (_, Some("*"), _) => return Ok(declared),
            (Some(_), Some("(" | ")"), _) if is_typedef => return Ok(declared),
            (Some(role), ..) if is_typedef => {
                return Err(format!(
                    "functions by another name for `{0}` are not seen: declare them by `{0}`",
                    role.role_type
                ));
            }
            (_, Some(name), Some(end @ (";" | ","))) if is_name(name) && !is_typedef => {
                declared.push(Declared {
                    name: name.to_owned(),
                    role_type: first.text.to_owned(),
                    role,
                    at: first.at.clone(),
                });
                if end == ";" {
                    return Ok(declared);
                }
            }
            (Some(role), Some(name), _) if is_name(name) => {
                return Err(format!("`{} {name}` ends without a `;`", role.role_type));
            }
            (Some(role), ..) => {
                return Err(format!(
                    "no function is declared here: write `{} name;`",
                    role.role_type
                ));
            }
            (None, ..) => return Ok(Vec::new()),
        }
    }
}

/// Words before a name that are no types.
const KEYWORDS: [&str; 5] = ["return", "goto", "extern", "static", "else"];

fn is_name(text: &str) -> bool {
    text.starts_with(|letter: char| letter == '_' || letter.is_alphanumeric())
}

/// A word, a number, or one letter of what else there is.
#[derive(Debug)]
struct Token<'t> {
    text: &'t str,
    at: Range<usize>,
}

/// The tokens without comments, directives of the preprocessor, and what is in quotes.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut begins_line = true;
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if let Some(comment) = rest.strip_prefix("/*") {
            comment.find("*/").map_or(rest.len(), |end| end + 4)
        } else if rest.starts_with("//") || letter == '#' && begins_line {
            directive(rest)
        } else if letter == '"' || letter == '\'' {
            quoted(rest, letter)
        } else if letter.is_whitespace() {
            begins_line |= letter == '\n';
            letter.len_utf8()
        } else {
            let end = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
            let length = end.unwrap_or(rest.len()).max(letter.len_utf8());
            tokens.push(Token {
                text: &rest[..length],
                at: at..at + length,
            });
            begins_line = false;
            length
        };
        at += length;
    }
    tokens
}

/// To the end of the line, and of the next one after a backslash.
fn directive(text: &str) -> usize {
    let mut length = 0;
    for line in text.split_inclusive('\n') {
        length += line.len();
        if !line.trim_end().ends_with('\\') {
            // The end of the line begins the next one.
            return length - usize::from(line.ends_with('\n'));
        }
    }
    length
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        if letter == '\n' || letter == quote && !escaped {
            return at + 1;
        }
        escaped = letter == '\\' && !escaped;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Declarations, Error> {
        Declarations::of(File {
            path: "roles.h".into(),
            text: text.to_owned(),
        })
    }

    fn found(text: &str) -> Vec<String> {
        let declarations = read(text).unwrap_or_else(|error| panic!("{error}"));
        let roles = declarations.all.iter().filter(|found| found.role.is_some());
        roles
            .map(|found| format!("{} {}", found.role_type, found.name))
            .collect()
    }

    #[test]
    fn declarations_of_c_name_role_and_function() {
        let text = "#include <storport.h>\nHW_DPC_ROUTINE Complete; /* HW_TIMER */\nextern HW_TIMER Tick;\n\
                    static HW_STARTIO\nStart;\nPHW_TIMER other;\nHW_TIMER *pointer; HW_INTERRUPT 0x1000;\n\
                    _Dispatch_type_(IRP_MJ_READ)\n_Dispatch_type_(IRP_MJ_WRITE) DRIVER_DISPATCH Read;\n\
                    #define BOTH HW_TIMER \\\n  x;\n extern \"C\" { HW_BUILDIO First, Second; }\n\
                    typedef HW_TIMER *TIMER; typedef VOID (HW_TIMER)(PVOID); typedef _Function_class_(HW_TIMER) VOID T(PVOID);\nvoid f(HW_TIMER t) { run((HW_TIMER *)x, \"HW_TIMER\"); } // HW_TIMER";
        assert_eq!(
            found(text),
            [
                "HW_DPC_ROUTINE Complete",
                "HW_TIMER Tick",
                "HW_STARTIO Start",
                "HW_INTERRUPT 0x1000",
                "DRIVER_DISPATCH Read",
                "HW_BUILDIO First",
                "HW_BUILDIO Second",
            ]
        );
    }

    #[test]
    fn a_role_type_that_declares_nothing_is_an_error_that_points_at_it() {
        for (text, expected) in [
            ("HW_DPC_ROUTINE Complete", "ends without a `;`"),
            ("\nHW_TIMER Tick\nHW_DPC_ROUTINE Complete;", "roles.h:2:1"),
            ("HW_TIMER;", "no function is declared here"),
            ("HW_TIMER Tick(void) {}", "`HW_TIMER Tick` ends without"),
            (
                "typedef HW_TIMER TICK; TICK Tick;",
                "declare them by `HW_TIMER`",
            ),
            (
                "_Function_class_(HW_TIMER) VOID Tick(PVOID e) {}",
                "write `HW_TIMER name;`",
            ),
            ("DECLARE(HW_TIMER, Tick);", "write `HW_TIMER name;`"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn a_mistaken_role_type_is_told_from_one_that_is_not_judged() {
        for (name, expected) in [
            ("HW_DPC_ROTINE", Unknown::Misspelt("HW_DPC_ROUTINE")),
            ("DRIVER_UNLAOD", Unknown::Misspelt("DRIVER_UNLOAD")),
            ("HW_FOO", Unknown::OfStorport),
            ("WORKER_THREAD_ROUTINE", Unknown::Other),
            ("ULONG", Unknown::Other),
        ] {
            assert_eq!(Unknown::of(name), expected, "{name}");
        }
        // Types of data are not looked at in a function.
        let text = "extern \"C\" { HW_FOO Tick; }\nvoid f(void) { HW_INITIALIZATION_DATA data; }";
        let declarations = read(text).unwrap();
        let types: Vec<_> = declarations
            .all
            .iter()
            .map(|found| &found.role_type)
            .collect();
        assert_eq!(types, ["HW_FOO"]);
    }
}
