// What the loop makes of its host's results and errors.

import Foundation
import Refundkit
import Testing

private struct Broken: Error {}
private struct NoLog: Error {}

/// Keeps the rows, with the version check of the page, and what its hook heard. Lists nothing, and answers refunds as told.
private actor Host: LedgerHost {
    private(set) var rows: [String: LedgerRow] = [:]
    private(set) var responses = 0
    private(set) var sent = 0
    private(set) var heard: [String] = []
    private let hasLog: Bool
    private let refund: @Sendable () throws -> HttpResponse?
    private var ledger: TranzzoLedger?

    init(hasLog: Bool = true, refund: @escaping @Sendable () throws -> HttpResponse?) {
        (self.hasLog, self.refund) = (hasLog, refund)
    }

    func watch(_ ledger: TranzzoLedger) {
        self.ledger = ledger
    }

    func load(key: String) -> LedgerRow? {
        rows[key]
    }

    func store(step: StoreStep) -> Bool {
        guard step.expected == rows[step.key]?.version ?? 0 else { return false }
        rows[step.key] = LedgerRow(body: step.body, version: step.expected + 1)
        return true
    }

    func send(step: SendStep) throws -> HttpResponse? {
        guard step.money else { return HttpResponse(status: 200, headers: [], body: Data("[]".utf8)) }
        sent += 1
        return try refund()
    }

    func sendFailed(step: SendStep, error: any Error) throws {
        let refund = try ledger?.refund(reference: "return-1")
        heard.append("\(type(of: error)) \(refund.map { "\($0.stage)" } ?? "")")
        if !hasLog { throw NoLog() }
    }

    func acknowledge(response: HttpResponse) {
        responses += 1
    }
}

@Suite struct Loop {
    private func ledger(_ host: Host) async throws -> TranzzoLedger {
        let (tranzzo, settings, payment) = try (tranzzo(), LedgerSettings(account: "shop"), TranzzoPayment(orderId: "123"))
        let row = await host.load(key: try tranzzo.ledgerKey(settings: settings, payment: payment))
        return try tranzzo.ledger(
            settings: settings, payment: payment, captured: Money(minorUnits: 10_000, currency: "UAH"), row: row)
    }

    /// Asks for a refund and runs; tells what is stored of it.
    private func run(_ host: Host) async throws -> RefundView? {
        let asked = try await ledger(host)
        try asked.request(reference: "return-1", refund: TranzzoRequest(amount: Money(minorUnits: 5050, currency: "UAH")))
        await host.watch(asked)
        _ = try await runLedger(asked, host: host)
        return try await ledger(host).refund(reference: "return-1")
    }

    @Test func whateverSendThrowsIsALostResponse() async throws {
        let host = Host { throw Broken() }
        let refund = try await run(host)
        #expect(refund?.stage == .inProgress && refund?.reason == .lost)
        _ = try await run(host)
        let sent = await host.sent
        #expect(sent == 1)
    }

    @Test func whatWasNotSentWaitsForTheNextSending() async throws {
        let refund = try await run(Host { throw NotSent() })
        #expect(refund?.stage == .planned && refund?.reason == .pause)
    }

    @Test func aCancellationEndsTheRun() async throws {
        let host = Host { throw CancellationError() }
        await #expect(throws: CancellationError.self) { _ = try await run(host) }
        let refund = try await ledger(host).refund(reference: "return-1")
        let heard = await host.heard
        #expect(refund?.stage == .inProgress && heard.isEmpty)
    }

    @Test func whatSendThrowsIsHeardAfterTheLedgerWasTold() async throws {
        let cases: [(thrown: any Error, heard: String)] = [(Broken(), "Broken inProgress"), (NotSent(), "NotSent planned")]
        for (thrown, expected) in cases {
            let host = Host { throw thrown }
            _ = try await run(host)
            let heard = await host.heard
            #expect(heard == [expected])
        }
    }

    @Test func whatTheHookThrowsIsThrownWhenTheSendingIsStored() async throws {
        let cases: [(thrown: any Error, reason: RefundReason)] = [(Broken(), .lost), (NotSent(), .pause)]
        for (thrown, reason) in cases {
            let host = Host(hasLog: false) { throw thrown }
            await #expect(throws: NoLog.self) { _ = try await run(host) }
            let refund = try await ledger(host).refund(reference: "return-1")
            #expect(refund?.reason == reason)
        }
    }

    @Test func aWebhookIsAcknowledgedAfterItWasStored() async throws {
        let host = Host { nil }
        let told = try await ledger(host)
        let event = try tranzzo().parseWebhook(webhook: webhook()).event
        try told.webhook(event: event, nowMs: Int64(Date().timeIntervalSince1970 * 1000))
        _ = try await runLedger(told, host: host)
        let (responses, rows) = await (host.responses, host.rows.count)
        #expect(responses == 1 && rows == 1)
    }
}
