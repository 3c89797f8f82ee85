// Refunds at one point of sale. The ledger of an order keeps the order of things; this carries out its steps.

import Foundation
import Refundkit

public struct RefundService: Sendable {
    let provider: Tranzzo
    let ledgers: Ledgers
    let sender: Sender
    let clock: @Sendable () -> Int64

    /// The shop's own name of the account, for ever.
    private let settings = LedgerSettings(account: "till")

    public init(
        provider: Tranzzo, ledgers: Ledgers, sender: Sender = Sender(),
        clock: @escaping @Sendable () -> Int64 = millisecondsSince1970
    ) {
        (self.provider, self.ledgers, self.sender, self.clock) = (provider, ledgers, sender, clock)
    }

    /// Gives back part of an order. The reference is the till's own id: a double tap is the same refund.
    public func refund(_ order: Order, _ wish: Wish) async throws -> RefundView? {
        let ledger = try await open(order)
        // What is wrong with it throws here, and nothing is kept.
        try ledger.request(reference: wish.reference, refund: TranzzoRequest(amount: wish.amount))
        try await ledgers.remember(key(order), order, wish)
        try await run(ledger)
        return try ledger.refund(reference: wish.reference)
    }

    /// Goes on with every order that has work now, also after a crash. To be called at the start and then now and again.
    public func resume() async throws -> [RefundView] {
        var refunds: [RefundView] = []
        for kept in try await ledgers.due(clock()) {
            refunds += try await resumed(kept)
        }
        return refunds
    }

    /// A refund as it is known, without asking anybody.
    public func known(_ order: Order, _ reference: String) async throws -> RefundView? {
        try await open(order).refund(reference: reference)
    }

    private func resumed(_ kept: Kept) async throws -> [RefundView] {
        let ledger = try await open(kept.order)
        for wish in kept.wishes {
            try ledger.request(reference: wish.reference, refund: TranzzoRequest(amount: wish.amount))
        }
        try await run(ledger)
        return try ledger.view().refunds
    }

    private func run(_ ledger: TranzzoLedger) async throws {
        _ = try await runLedger(ledger, host: Host(ledgers: ledgers, sender: sender, clock: clock), clock: clock)
    }

    private func open(_ order: Order) async throws -> TranzzoLedger {
        let row = try await ledgers.load(key: key(order))
        return try provider.ledger(settings: settings, payment: payment(order), captured: order.captured, row: row)
    }

    func key(_ order: Order) throws -> String {
        try provider.ledgerKey(settings: settings, payment: payment(order))
    }

    private func payment(_ order: Order) -> TranzzoPayment {
        TranzzoPayment(orderId: order.id)
    }
}

/// What the till does for a ledger.
private struct Host: LedgerHost {
    let ledgers: Ledgers
    let sender: Sender
    let clock: @Sendable () -> Int64

    func load(key: String) async throws -> LedgerRow? { try await ledgers.load(key: key) }

    func store(step: StoreStep) async throws -> Bool { try await ledgers.store(step) }

    func send(step: SendStep) async throws -> HttpResponse? {
        try await sender.send(step.request, within: step.before - clock())
    }

    /// A till has no address for webhooks.
    func acknowledge(response: HttpResponse) async throws {}
}
