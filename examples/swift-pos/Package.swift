// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "swift-pos",
    platforms: [.iOS(.v15), .macOS(.v12)],
    dependencies: [.package(path: "../../bindings-uniffi/swift")],
    targets: [
        .target(name: "PointOfSale", dependencies: [.product(name: "Refundkit", package: "swift")]),
        .executableTarget(name: "swift-pos", dependencies: ["PointOfSale"]),
        .testTarget(name: "PointOfSaleTests", dependencies: ["PointOfSale"]),
    ]
)
