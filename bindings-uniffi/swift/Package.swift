// swift-tools-version: 6.0
import Foundation
import PackageDescription

/// The XCFramework of a release. None in a checkout: see README.md, "A release".
let release: (url: String, checksum: String)? = nil

/// An XCFramework that `build-xcframework.sh` left here.
let built = "RefundkitFFI.xcframework"

let native: Target
var settings: [LinkerSetting] = []
if let release {
    native = .binaryTarget(name: "RefundkitFFI", url: release.url, checksum: release.checksum)
} else if FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/\(built)") {
    native = .binaryTarget(name: "RefundkitFFI", path: built)
} else {
    // The built library itself, where the linker is told to look: `swift build -Xlinker -L<folder>`.
    native = .systemLibrary(name: "RefundkitFFI", path: "Headers/RefundkitFFI")
    settings = [.linkedLibrary("refundkit")]
}

let package = Package(
    name: "Refundkit",
    platforms: [.iOS(.v13), .macOS(.v10_15)],
    products: [.library(name: "Refundkit", targets: ["Refundkit"])],
    targets: [
        native,
        .target(name: "Refundkit", dependencies: ["RefundkitFFI"], linkerSettings: settings),
        .executableTarget(name: "Probe", dependencies: ["Refundkit"], path: "Tests/Probe"),
        .testTarget(name: "RefundkitTests", dependencies: ["Refundkit", "Probe"]),
    ],
    swiftLanguageModes: [.v6]
)
