//! A group of batches decided at once does what the batches one by one would have done.

use std::collections::HashMap;

use anteroom::storage::sled::group::{Group, Prepared, Put};
use anteroom::storage::{Record, StoreError, Version};
use proptest::prelude::*;

use super::contract::{Model, steps};

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    /// `sizes` cuts the steps into groups; the model takes them singly. Expected versions are those that the model has at the
    /// step, so a batch often expects exactly what an earlier batch of its own group wrote.
    #[test]
    fn a_group_decides_as_its_batches_one_by_one(steps in steps(60), sizes in prop::collection::vec(1usize..12, 60)) {
        let mut one_by_one = Model::default();
        let mut grouped = Model::default();
        let (mut next_single, mut next) = (1, 1);
        let mut steps = steps.into_iter();
        for size in sizes {
            let mut group = Group::new(next);
            for step in steps.by_ref().take(size) {
                let batch = step.batch(|key| one_by_one.records.get(key).map(|r| r.version));
                let put = batch.put.iter().map(|(key, value)| (key.clone(), Put::Inline(value.clone()))).collect();
                let prepared = Prepared { expect: batch.expect.clone(), put, delete: batch.delete.clone() };
                let version_at = |key: &[u8]| Ok(grouped.records.get(key).map(|record| record.version));
                let decided = group.stage(prepared, version_at, &HashMap::new());
                match (decided, one_by_one.clash(&batch)) {
                    (Ok(version), None) => {
                        prop_assert_eq!(version, Version(next_single));
                        one_by_one.apply(batch, version);
                        next_single += 1;
                    }
                    (Err(StoreError::Conflict(key)), Some(expected)) => prop_assert_eq!(key, expected),
                    (other, expected) => prop_assert!(false, "{:?} where the model says {:?}", other, expected),
                }
            }
            next = group.next();
            for (key, outcome) in group.writes {
                match outcome {
                    Some((version, Put::Inline(value))) => drop(grouped.records.insert(key, Record { value, version })),
                    Some((_, Put::InFile(_))) => unreachable!("no value is large"),
                    None => drop(grouped.records.remove(&key)),
                }
            }
            prop_assert_eq!(&grouped.records, &one_by_one.records);
        }
    }
}
