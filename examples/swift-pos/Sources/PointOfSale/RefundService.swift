// Refunds at one point of sale. The ledger of an order keeps the order of things; this carries out its steps.

import Foundation
import Refundkit

/// The refund is kept, and goes out later where it has not yet: whoever gives the money back otherwise, gives it twice.
public struct TakenOn: Error, CustomStringConvertible {
    public let reference: String
    public let cause: any Error

    public var description: String {
        "\(reference) is taken on and goes out by itself: do not give the money back otherwise (\(cause))"
    }
}

public struct RefundService: Sendable {
    let accounts: [String: any Account]
    let ledgers: Ledgers
    let sender: URLSessionSender
    let clock: @Sendable () -> Int64

    public init(
        accounts: [String: any Account], ledgers: Ledgers,
        sender: URLSessionSender = URLSessionSender(longest: 20), clock: @escaping @Sendable () -> Int64 = millisecondsSince1970
    ) {
        (self.accounts, self.ledgers, self.sender, self.clock) = (accounts, ledgers, sender, clock)
    }

    /// Gives back part of an order. The reference is the till's own id: a double tap is the same refund. Whatever fails once the wish
    /// is kept is thrown as `TakenOn`, a cancelled task too; whatever else it throws, nothing is kept.
    public func refund(_ order: Order, _ wish: Wish) async throws -> RefundView? {
        let opened = try await open(order)
        // What is wrong with it throws here, and nothing is kept.
        try opened.request(wish)
        try await ledgers.remember(key(order), order, wish)
        do {
            try await run(opened, of: order)
            try await ledgers.stored(key(order), [wish])
            return try opened.ledger.refund(reference: wish.reference)
        } catch {
            throw TakenOn(reference: wish.reference, cause: error)
        }
    }

    /// Goes on with every order that has work now, also after a crash. To be called at the start and then now and again. An order
    /// that fails must not keep the others.
    public func resume() async throws -> [RefundView] {
        try await ofEach(ledgers.due(clock()), resumed)
    }

    /// The orders that a person has to look at, with what `docs/on-call.md` says what to do about. Many alerts name no refund, and an
    /// order can have them although all of its refunds succeeded.
    public func needingAPerson() async throws -> [(order: Order, ledger: LedgerView)] {
        try await ofEach(ledgers.needingAPerson()) { kept in
            [(order: kept.order, ledger: try await open(kept.order).ledger.view())]
        }
    }

    /// Goes on with what was kept back since a provider refused the credentials. To be called once there are new ones, and not at
    /// every start: four refusals use up the sendings of a refund.
    public func credentialsChanged() async throws -> [RefundView] {
        try await ofEach(ledgers.needingAPerson()) { kept in
            let opened = try await open(kept.order)
            guard try opened.ledger.view().alerts.contains(where: { $0.kind == .credentialsRefused }) else { return [] }
            try opened.ledger.credentialsChanged(nowMs: clock())
            try await run(opened, of: kept.order)
            return try opened.ledger.view().refunds
        }
    }

    private func ofEach<Found>(_ orders: [Kept], _ work: (Kept) async throws -> [Found]) async throws -> [Found] {
        var found: [Found] = []
        for kept in orders {
            do {
                found += try await work(kept)
            } catch let cancelled as CancellationError {
                throw cancelled
            } catch {
                complain("\(kept.key): \(type(of: error))")
            }
        }
        return found
    }

    /// A refund as it is known, without asking anybody.
    public func known(_ order: Order, _ reference: String) async throws -> RefundView? {
        try await open(order).ledger.refund(reference: reference)
    }

    private func resumed(_ kept: Kept) async throws -> [RefundView] {
        let opened = try await open(kept.order)
        for wish in kept.wishes {
            try opened.request(wish)
        }
        try await run(opened, of: kept.order)
        try await ledgers.stored(kept.key, kept.wishes)
        return try opened.ledger.view().refunds
    }

    private func run(_ opened: OpenLedger, of order: Order) async throws {
        let host = Host(account: try account(order), ledgers: ledgers, sender: sender, clock: clock)
        _ = try await runLedger(opened.ledger, host: host, clock: clock)
    }

    private func open(_ order: Order) async throws -> OpenLedger {
        try await account(order).open(order, row: ledgers.load(key: key(order)))
    }

    func key(_ order: Order) throws -> String {
        try account(order).key(order)
    }

    private func account(_ order: Order) throws -> any Account {
        guard let account = accounts[order.account] else { throw CredentialStoreError("there is no account \(order.account)") }
        return account
    }
}

/// What the till does for a ledger.
private struct Host: LedgerHost {
    let account: any Account
    let ledgers: Ledgers
    let sender: URLSessionSender
    let clock: @Sendable () -> Int64

    func load(key: String) async throws -> LedgerRow? { try await ledgers.load(key: key) }

    func store(step: StoreStep) async throws -> Bool { try await ledgers.store(step) }

    func sign(step: SignStep) async throws -> Data? { try await account.sign(step) }

    func send(step: SendStep) async throws -> HttpResponse? {
        try await sender.send(step.request, within: step.before - clock())
    }

    /// A lost response, or a mistake in `send`: whoever looks after the till is to see which.
    func sendFailed(step: SendStep, error: any Error) async throws {
        let what = step.money ? "refund" : "question"
        FileHandle.standardError.write(Data("\(what): \(type(of: error)) \((error as NSError).code)\n".utf8))
    }

    /// A till has no address for webhooks.
    func acknowledge(response: HttpResponse) async throws {}
}
