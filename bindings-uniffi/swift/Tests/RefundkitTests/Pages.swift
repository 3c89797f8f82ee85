// The blocks of the package's pages are those that are compiled here.

import Foundation
import Testing

@Suite struct Pages {
    @Test func theFirstPageIsWhatIsCompiled() throws {
        // The third one is a line of Package.swift.
        #expect(try compiled("FirstPage.swift") == printed("README.md").prefix(2))
    }

    @Test func thePageOfAllProvidersIsWhatIsCompiled() throws {
        #expect(try compiled("ProvidersPage.swift") == printed("providers.md")[...])
    }
}

private let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

/// The blocks of Swift of a page.
private func printed(_ page: String) throws -> [String] {
    let file = here.appendingPathComponent("../../\(page)").standardizedFileURL
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.components(separatedBy: "```swift\n").dropFirst().map { rest in
        let block = rest.components(separatedBy: "```")[0]
        let code = block.replacingOccurrences(of: "import Refundkit\n", with: "")
        return code.trimmingCharacters(in: .newlines)
    }
}

/// What stands between two empty comments of a file, without their indentation.
private func compiled(_ file: String) throws -> ArraySlice<String> {
    let text = try String(contentsOf: here.appendingPathComponent(file), encoding: .utf8)
    let lines = text.components(separatedBy: "\n")
    let parts = lines.split(omittingEmptySubsequences: false) { $0.hasSuffix("//") }
    let marks = lines.filter { $0.hasSuffix("//") }.map { $0.count - 2 }
    let blocks = parts.indices.filter { !$0.isMultiple(of: 2) }.map { index in
        let block = parts[index].map { $0.dropFirst(marks[index - 1]) }.joined(separator: "\n")
        return block.trimmingCharacters(in: .newlines)
    }
    return blocks[...]
}
