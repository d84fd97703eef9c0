//! What an author reads when the function is not one that can be an Action. `TRYBUILD=overwrite` writes the expected texts anew.

#[test]
fn every_fault_of_a_function_is_a_sentence_at_its_place() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
