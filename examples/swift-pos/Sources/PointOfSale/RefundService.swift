// Gives money back once, whatever happens to the response: look, store, send, and ask where the response was lost.

import Foundation
import Refundkit

public struct RefundService: Sendable {
    let provider: Tranzzo
    let journal: Journal
    let send: @Sendable (HttpRequest) async -> HttpResponse?
    let pause: @Sendable (Int64) async throws -> Void

    /// `pause` waits for milliseconds.
    public init(
        provider: Tranzzo, journal: Journal,
        send: @escaping @Sendable (HttpRequest) async -> HttpResponse? = Wire().send,
        pause: @escaping @Sendable (Int64) async throws -> Void = { try await Task.sleep(nanoseconds: UInt64($0) * 1_000_000) }
    ) {
        (self.provider, self.journal, self.send, self.pause) = (provider, journal, send, pause)
    }

    /// One refund of an order. Gives the key under which the journal has it.
    public func start(_ amount: Money, of order: String) async throws -> String {
        let key = try newIdempotencyKey()
        var refund = TranzzoRefund(orderId: order, amount: .partial(amount), reference: key)
        // What was there before: with it this refund can be told from the earlier ones.
        guard let baseline = try await snapshot(refund).baseline() else { throw RefundServiceError.noBaseline }
        refund.baseline = baseline
        let request = try provider.buildRequest(refund: refund)
        // Before sending: if the app dies now, it will ask instead of sending again.
        try journal.store(refund, as: key)
        try journal.store(provider.parseResponse(refund: refund, response: await send(request)).outcome, as: key)
        return key
    }

    /// What became of a refund, also after a restart.
    public func finish(_ key: String, asking times: Int = 3) async throws -> RefundOutcome {
        let refund = try journal.refund(key)
        // Stored but no response seen: it may have been sent.
        var outcome = try journal.outcome(key) ?? provider.parseResponse(refund: refund, response: nil).outcome
        for _ in 0..<times where outcome.nextAction == .queryStatus || outcome.nextAction == .wait {
            try await pause(outcome.askAfterMs ?? 1000)
            outcome = try await outcome.merge(other: provider.resolve(refund: refund, snapshot: snapshot(refund)))
            try journal.store(outcome, as: key)
        }
        return outcome
    }

    /// What the provider says of the refund's order.
    public func snapshot(_ refund: TranzzoRefund) async throws -> PaymentSnapshot {
        let response = await send(try provider.buildStatusRequest(refund: refund))
        return try provider.parseStatusResponse(refund: refund, response: response).snapshot
    }
}

public enum RefundServiceError: Error {
    /// The order's state could not be had, so nothing was sent.
    case noBaseline
}
