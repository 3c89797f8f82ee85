// The loop of a ledger's host, over functions of the host. It does no I/O of its own.

import Foundation

/// Says that certainly not one byte of a request left, such as where no connection could be made. If in doubt, it is lost.
public struct NotSent: Error {
    /// What the client said, if it was asked. It may hold credentials: log its type or its code.
    public let cause: (any Error)?

    public init(_ cause: (any Error)? = nil) {
        self.cause = cause
    }
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

    /// Hears what `send` threw, `NotSent` too, after the ledger was told what that means: for a log, where a mistake in `send`
    /// can be told from a lost response. A cancellation passes unheard. What it throws itself changes nothing for the ledger,
    /// and is thrown at the end of the run, when the loss is stored. The step's request holds credentials, and the error of an
    /// HTTP client may hold them too: log its type or its code.
    func sendFailed(step: SendStep, error: any Error) async throws

    /// Signs the bytes of `toSign` with the private key; needed where that lives elsewhere. Nil says that there is no signature
    /// now: it is asked for again after a pause. Whatever it throws ends the run, and nothing was armed.
    func sign(step: SignStep) async throws -> Data?

    /// Responds to the webhook that was handed in.
    func acknowledge(response: HttpResponse) async throws
}

extension LedgerHost {
    public func sendFailed(step: SendStep, error: any Error) async throws {}

    public func sign(step: SignStep) async throws -> Data? {
        throw NobodySigns()
    }
}

/// The ledger's provider has no private key, and its host has no `sign`.
public struct NobodySigns: Error {
    public init() {}
}

/// Carries out a ledger's steps until it rests. Gives the time at which there is work again, in milliseconds since 1970, or
/// nil where only a message or a person brings work. A response that cannot be taken is lost, and why is thrown at the end of the
/// run. `clock` gives the milliseconds since 1970.
public func runLedger(
    _ ledger: any RefundLedgerProtocol, host: any LedgerHost, clock: @Sendable () -> Int64 = millisecondsSince1970
) async throws -> Int64? {
    var refused: (any Error)?
    while true {
        switch try ledger.next(nowMs: clock()) {
        case let .store(step):
            if try await host.store(step: step) {
                try ledger.stored(step: step.id)
            } else {
                try ledger.reload(row: await host.load(key: step.key))
            }
        case let .sign(step):
            if let signature = try await host.sign(step: step) {
                try ledger.signed(step: step.id, signature: signature)
            } else {
                try ledger.notSigned(step: step.id, nowMs: clock())
            }
        case let .send(step):
            refused = try await tell(ledger, step, by: host, clock: clock) ?? refused
        case let .acknowledge(step):
            try await host.acknowledge(response: step.response)
        case let .rest(step):
            if let refused { throw refused }
            return step.until
        }
    }
}

/// Sends, and tells what came of it. Gives what is to be thrown at the end of the run.
private func tell(
    _ ledger: any RefundLedgerProtocol, _ step: SendStep, by host: any LedgerHost, clock: @Sendable () -> Int64
) async throws -> (any Error)? {
    let response: HttpResponse?
    do {
        response = try await host.send(step: step)
    } catch let cancelled as CancellationError {
        throw cancelled
    } catch {
        try giveFailure(error, of: step, to: ledger, nowMs: clock())
        return try await thrownByHook(of: host, step, error)
    }
    return try giveResponse(response, of: step, to: ledger, nowMs: clock())
}

/// Whatever was thrown on the way, the request may have arrived: it is lost.
private func giveFailure(
    _ error: any Error, of step: SendStep, to ledger: any RefundLedgerProtocol, nowMs: Int64
) throws {
    if error is NotSent {
        try ledger.notSent(step: step.id, nowMs: nowMs)
    } else {
        try ledger.received(step: step.id, response: nil, nowMs: nowMs)
    }
}

/// Were the run to end with what the hook throws, nothing of the sending would be stored: what was not sent would count as lost,
/// and each run would ask again at once.
private func thrownByHook(of host: any LedgerHost, _ step: SendStep, _ error: any Error) async throws -> (any Error)? {
    do {
        try await host.sendFailed(step: step, error: error)
        return nil
    } catch let cancelled as CancellationError {
        throw cancelled
    } catch {
        return error
    }
}

/// A response that cannot be taken is lost; gives why. Were the run to end with it, nothing of it would be stored, and each run
/// would ask again at once.
private func giveResponse(
    _ response: HttpResponse?, of step: SendStep, to ledger: any RefundLedgerProtocol, nowMs: Int64
) throws -> (any Error)? {
    do {
        try ledger.received(step: step.id, response: response, nowMs: nowMs)
        return nil
    } catch {
        try ledger.received(step: step.id, response: nil, nowMs: nowMs)
        return error
    }
}

/// The time of this machine, as ledgers take it.
@Sendable public func millisecondsSince1970() -> Int64 {
    Int64(Date().timeIntervalSince1970 * 1000)
}

/// What is wrong with a host's table.
public struct StoreFault: Error, CustomStringConvertible {
    public let description: String
}

/// Checks that a table keeps what every ledger rests on, above all the version check, and throws what is wrong with the host's
/// `load` or `store`. For the tests of a host: it leaves one row, under a key that no ledger has. At the end four tasks store at
/// once.
public func checkStore(_ host: any LedgerHost) async throws {
    let key = "conformance/\(UUID().uuidString.lowercased())"
    let text = "{\"text\":\"Возврат «1» \\u0000 €\",\"filler\":\"\(String(repeating: "x", count: 100_000))\"}"
    @Sendable func write(_ expected: Int64, _ body: String, due: Int64? = nil) async throws -> Bool {
        try await host.store(step: StoreStep(id: 1, key: key, body: body, expected: expected, due: due, attention: .none, summary: "[]"))
    }
    func holds(_ fact: Bool, _ sentence: String) throws {
        if !fact { throw StoreFault(description: "refunds will be lost or sent twice: \(sentence)") }
    }
    func finds(_ body: String, _ version: Int64, _ sentence: String) async throws {
        let row = try await host.load(key: key)
        try holds(row?.body == body && row?.version == version, sentence)
    }
    try holds(await host.load(key: key) == nil, "load gives a row that nobody stored")
    try holds(await write(0, text), "the first row is refused")
    try await finds(text, 1, "the first row does not come back as it was stored, with version 1")
    try holds(!(await write(0, "again")), "a first row is stored although there is one")
    try holds(!(await write(7, "early")), "a row is stored over a version that is not there yet")
    try await finds(text, 1, "a row that was refused changed what is there")
    try holds(await write(1, "second", due: 4_102_444_800_000), "the next version is refused")
    try await finds("second", 2, "the second row does not come back as it was stored, with version 2")
    try holds(!(await write(1, "late")), "a row is stored over a newer version")
    try await finds("second", 2, "a late row changed what is there")
    let won = try await withThrowingTaskGroup(of: String?.self) { group in
        for body in ["a", "b", "c", "d"] {
            group.addTask { try await write(2, body) ? body : nil }
        }
        var won: [String] = []
        for try await body in group {
            if let body { won.append(body) }
        }
        return won
    }
    try holds(won.count == 1, "of four that stored the same version at once not exactly one was told that it did")
    try await finds(won[0], 3, "of four that stored the same version at once another one's row is there")
}
