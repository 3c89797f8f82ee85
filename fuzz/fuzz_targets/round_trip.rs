//! The target `round_trip`: what it does is in `src/round_trip.rs`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: refundkit_fuzz::prepare(), |data: &[u8]| refundkit_fuzz::run("round_trip", data));
