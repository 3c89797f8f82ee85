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
    var attention: String?
    /// The references of wishes that no ledger has stored yet.
    var unstored: [String]?
}

/// The till's store. One app writes it, and the actor lets one call in at a time; several apps need a database.
public actor Ledgers {
    nonisolated let folder: URL

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
        kept.attention = step.attention == .none ? nil : "\(step.attention)"
        try write(kept)
        return true
    }

    /// Keeps a wish once. Until a ledger has stored it, its order has work: where the row has ended, nothing else would take the wish
    /// up after a crash. The ledger refuses another one under the same reference.
    func remember(_ key: String, _ order: Order, _ wish: Wish) throws {
        var kept = try kept(key) ?? Kept(key: key, order: order)
        guard !kept.wishes.contains(where: { $0.reference == wish.reference }) else { return }
        kept.wishes.append(wish)
        kept.unstored = (kept.unstored ?? []) + [wish.reference]
        try write(kept)
    }

    /// Says that the ledger's row has these wishes.
    func stored(_ key: String, _ wishes: [Wish]) throws {
        guard var kept = try kept(key), let unstored = kept.unstored else { return }
        let left = unstored.filter { reference in !wishes.contains { $0.reference == reference } }
        kept.unstored = left.isEmpty ? nil : left
        try write(kept)
    }

    /// The orders that have work: their row is due, or the app died before it stored a wish.
    func due(_ nowMs: Int64) throws -> [Kept] {
        try all().filter { kept in kept.unstored != nil || kept.due.map { $0 <= nowMs } == true }
    }

    /// The orders whose row wants a person.
    func needingAPerson() throws -> [Kept] {
        try all().filter { $0.attention != nil }
    }

    /// Every order that can be read: a file that cannot must not keep the others.
    private func all() throws -> [Kept] {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return files.filter { $0.pathExtension == "json" }.compactMap { file in
            do {
                return try read(file)
            } catch {
                complain("\(file.lastPathComponent): \(type(of: error))")
                return nil
            }
        }
    }

    private func kept(_ key: String) throws -> Kept? {
        let file = file(key)
        return FileManager.default.fileExists(atPath: file.path) ? try read(file) : nil
    }

    private func read(_ file: URL) throws -> Kept {
        try JSONDecoder().decode(Kept.self, from: Data(contentsOf: file))
    }

    /// It is on the disk afterwards, which `.atomic` does not promise: without power a ledger would forget what it sent.
    private func write(_ kept: Kept) throws {
        let file = file(kept.key)
        let new = file.appendingPathExtension("new")
        try JSONEncoder().encode(kept).write(to: new)
        try putOnDisk(new)
        guard rename(new.path, file.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        try putOnDisk(folder)
    }

    private func putOnDisk(_ place: URL) throws {
        let descriptor = open(place.path, O_RDONLY)
        guard descriptor >= 0 else { throw CocoaError(.fileReadUnknown) }
        defer { close(descriptor) }
        #if canImport(Darwin)
        // There fsync leaves it in the drive's cache.
        if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
        #endif
        guard fsync(descriptor) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    private func file(_ key: String) -> URL {
        let name = key.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? key
        return folder.appendingPathComponent(name).appendingPathExtension("json")
    }
}

func complain(_ what: String) {
    FileHandle.standardError.write(Data("\(what)\n".utf8))
}
