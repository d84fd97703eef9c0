//! `/dbconnections/…`: the database connection without a browser (reference 5.3).

pub mod change_password;
pub mod signup;
