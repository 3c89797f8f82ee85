// The generated source reads as Swift: no Rust in its comments, and no comment that another one ends or nests.

import Foundation
import Testing

@Suite struct Generated {
    static let source = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        .appendingPathComponent("Sources/Refundkit/Refundkit.swift")

    /// The lines inside of `/** .. */`, without their stars.
    static func comments() throws -> [String] {
        let lines = try String(contentsOf: source, encoding: .utf8).components(separatedBy: "\n")
        let trimmed = lines.map { $0.trimmingCharacters(in: .whitespaces) }
        return trimmed.filter { $0.hasPrefix("* ") }.map { String($0.dropFirst(2)) }
    }

    @Test(arguments: ["::", "Option<", "Vec<", "[`", "`None`", "Some(", "&self", "#[", "*/", "/*", "](", "`Self"])
    func nothingOfRust(_ leaked: String) throws {
        #expect(try Self.comments().filter { $0.contains(leaked) } == [])
    }

    /// `parse_response` is `parseResponse` here.
    @Test func namesAreSpelledAsInSwift() throws {
        let source = try String(contentsOf: Self.source, encoding: .utf8)
        let identifiers = Set(source.split { !$0.isLetter && !$0.isNumber && $0 != "_" })
        let wrong = try Self.comments().flatMap { comment in
            let parts = comment.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            return parts.filter { $0.offset % 2 == 1 && $0.element.contains("_") }.map { String($0.element) }
        }.filter { identifiers.contains(Substring(swift($0))) }
        #expect(wrong == [])
    }

    private func swift(_ name: String) -> String {
        let words = name.split(separator: "_")
        return words.prefix(1).joined() + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    @Test func commentsAreThere() throws {
        #expect(try Self.comments().count > 500)
    }
}
