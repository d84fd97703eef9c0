//! Script Actions: JavaScript in the engine, through the same sandbox as components.

mod basics;
