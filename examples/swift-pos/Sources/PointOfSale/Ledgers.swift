// What outlives the app: a file for each order, with the row of its ledger and what the ledger is opened with. Holds no key.

import Foundation
import Refundkit

/// An order of the shop: at which account it was paid, the provider's name of it, and how much it was.
public struct Order: Codable, Sendable {
    public let account: String
    public let id: String
    public let minorUnits: Int64
    public let currency: String

    public init(account: String, id: String, captured: Money) {
        (self.account, self.id) = (account, id)
        (minorUnits, currency) = (captured.minorUnits, captured.currency)
    }

    var captured: Money { Money(minorUnits: minorUnits, currency: currency) }
}

/// A refund that the till wants, by the till's own id.
public struct Wish: Codable, Sendable {
    public let reference: String
    public let minorUnits: Int64
    public let currency: String

    public init(reference: String, amount: Money) {
        (self.reference, minorUnits, currency) = (reference, amount.minorUnits, amount.currency)
    }

    var amount: Money { Money(minorUnits: minorUnits, currency: currency) }
}

/// Everything that is kept of an order. Without a body there is no row yet.
struct Kept: Codable, Sendable {
    let key: String
    let order: Order
    var wishes: [Wish] = []
    var body: String?
    var version: Int64 = 0
    var due: Int64?
}

/// The till's store. One app writes it, and the actor lets one call in at a time; several apps need a database.
public actor Ledgers {
    private let folder: URL

    public init(folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// A read that fails throws: that is never "no row".
    func load(key: String) throws -> LedgerRow? {
        guard let kept = try kept(key), let body = kept.body else { return nil }
        return LedgerRow(body: body, version: kept.version)
    }

    /// Whether the row still had the version that the ledger expects.
    func store(_ step: StoreStep) throws -> Bool {
        guard var kept = try kept(step.key), kept.version == step.expected else { return false }
        (kept.body, kept.version, kept.due) = (step.body, step.expected + 1, step.due)
        try write(kept)
        return true
    }

    /// Keeps a wish once, and makes its order due: where the row has ended, nothing else would take the wish up after a crash.
    /// The ledger refuses another one under the same reference.
    func remember(_ key: String, _ order: Order, _ wish: Wish) throws {
        var kept = try kept(key) ?? Kept(key: key, order: order)
        guard !kept.wishes.contains(where: { $0.reference == wish.reference }) else { return }
        kept.wishes.append(wish)
        kept.due = 0
        try write(kept)
    }

    /// The orders that have work: their row is due, or the app died before it wrote one.
    func due(_ nowMs: Int64) throws -> [Kept] {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let orders = try files.filter { $0.pathExtension == "json" }.map(read)
        return orders.filter { kept in kept.body == nil || kept.due.map { $0 <= nowMs } == true }
    }

    private func kept(_ key: String) throws -> Kept? {
        let file = file(key)
        return FileManager.default.fileExists(atPath: file.path) ? try read(file) : nil
    }

    private func read(_ file: URL) throws -> Kept {
        try JSONDecoder().decode(Kept.self, from: Data(contentsOf: file))
    }

    private func write(_ kept: Kept) throws {
        try JSONEncoder().encode(kept).write(to: file(kept.key), options: .atomic)
    }

    private func file(_ key: String) -> URL {
        let name = key.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? key
        return folder.appendingPathComponent(name).appendingPathExtension("json")
    }
}
