// A process of its own for the tests: `restore <stored>..`, `churn <calls>`, `bench [name]`.

import Foundation
import Refundkit

let arguments = CommandLine.arguments.dropFirst()
switch arguments.first {
case "restore": try restore(Array(arguments.dropFirst()))
case "churn": try churn(calls: arguments.last.flatMap { Int($0) } ?? 1_000_000)
case "bench": try bench(arguments.dropFirst().first ?? "")
default: fatalError("usage: Probe restore <stored>.. | churn <calls> | bench [name]")
}

/// Reads what another process stored, and writes it again.
func restore(_ stored: [String]) throws {
    print(try tranzzoRefundFromStored(text: stored[0]).toStored())
    print(try outcomeFromStored(text: stored[1]).toStored())
    print(try snapshotFromStored(text: stored[2]).toStored())
    print(try eventFromStored(text: stored[3]).toStored())
}

/// Calls of every sort; prints by how much the process has grown.
func churn(calls: Int) throws {
    let shop = try Shop()
    try (0..<5_000).forEach(shop.call)
    let before = residentKilobytes()
    try (0..<calls).forEach(shop.call)
    print(residentKilobytes() - before, "KiB more after \(calls) calls")
}

/// Medians of typed calls. Hand-written Swift stands beside them: Foundation's own JSON coding of the same messages.
func bench(_ named: String) throws {
    let shop = try Shop()
    for (name, call) in shop.calls where named.isEmpty || name == named {
        let turns = 2_000
        var times = try (0..<15).map { _ in
            let start = DispatchTime.now().uptimeNanoseconds
            for _ in 0..<turns { try call() }
            return Double(DispatchTime.now().uptimeNanoseconds - start) / Double(turns) / 1000
        }
        times.sort()
        print(String(format: "%6.2f us median, %6.2f best  ", times[7], times[0]) + name)
    }
}

func residentKilobytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    return line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
}
