//! What handlers take out of requests, with errors in the form of the endpoint's contract.

pub mod fields;
pub mod origin;

pub use fields::Fields;
pub use origin::Origin;
