// The code of the package's pages, as it is printed there, and what it takes from its surroundings. A block stands between two
// empty comments.

import Foundation
import Refundkit

/// Any database.
actor Table {
    private var rows: [String: LedgerRow] = [:]

    func load(_ key: String) throws -> LedgerRow? {
        rows[key]
    }

    func store(_ step: StoreStep) throws -> Bool {
        guard step.expected == rows[step.key]?.version ?? 0 else { return false }
        rows[step.key] = LedgerRow(body: step.body, version: step.expected + 1)
        return true
    }
}

private let db = Table()
private let (posId, apiKey, secret, endpointsKey) = ("p", "k", "s", "e")

private func respond(_ response: HttpResponse) async throws {}

struct FirstPage {
    func ledger() async throws {
        //
        let credentials = TranzzoCredentials(posId: posId, apiKey: Secret(apiKey), apiSecret: Secret(secret), endpointsKey: Secret(endpointsKey))
        let tranzzo = try Tranzzo(credentials: credentials)
        let settings = LedgerSettings(account: "my-shop")   // your own name of the account, for ever

        struct Host: LedgerHost {
            let sender = URLSessionSender()   // once: without redirects, cookies and kept connections

            func load(key: String) async throws -> LedgerRow? { try await db.load(key) }
            func store(step: StoreStep) async throws -> Bool { try await db.store(step) }   // true only if the version was still `step.expected`
            func send(step: SendStep) async throws -> HttpResponse? { try await sender.send(step) }   // what throws here is a lost response, but for `NotSent`
            func sendFailed(step: SendStep, error: any Error) async { print("send:", type(of: error)) }   // a lost response, or a mistake in `send`
            func acknowledge(response: HttpResponse) async throws { try await respond(response) }   // to the sender of a webhook
        }

        func open(_ payment: TranzzoPayment, captured: Money) async throws -> TranzzoLedger {
            let row = try await db.load(tranzzo.ledgerKey(settings: settings, payment: payment))
            return try tranzzo.ledger(settings: settings, payment: payment, captured: captured, row: row)
        }

        let ledger = try await open(TranzzoPayment(orderId: "123"), captured: money(text: "100.00", currency: "UAH"))
        try ledger.request(reference: "return-2041", refund: TranzzoRequest(amount: money(text: "10.50", currency: "UAH")))   // the same id is the same refund
        _ = try await runLedger(ledger, host: Host())
        let refund = try ledger.refund(reference: "return-2041")!
        print(refund.stage, refund.status)   // ended succeeded, or where it stands now
        //

        //
        let alone = try TranzzoRefund(orderId: "123", amount: .partial(money(text: "10.50", currency: "UAH")), reference: "return-2042")
        let request = try tranzzo.buildRequest(refund: alone)      // an error means that nothing was sent
        let response = try? await URLSessionSender().send(request, within: 60_000)   // milliseconds
        let parsed = try tranzzo.parseResponse(refund: alone, response: response)   // nil is a lost response
        print(parsed.outcome.status, parsed.details?.operationId ?? "")
        //
    }
}
