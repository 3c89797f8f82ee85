//! Idempotency keys, made of given bytes.

use refundkit::idempotency_key;

#[test]
fn version_and_variant_stand_where_the_standard_puts_them() {
    assert_eq!(
        idempotency_key([0; 16]),
        "00000000-0000-4000-8000-000000000000"
    );
    assert_eq!(
        idempotency_key([0xff; 16]),
        "ffffffff-ffff-4fff-bfff-ffffffffffff"
    );
}
