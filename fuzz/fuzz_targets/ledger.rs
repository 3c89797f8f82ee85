//! The target `ledger`: what it does is in `src/ledger.rs`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: refundkit_fuzz::prepare(), |data: &[u8]| refundkit_fuzz::run("ledger", data));
