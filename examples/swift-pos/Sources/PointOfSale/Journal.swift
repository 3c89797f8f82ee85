// What outlives the app: each refund before it is sent, and what is known of it. An app would use its database.

import Foundation
import Refundkit

public struct Journal: Sendable {
    let folder: URL

    public init(folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func store(_ refund: TranzzoRefund, as key: String) throws {
        try Data(refund.toStored().utf8).write(to: file(key, "refund"), options: .atomic)
    }

    func store(_ outcome: RefundOutcome, as key: String) throws {
        try Data(outcome.toStored().utf8).write(to: file(key, "outcome"), options: .atomic)
    }

    func refund(_ key: String) throws -> TranzzoRefund {
        try tranzzoRefundFromStored(text: String(contentsOf: file(key, "refund"), encoding: .utf8))
    }

    func outcome(_ key: String) throws -> RefundOutcome? {
        let file = file(key, "outcome")
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        return try outcomeFromStored(text: String(contentsOf: file, encoding: .utf8))
    }

    /// Refunds that nobody has heard the end of.
    public func open() throws -> [String] {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let keys = files.filter { $0.pathExtension == "refund" }.map { $0.deletingPathExtension().lastPathComponent }
        return try keys.sorted().filter { try outcome($0)?.isFinal() != true }
    }

    private func file(_ key: String, _ kind: String) -> URL {
        folder.appendingPathComponent(key).appendingPathExtension(kind)
    }
}
