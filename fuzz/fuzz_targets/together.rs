//! All targets in one, chosen by the first byte: played over all corpora, it counts what they cover together.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: refundkit_fuzz::prepare(), |data: &[u8]| refundkit_fuzz::together(data));
