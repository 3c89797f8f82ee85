#!/bin/sh
# The library for the four ABIs, into target/kotlin/jniLibs. Needs the NDK (r27 or newer) as ANDROID_NDK_HOME, and rustup.
set -eu
cd "$(dirname "$0")/../../.."

: "${ANDROID_NDK_HOME:?is where the NDK is}"
tools=$(echo "$ANDROID_NDK_HOME"/toolchains/llvm/prebuilt/*/bin)
target_dir=${CARGO_TARGET_DIR:-target}

# abi, Rust target, prefix of the NDK's clang
build() {
    rustup target add "$2"
    upper=$(echo "$2" | tr 'a-z-' 'A-Z_')
    export "CARGO_TARGET_${upper}_LINKER=$tools/${3}23-clang"
    export "CARGO_TARGET_${upper}_RUSTFLAGS=-C link-arg=-Wl,-z,max-page-size=16384"
    cargo build --profile ffi-release --package refundkit-uniffi --target "$2"
    mkdir -p "target/kotlin/jniLibs/$1"
    library=target/kotlin/jniLibs/$1/librefundkit.so
    "$tools/llvm-strip" --strip-unneeded -o "$library" "$target_dir/$2/ffi-release/librefundkit.so"
    aligned "$library"
}

# Android 15 refuses to load a library whose segments are not aligned to pages of 16 KB.
aligned() {
    if "$tools/llvm-readelf" --program-headers "$1" | awk '$1 == "LOAD" && $NF != "0x4000" { wrong = 1 } END { exit !wrong }'; then
        echo "$1: a segment is not aligned to 16 KB" >&2
        exit 1
    fi
    echo "$1"
}

build arm64-v8a aarch64-linux-android aarch64-linux-android
build armeabi-v7a armv7-linux-androideabi armv7a-linux-androideabi
build x86_64 x86_64-linux-android x86_64-linux-android
build x86 i686-linux-android i686-linux-android
