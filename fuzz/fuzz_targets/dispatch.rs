//! The target `dispatch`: what it does is in `src/dispatch.rs`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: refundkit_fuzz::prepare(), |data: &[u8]| refundkit_fuzz::run("dispatch", data));
