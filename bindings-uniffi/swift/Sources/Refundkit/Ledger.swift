// The loop of a ledger's host, over functions of the host. It does no I/O of its own.

import Foundation

/// Says that certainly not one byte of a request left, such as where no connection could be made. If in doubt, it is lost.
public struct NotSent: Error {
    public init() {}
}

/// What a host does for a ledger. Whatever `load` or `store` throws ends the run; the next one loads the row and finds out.
public protocol LedgerHost: Sendable {
    /// The row of this key, from the primary; nil only if there is certainly none.
    func load(key: String) async throws -> LedgerRow?

    /// Writes the row if its version is still `expected` (0: if there is none), and tells whether that was committed. The
    /// new version is one more.
    func store(step: StoreStep) async throws -> Bool

    /// Sends once, without redirects and retries, and gives up at `before`. Nil is a lost response, and so is whatever it
    /// throws, except for `NotSent`, and for a `CancellationError`, which ends the run.
    func send(step: SendStep) async throws -> HttpResponse?

    /// Responds to the webhook that was handed in.
    func acknowledge(response: HttpResponse) async throws
}

/// Carries out a ledger's steps until it rests. Gives the time at which there is work again, in milliseconds since 1970, or
/// nil where only a message or a person brings work. `clock` gives the milliseconds since 1970.
public func runLedger(
    _ ledger: any RefundLedgerProtocol, host: any LedgerHost, clock: @Sendable () -> Int64 = millisecondsSince1970
) async throws -> Int64? {
    while true {
        switch try ledger.next(nowMs: clock()) {
        case let .store(step):
            if try await host.store(step: step) {
                try ledger.stored(step: step.id)
            } else {
                try ledger.reload(row: await host.load(key: step.key))
            }
        case let .send(step):
            switch try await sent(step, by: host) {
            case .received(let response): try ledger.received(step: step.id, response: response, nowMs: clock())
            case .notSent: try ledger.notSent(step: step.id, nowMs: clock())
            }
        case let .acknowledge(step):
            try await host.acknowledge(response: step.response)
        case let .rest(step):
            return step.until
        }
    }
}

/// What came of a sending; no response means that it was lost.
private enum Sent {
    case received(HttpResponse?)
    case notSent
}

/// Whatever was thrown on the way, the request may have arrived: it is lost.
private func sent(_ step: SendStep, by host: any LedgerHost) async throws -> Sent {
    do {
        return .received(try await host.send(step: step))
    } catch is NotSent {
        return .notSent
    } catch let cancelled as CancellationError {
        throw cancelled
    } catch {
        return .received(nil)
    }
}

/// The time of this machine, as ledgers take it.
@Sendable public func millisecondsSince1970() -> Int64 {
    Int64(Date().timeIntervalSince1970 * 1000)
}
