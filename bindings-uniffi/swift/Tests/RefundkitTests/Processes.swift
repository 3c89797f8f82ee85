// What outlives the process, many threads, and memory.

import Foundation
import Refundkit
import Testing

@Suite struct Processes {
    @Test func writtenHereReadInAnotherProcess() throws {
        let (tranzzo, refund) = try (tranzzo(), refund())
        let snapshot = try #require(tranzzo.parseStatusResponse(refund: refund, response: response("status.http")).snapshot)
        let stored = try [
            refund.toStored(), tranzzo.parseResponse(refund: refund, response: nil).outcome.toStored(), snapshot.toStored(),
            tranzzo.parseWebhook(webhook: webhook()).event.toStored(),
        ]
        #if os(macOS) || os(Linux)
        #expect(try probe(["restore"] + stored).split(separator: "\n").map(String.init) == stored)
        #endif
    }

    @Test func otherKindsAreRefused() throws {
        let stored = try refund().toStored()
        #expect(try tranzzoRefundFromStored(text: stored) == refund())
        #expect(refused { try outcomeFromStored(text: stored) }?.field == "stored.kind")
        #expect(refused { try outcomeFromStored(text: "{}") } != nil)
    }

    @Test func manyThreadsShareAnObject() async throws {
        let shared = try tranzzo()
        let received = try response("response.http")
        let right = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<64 {
                group.addTask {
                    try (0..<200).count { turn in
                        let order = task.isMultiple(of: 2) ? "123" : "order-\(task)-\(turn)"
                        let refund = try refund(order: order)
                        let sent = try shared.buildRequest(refund: refund).body?.contains("\"\(order)\"") == true
                        let outcome = try shared.parseResponse(refund: refund, response: received).outcome
                        return sent && outcome.status == (order == "123" ? .succeeded : .unknown)
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(right == 64 * 200)
    }

    /// A million: `swift run -c release -Xlinker -L$PWD/lib Probe churn 1000000`.
    @Test func memoryIsFlat() throws {
        #if os(Linux)
        let grown = try #require(Int(probe(["churn", "20000"]).prefix { $0 != " " }))
        #expect(grown < 1024, "\(grown) KiB in 20,000 calls")
        #endif
    }
}

extension Sequence {
    fileprivate func count(where fits: (Element) throws -> Bool) rethrows -> Int {
        try reduce(0) { try $0 + (fits($1) ? 1 : 0) }
    }
}

#if os(macOS) || os(Linux)
/// Runs the program in Tests/Probe, which was built beside the tests.
private func probe(_ arguments: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    #if os(Linux)
    let tests = URL(fileURLWithPath: CommandLine.arguments[0])
    #else
    let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }!.bundleURL
    #endif
    process.executableURL = tests.deletingLastPathComponent().appendingPathComponent("Probe")
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return text(output)
}
#endif
