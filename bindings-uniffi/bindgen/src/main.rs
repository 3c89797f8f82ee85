//! Writes the foreign sources: `refundkit-bindgen generate --library <library> --language python --out-dir <folder>`.

fn main() {
    uniffi::uniffi_bindgen_main();
}
