// Every field that a provider's document lists, read from the typed values at the path that its row
// in `tests/fields` names.

import Foundation
import Refundkit
import Testing

@Suite struct Fields {
    @Test(arguments: try returned()) func everyFieldIsAtItsPath(_ returned: Returned) throws {
        let expected = try JSONSerialization.jsonObject(with: Data(contentsOf: returned.file))
        let found = try returned.found()
        for path in returned.paths {
            let (found, expected) = try (spelled(at(found, path)), spelled(at(expected, path)))
            #expect(found == expected, "\(path)")
        }
    }

    @Test func everyTableWasRead() throws {
        #expect(try returned().map(\.paths.count).reduce(0, +) > 700)
    }
}

/// A document that an operation is expected to return, and the paths in it that rows name.
struct Returned: Sendable, CustomTestStringConvertible {
    let file: URL
    let step: [String: String]
    var paths: [String] = []

    var testDescription: String { file.pathComponents.suffix(3).joined(separator: "/") }

    /// What the method of the typed API gives for the fixture's message, as a document.
    func found() throws -> Any {
        let folder = file.deletingLastPathComponent()
        let members = try object(Data(contentsOf: folder.appendingPathComponent("case.json")))
        let side = step["side"] == "server" ? members.members("server") : members
        let name = (step["response"] ?? step["request"] ?? step["webhook"])!
        let message = try readHttp(Data(contentsOf: folder.appendingPathComponent(name)))
        let call = Call(
            operation: step["operation"]!, side: side, refund: members["refund"] as? Members,
            message: message, nowMs: members["nowMs"] == nil ? 0 : members.number("nowMs"))
        let answer = try call.answer()
        guard let name = step["member"] else { return document(answer) }
        let member = Mirror(reflecting: answer).children.first { $0.label == name }
        return try document(#require(member).value)
    }
}

/// Every document that a row names, by provider, case and file.
func returned() throws -> [Returned] {
    var found: [URL: Returned] = [:]
    let (steps, folder) = (try stepsByFile(), kept.appendingPathComponent("fields"))
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        let provider = fixtures.appendingPathComponent(name).deletingPathExtension()
        guard FileManager.default.fileExists(atPath: provider.path) else { continue }
        let table = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        for line in table.split(separator: "\n").dropFirst() {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            let place = columns.last!.split(separator: " ").map(String.init)
            guard let expected = place.first, let step = steps[expected] else { continue }
            let named = columns[0].split(separator: "/")[0]
            let file = provider.appendingPathComponent("\(named)/\(expected)")
            found[file, default: Returned(file: file, step: step)].paths.append(place[1])
        }
    }
    return found.values.sorted { $0.file.path < $1.file.path }
}

/// The rows of steps.json, by the file that they expect.
private func stepsByFile() throws -> [String: [String: String]] {
    let listed = try Data(contentsOf: fixtures.appendingPathComponent("steps.json"))
    let rows = try JSONSerialization.jsonObject(with: listed) as! [Members]
    let steps = rows.map { $0.compactMapValues { $0 as? String } }
    return Dictionary(uniqueKeysWithValues: steps.map { ($0["expect"]!, $0) })
}

/// A number may be a text in documents, and text is compared by its bytes.
private func spelled(_ value: Any) throws -> Data {
    try (value as? String).map { Data($0.utf8) } ?? canonical(value)
}

/// `payments[0].id`, in a document; a text on the way is JSON.
private func at(_ document: Any, _ path: String) throws -> Any {
    try path.split { ".[]".contains($0) }.reduce(document) { value, part in
        let inner = (value as? String).map { Data($0.utf8) }
        let parsed = try inner.map { try JSONSerialization.jsonObject(with: $0) } ?? value
        if let list = parsed as? [Any] { return list[Int(part)!] }
        return try #require((parsed as? Members)?[String(part)], "\(path): no \(part)")
    }
}
