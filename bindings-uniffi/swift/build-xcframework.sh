#!/bin/sh
# Builds RefundkitFFI.xcframework beside Package.swift: iOS devices, the iOS simulator and macOS. Needs a Mac with Xcode,
# rustup and a checkout of the repository. Not run by the project's tests: they have no Mac.
set -eu

package=$(cd "$(dirname "$0")" && pwd)
cd "$package/../.."
target=${CARGO_TARGET_DIR:-target}
profile=ffi-release

# The sources, and the headers in a folder of the module's name: two XCFrameworks with a module map at the top collide.
cargo xtask swift-sources

export IPHONEOS_DEPLOYMENT_TARGET=13.0 MACOSX_DEPLOYMENT_TARGET=10.15
for triple in aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios aarch64-apple-darwin x86_64-apple-darwin; do
    rustup target add "$triple"
    cargo rustc --package refundkit-uniffi --lib --profile "$profile" --target "$triple" --crate-type staticlib
done

# One library a platform: those of two processors are joined.
join() {
    mkdir -p "$target/swift/$1"
    lipo -create "$target/$2/$profile/librefundkit.a" "$target/$3/$profile/librefundkit.a" \
        -output "$target/swift/$1/librefundkit.a"
}
join simulator aarch64-apple-ios-sim x86_64-apple-ios
join macos aarch64-apple-darwin x86_64-apple-darwin

rm -rf "$package/RefundkitFFI.xcframework"
xcodebuild -create-xcframework \
    -library "$target/aarch64-apple-ios/$profile/librefundkit.a" -headers "$package/Headers" \
    -library "$target/swift/simulator/librefundkit.a" -headers "$package/Headers" \
    -library "$target/swift/macos/librefundkit.a" -headers "$package/Headers" \
    -output "$package/RefundkitFFI.xcframework"

# For a release: the archive to publish, and what goes into `release` in Package.swift.
cd "$package"
rm -f RefundkitFFI.xcframework.zip
ditto -c -k --sequesterRsrc --keepParent RefundkitFFI.xcframework RefundkitFFI.xcframework.zip
swift package compute-checksum RefundkitFFI.xcframework.zip
