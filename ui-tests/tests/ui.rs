//! Every misuse has a file and its exact diagnostic; what is unusual but right compiles.
//! `TRYBUILD=overwrite cargo test -p ui-tests` takes over new diagnostics.

#[test]
fn misuses_are_refused_and_right_drivers_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("fail/**/*.rs");
    cases.compile_fail("soundness/refused/*.rs");
    cases.pass("pass/*.rs");
}
