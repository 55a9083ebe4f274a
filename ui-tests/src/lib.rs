//! Tests of what the compiler says: `fail` has one file for each misuse, with the exact diagnostic beside it; `pass` has
//! what is unusual but right; `expanded` has the reviewed expansion of each attribute and derive.
