//! The attributes of `anteroom-guest`.
