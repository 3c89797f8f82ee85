// Golden fixtures: one folder for each case, one table of steps (tests/fixtures/steps.json), run through the JSON interface.
// Knows no provider: which members an operation reads, the library says.

import Foundation
import Refundkit
import Testing

@Suite struct Golden {
    @Test(arguments: try steps()) func step(_ step: Step) throws {
        let reply = try answered(step.document())
        let error = reply["error"] as? Members
        if let line = step.refusal {
            let parts = [step.row["operation"], error?["code"], error?["field"]].compactMap { $0 as? String }
            #expect(parts.filter { !$0.isEmpty }.joined(separator: " ") == line)
        } else {
            let value = try #require(step.refusesWithError ? error : reply["ok"], "\(reply)")
            let part = step.row["member"].map { (value as? Members)?[$0] ?? NSNull() } ?? value
            let (found, expected) = try (step.printed(part), step.expected())
            // Bytes: Swift takes different spellings of one letter for equal text.
            #expect(found == expected, "found \(text(found)), expected \(text(expected))")
        }
    }

    @Test func fixturesWereFound() throws {
        let steps = try steps()
        #expect(Set(steps.map(\.folder.lastPathComponent)).count > 100)
        #expect(Set(steps.compactMap { $0.row["operation"] }).count > 20)
    }
}

typealias Members = [String: Any]

/// The repository's `tests`, or what a packed package has of it.
let kept: URL = {
    let tests = (0..<2).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let packed = FileManager.default.fileExists(atPath: tests.appendingPathComponent("fixtures").path)
    return packed ? tests : tests.appendingPathComponent("../../../tests").standardizedFileURL
}()
let fixtures = kept.appendingPathComponent("fixtures")

/// One operation of a case: a row of steps.json, or a line of `error.txt` for one that must be refused.
struct Step: Sendable, CustomTestStringConvertible {
    let folder: URL
    let row: [String: String]
    let refusesWithError: Bool
    var refusal: String?

    var testDescription: String {
        "\(folder.deletingLastPathComponent().lastPathComponent)/\(folder.lastPathComponent): \(row["operation"]!) -> \(refusal ?? row["expect"]!)"
    }

    /// The file that the row names, if the case has it.
    func file(_ name: String) -> URL? {
        let url = folder.appendingPathComponent(row[name]!)
        return FileManager.default.fileExists(atPath: url.path) ? url : nil
    }

    /// Whether every message that the row reads is there.
    var hasInputs: Bool {
        row.allSatisfy { name, file in name == "expect" || !file.hasSuffix(".http") || self.file(name) != nil }
    }

    /// The case's own members, and one member for each file that the row names.
    func document() throws -> Members {
        let document = try object(Data(contentsOf: folder.appendingPathComponent("case.json")))
        let side = row["side"] == "server" ? document["server"] as! Members : document
        var members = document.filter { $0.key != "config" }.merging(side) { $1 }
        for name in row.keys where !["expect", "operation", "member", "side"].contains(name) {
            if let url = file(name) { members[name] = try input(name, url) }
        }
        members["operation"] = row["operation"]
        return members
    }

    private func input(_ name: String, _ url: URL) throws -> Any {
        let data = try Data(contentsOf: url)
        if url.pathExtension == "json" { return try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed) }
        let word = text(data).trimmingCharacters(in: .whitespacesAndNewlines)
        if url.pathExtension == "txt" || ["lost", "notSent"].contains(word) { return word }
        return name == "response" ? ["response": readHttp(data)] as Members : readHttp(data)
    }

    func expected() throws -> Data {
        let data = try Data(contentsOf: file("expect")!)
        return row["expect"]!.hasSuffix(".json") ? try canonical(data) : data
    }

    func printed(_ value: Any) throws -> Data {
        if row["expect"]!.hasSuffix(".http") { return printHttp(value as! Members) }
        return row["expect"]!.hasSuffix(".txt") ? Data((value as! String).utf8) : try canonical(value)
    }
}

/// Every step of every case.
func steps() throws -> [Step] {
    let rows = try JSONSerialization.jsonObject(with: Data(contentsOf: fixtures.appendingPathComponent("steps.json")))
    return try folders(fixtures).flatMap(folders).flatMap { folder in
        let rows = (rows as! [Members]).map { row in
            Step(folder: folder, row: row.compactMapValues { $0 as? String }, refusesWithError: row["refused"] as? Bool == true)
        }
        let refused = (try? String(contentsOf: folder.appendingPathComponent("error.txt"), encoding: .utf8)) ?? ""
        let refusals = try refused.split(separator: "\n").map { line in
            let operation = String(line.prefix { $0 != " " })
            var step = try #require(rows.first { $0.row["operation"] == operation && $0.hasInputs })
            step.refusal = String(line)
            return step
        }
        return rows.filter { $0.file("expect") != nil } + refusals
    }
}

/// Asks the JSON interface, with the members that it says the operation reads.
func answered(_ document: Members) throws -> Members {
    let asked = ["provider", "operation"].map { document[$0] as? String }
    let inputs = operations().first { [$0.provider, $0.operation] == asked }?.inputs ?? []
    let read = inputs + (inputs.contains("credentials") ? ["config"] : []) + ["provider", "operation"]
    return try object(Data(dispatch(document: text(canonical(document.filter { read.contains($0.key) }))).utf8))
}

private func folders(_ folder: URL) throws -> [URL] {
    let found = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.isDirectoryKey])
    let folders = try found.filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
    return folders.sorted { $0.path < $1.path }
}

/// `POST https://..` or `HTTP 200`, headers, an empty line, the body without a newline after it.
func readHttp(_ data: Data) -> Members {
    let end = data.firstRange(of: Data("\n\n".utf8))!
    var lines = data[..<end.lowerBound].split(separator: UInt8(ascii: "\n")).map(text)
    let first = lines.removeFirst().split(separator: " ", maxSplits: 1).map(String.init)
    let headers = lines.map { line in
        let colon = line.range(of: ": ")!
        return [String(line[..<colon.lowerBound]), String(line[colon.upperBound...])]
    }
    let message: Members = ["headers": headers, "body": text(data[end.upperBound...])]
    let start: Members = first[0] == "HTTP" ? ["status": Int(first[1])!] : ["method": first[0], "url": first[1]]
    return message.merging(start) { $1 }
}

private func printHttp(_ message: Members) -> Data {
    let start = message["status"].map { "HTTP \($0)" } ?? "\(message["method"]!) \(message["url"]!)"
    let headers = (message["headers"] as! [[String]]).map { "\($0[0]): \($0[1])" }
    return Data(([start] + headers + ["", message["body"] as? String ?? ""]).joined(separator: "\n").utf8)
}

/// JSON with its members in order, so that equal values are equal bytes.
func canonical(_ value: Any) throws -> Data {
    let value = try (value as? Data).map { try JSONSerialization.jsonObject(with: $0, options: .fragmentsAllowed) } ?? value
    return try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes])
}

func object(_ data: Data) throws -> Members {
    try #require(JSONSerialization.jsonObject(with: data) as? Members)
}

func text(_ data: some Sequence<UInt8>) -> String {
    String(decoding: Array(data), as: UTF8.self)
}
