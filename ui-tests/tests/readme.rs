//! The README's first example is a compile-fail test, and its error is what the compiler says.

const README: &str = include_str!("../../README.md");
const EXAMPLE: &str = include_str!("../fail/readme/work_item_from_interrupt.rs");
const ANSWER: &str = include_str!("../fail/readme/work_item_from_interrupt.stderr");

/// The first code block of the README in this language.
fn block(language: &str) -> &'static str {
    let (_, after) = README
        .split_once(&format!("```{language}\n"))
        .expect("the block begins");
    after.split_once("```").expect("the block ends").0
}

#[test]
fn the_example_of_the_readme_is_tested() {
    let tested = EXAMPLE
        .strip_suffix("\nfn main() {}\n")
        .expect("a main function for the test");
    assert_eq!(block("rust"), tested);
}

#[test]
fn the_error_in_the_readme_is_the_compilers() {
    for line in block("text").lines() {
        assert!(
            ANSWER.contains(line.trim()),
            "not in the compiler's answer: {line}"
        );
    }
}

#[test]
fn every_role_is_in_the_readme() {
    for role in miniport_roles::ROLES {
        let name = format!("`#[{}", role.attribute);
        assert!(README.contains(&name), "{name}");
    }
}
