// The servers of tests/clients/server.py, which each misbehave in one way and count what arrives.

#if os(Linux)
import Foundation

/// A case, what happens there, and whether nothing of a request can have left.
struct Case {
    let name: String
    let url: String
    let what: String
    let unsent: Bool
}

/// What has arrived at a case.
struct Arrived {
    let requests: Int
    let bytes: Int
    let line: String
    let headers: [[String]]
    let body: String
}

final class Servers {
    private static let program = kept.appendingPathComponent("clients/server.py")

    /// A packed package has none.
    static let areHere = FileManager.default.fileExists(atPath: program.path)

    let cases: [Case]
    private let python: Python

    init() throws {
        python = try Python([Self.program.path])
        let line = python.line()
        let told = try object(Data(line.utf8)) as! [String: Members]
        // In the order of the program, which the objects here do not keep.
        cases = told.sorted { place($0.key, line) < place($1.key, line) }.map { name, members in
            Case(
                name: name, url: members["url"] as! String, what: members["what"] as! String,
                unsent: members["unsent"] as! Bool)
        }
    }

    func url(_ name: String) -> String {
        cases.first { $0.name == name }!.url
    }

    /// What has arrived since the last time.
    func arrived(_ name: String) throws -> Arrived {
        python.tell(name)
        let told = try object(Data(python.line().utf8))
        return Arrived(
            requests: told["requests"] as! Int, bytes: told["bytes"] as! Int,
            line: told["line"] as! String, headers: told["headers"] as! [[String]],
            body: told["body"] as! String)
    }
}

private func place(_ name: String, _ line: String) -> String.Index {
    line.range(of: "\"\(name)\": {")!.lowerBound
}

/// A program in Python, which ends with its standard input.
final class Python {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(_ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    func tell(_ line: String) {
        input.fileHandleForWriting.write(Data("\(line)\n".utf8))
    }

    /// The next line of its output.
    func line() -> String {
        let (reading, end) = (output.fileHandleForReading, UInt8(ascii: "\n"))
        var line = Data()
        while let byte = reading.readData(ofLength: 1).first, byte != end {
            line.append(byte)
        }
        return text(line)
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
#endif
