// The code of the page of all providers, as it is printed there, and what it takes from its surroundings. A block stands between
// two empty comments.

import Foundation
import Refundkit

private struct Host: LedgerHost {
    func load(key: String) async throws -> LedgerRow? { nil }
    func store(step: StoreStep) async throws -> Bool { false }
    func send(step: SendStep) async throws -> HttpResponse? { nil }
    func acknowledge(response: HttpResponse) async throws {}
}

private func payOut(_ key: String, _ amount: Money) async -> String? { nil }

private func lookUp(_ key: String) async -> String? { nil }

private struct ProvidersPage {
    let db = Table()
    let settings = LedgerSettings(account: "my-shop")
    let privateKey, bankKey, glocalKey: String

    //
    func at(_ provider: String) -> Endpoint { .loopback("http://127.0.0.1:8080/\(provider)") }   // the simulator
    let host = Host()   // its `acknowledge` responds to whoever sent a message

    /// Has a ledger take a message: it is stored, then responded to, and nothing is sent while the provider waits.
    func hear(_ ledger: any RefundLedgerProtocol, _ take: (Int64) throws -> Void) async throws {
        try ledger.listen()
        try take(millisecondsSince1970())
        _ = try await runLedger(ledger, host: host)
    }
    //

    func bank131(_ received: ReceivedRequest) async throws {
        //
        let keys = SessionCredentials(project: "demo-project", privateKey: Secret(privateKey), providerKeys: [bankKey])
        let bank131 = try Bank131(credentials: keys, config: SessionConfig(endpoint: at("bank131")))
        let session = PaymentSession(sessionId: "00000000-0000-4000-8000-000000000001")
        let row = try await db.load(bank131.ledgerKey(settings: settings, payment: session))
        let ledger = try bank131.ledger(settings: settings, payment: session, captured: money(text: "100.00", currency: "RUB"), row: row)
        try ledger.request(reference: "return-131", refund: SessionRequest(amount: money(text: "10.50", currency: "RUB")))
        _ = try await runLedger(ledger, host: host)
        print(try ledger.refund(reference: "return-131")!.status)   // pending: a webhook tells the end
        //

        //
        let event = try bank131.parseWebhook(webhook: received).event   // signed with one of `providerKeys`, or it throws
        let stored = try await db.load(bank131.ledgerKey(settings: settings, payment: session))
        let told = try bank131.ledger(settings: settings, payment: session, captured: money(text: "100.00", currency: "RUB"), row: stored)
        try await hear(told) { now in try told.webhook(event: event, nowMs: now) }
        print(try told.refund(reference: "return-131")!.status)   // succeeded
        //
    }

    func smartGlocal(_ received: ReceivedRequest) async throws {
        //
        let keys = SessionCredentials(project: "demo-project", privateKey: Secret(privateKey), providerKeys: [glocalKey])
        let glocal = try SmartGlocal(credentials: keys, config: SessionConfig(endpoint: at("smart_glocal")))
        let session = PaymentSession(sessionId: "00000000-0000-4000-8000-000000000001")
        let row = try await db.load(glocal.ledgerKey(settings: settings, payment: session))
        let ledger = try glocal.ledger(settings: settings, payment: session, captured: money(text: "100.00", currency: "USD"), row: row)
        try ledger.request(reference: "return-sg", refund: SessionRequest(amount: money(text: "10.50", currency: "USD")))
        _ = try await runLedger(ledger, host: host)
        print(try ledger.refund(reference: "return-sg")!.status)   // pending
        //

        //
        let event = try glocal.parseWebhook(webhook: received).event
        let stored = try await db.load(glocal.ledgerKey(settings: settings, payment: session))
        let told = try glocal.ledger(settings: settings, payment: session, captured: money(text: "100.00", currency: "USD"), row: stored)
        try await hear(told) { now in try told.webhook(event: event, nowMs: now) }
        print(try told.refund(reference: "return-sg")!.status)   // succeeded
        //
    }

    func sberbankLegacy(_ received: ReceivedRequest) async throws {
        //
        let login = SberbankLegacyCredentials(userName: "demo-api", password: "demo-password", callbackTokens: ["demo-token"])
        let sberbank = try SberbankLegacy(credentials: login, config: SberbankLegacyConfig(endpoint: at("sberbank_legacy")))
        let order = SberbankOrder(orderId: "00000000-0000-4000-8000-000000000001")
        let row = try await db.load(sberbank.ledgerKey(settings: settings, payment: order))
        let ledger = try sberbank.ledger(settings: settings, payment: order, captured: money(text: "100.00", currency: "RUB"), row: row)
        let two = SberbankQuantity(thousandths: 2000, measure: "pcs")
        let cup = SberbankLegacyItem(positionId: 1, name: "Cup", quantity: two, itemAmount: 1050, itemPrice: 525)
        let amount = try money(text: "10.50", currency: "RUB")
        try ledger.request(reference: "return-old", refund: SberbankLegacyRequest(method: .refund, amount: amount, refundItems: [cup]))
        _ = try await runLedger(ledger, host: host)
        print(try ledger.refund(reference: "return-old")!.status)   // pending
        //

        //
        let event = try sberbank.parseWebhook(webhook: received).event
        let stored = try await db.load(sberbank.ledgerKey(settings: settings, payment: order))
        let told = try sberbank.ledger(settings: settings, payment: order, captured: money(text: "100.00", currency: "RUB"), row: stored)
        try await hear(told) { now in try told.webhook(event: event, nowMs: now) }
        print(try told.refund(reference: "return-old")!.status)   // succeeded
        //
    }

    func sberbankGateway(_ received: ReceivedRequest) async throws {
        //
        let login = SberbankGatewayCredentials(userName: "demo-api", password: "demo-password")
        let gateway = try SberbankGateway(credentials: login, config: SberbankGatewayConfig(endpoint: at("sberbank_gateway")))
        let order = SberbankOrder(orderId: "00000000-0000-4000-8000-000000000001")
        let row = try await db.load(gateway.ledgerKey(settings: settings, payment: order))
        let ledger = try gateway.ledger(settings: settings, payment: order, captured: money(text: "100.00", currency: "RUB"), row: row)
        let cup = SberbankGatewayItem(
            positionId: 1, itemCode: "cup", name: "Cup", quantity: SberbankQuantity(thousandths: 2000, measure: "0"), itemPrice: 525, itemAmount: 1050,
            paymentMethod: "full_payment", paymentObject: "1", taxType: 6)
        let bundle = SberbankOrderBundle(ffdVersion: "1.2", receiptType: "sell_refund", total: 1050, items: [cup])
        let amount = try money(text: "10.50", currency: "RUB")
        try ledger.request(reference: "return-new", refund: SberbankGatewayRequest(method: .refund, amount: amount, orderBundle: bundle))
        _ = try await runLedger(ledger, host: host)
        print(try ledger.refund(reference: "return-new")!.status)   // pending
        //

        //
        let notice = try gateway.parseNotice(webhook: received).notice   // `notice.paymentId` is the order that it names
        let stored = try await db.load(gateway.ledgerKey(settings: settings, payment: order))
        let told = try gateway.ledger(settings: settings, payment: order, captured: money(text: "100.00", currency: "RUB"), row: stored)
        try await hear(told) { now in try told.notice(notice: notice, nowMs: now) }
        print(try told.refund(reference: "return-new")!.status)   // pending: the row is due soon
        //
    }

    func theMap(_ received: ReceivedRequest) async throws {
        //
        let keys = TheMapCredentials(key: "DemoTerminal", signingKey: "demo-signing-key")
        let config = TheMapConfig(endpoint: at("themap"), goodsPrice: .kopecks)
        let themap = try TheMap(credentials: keys, config: config)
        let payment = TheMapPayment(mapOrderId: "00000000-0000-4000-8000-000000000001", merchantOrderId: "order-1")
        let row = try await db.load(themap.ledgerKey(settings: settings, payment: payment))
        let ledger = try themap.ledger(settings: settings, payment: payment, captured: money(text: "100.00", currency: "RUB"), row: row)
        let goods = [TheMapGood(name: "Cup", price: 550, tax: 1), TheMapGood(name: "Saucer", price: 500, tax: 1)]
        try ledger.request(reference: "return-goods", refund: TheMapRequest(amount: money(text: "10.50", currency: "RUB"), goods: goods))
        _ = try await runLedger(ledger, host: host)
        print(try ledger.refund(reference: "return-goods")!.status)   // pending
        //

        //
        let event = try themap.parseWebhook(webhook: received).event
        let stored = try await db.load(themap.ledgerKey(settings: settings, payment: payment))
        let told = try themap.ledger(settings: settings, payment: payment, captured: money(text: "100.00", currency: "RUB"), row: stored)
        try await hear(told) { now in try told.webhook(event: event, nowMs: now) }
        print(try told.refund(reference: "return-goods")!.status)   // unknown: it may be about another refund
        //

        do {
            //
            let divided = TheMapPayment(mapOrderId: "00000000-0000-4000-8000-000000000002", merchantOrderId: "order-2")
            let row = try await db.load(themap.ledgerKey(settings: settings, payment: divided))
            let ledger = try themap.ledger(settings: settings, payment: divided, captured: money(text: "100.00", currency: "RUB"), row: row)
            let split = [
                TheMapSplit(terminalId: 1, minorUnits: 700, purpose: "Cups", fee: "10"),
                TheMapSplit(terminalId: 2, minorUnits: 350, purpose: "Delivery", fee: "2.75"),
            ]
            try ledger.request(reference: "return-split", refund: TheMapRequest(amount: money(text: "10.50", currency: "RUB"), split: split))
            _ = try await runLedger(ledger, host: host)
            print(try ledger.refund(reference: "return-split")!.status)   // succeeded
            //
        }
    }

    func theMapForm(_ received: ReceivedRequest) async throws {
        //
        let config = TheMapConfig(endpoint: at("themap"), encoding: .form, unsignedNotifications: .readAsNotices)
        let form = try TheMap(credentials: TheMapCredentials(key: "DemoTerminal"), config: config)
        let plain = TheMapPayment(mapOrderId: "00000000-0000-4000-8000-000000000004", merchantOrderId: "order-4")
        let row = try await db.load(form.ledgerKey(settings: settings, payment: plain))
        let ledger = try form.ledger(settings: settings, payment: plain, captured: money(text: "100.00", currency: "RUB"), row: row)
        let email = TheMapParam(name: "Email", value: "buyer@shop.example")
        try ledger.request(reference: "return-form", refund: TheMapRequest(amount: money(text: "10.50", currency: "RUB"), params: [email]))
        _ = try await runLedger(ledger, host: host)
        print(try ledger.refund(reference: "return-form")!.status)   // succeeded
        //

        //
        let notice = try form.parseNotice(webhook: received).notice
        let stored = try await db.load(form.ledgerKey(settings: settings, payment: plain))
        let told = try form.ledger(settings: settings, payment: plain, captured: money(text: "100.00", currency: "RUB"), row: stored)
        try await hear(told) { now in try told.notice(notice: notice, nowMs: now) }
        //
    }

    func tranzzo(_ received: ReceivedRequest) async throws {
        //
        let credentials = TranzzoCredentials(
            posId: "dc728de1-51ef-4ef1-80f7-3b44b07b5667", apiKey: "demo-key", apiSecret: "demo-secret", endpointsKey: "demo-endpoints-key")
        let tranzzo = try Tranzzo(credentials: credentials, config: TranzzoConfig(endpoint: at("tranzzo")))
        let hundred = try money(text: "100.00", currency: "UAH")

        func ledger(of order: String) async throws -> TranzzoLedger {
            let payment = TranzzoPayment(orderId: order)
            let row = try await db.load(tranzzo.ledgerKey(settings: settings, payment: payment))
            return try tranzzo.ledger(settings: settings, payment: payment, captured: hundred, row: row)
        }

        let part = try await ledger(of: "order-1")
        let amount = try money(text: "10.50", currency: "UAH")
        try part.request(reference: "return-part", refund: TranzzoRequest(amount: amount, serverUrl: "https://shop.example/webhooks/tranzzo"))
        _ = try await runLedger(part, host: host)
        let all = try await ledger(of: "order-8")
        try all.request(reference: "return-all", refund: TranzzoRequest(amount: hundred))
        _ = try await runLedger(all, host: host)
        print(try part.refund(reference: "return-part")!.status, try all.refund(reference: "return-all")!.status)   // pending succeeded

        let full = try tranzzo.buildRequest(refund: TranzzoRefund(orderId: "order-6", amount: .full(expected: hundred)))
        print(full.body!.contains("refund_amount"))   // false: everything
        //

        //
        let event = try tranzzo.parseWebhook(webhook: received).event   // the signature is by the secret of the refunds
        let told = try await ledger(of: "order-1")
        try await hear(told) { now in try told.webhook(event: event, nowMs: now) }
        print(try told.refund(reference: "return-part")!.status)   // succeeded
        //

        //
        let shared = try await ledger(of: "order-4")
        let split = [TranzzoShare(minorUnits: 700, subMerchantId: "seller-1"), TranzzoShare(minorUnits: 350, subMerchantId: "seller-2")]
        try shared.request(reference: "return-shared", refund: TranzzoRequest(amount: money(text: "10.50", currency: "UAH"), split: split))
        _ = try await runLedger(shared, host: host)
        print(try shared.refund(reference: "return-shared")!.status)   // succeeded
        //
    }

    func google() throws {
        //
        let google = try GoogleIntegrator(credentials: GoogleCredentials(), config: GoogleConfig(accountIds: ["shop"]))

        func answer(_ received: ReceivedRequest, now: Int64) async throws -> HttpResponse {   // verified and opened by the transport envelope
            let asked = try google.parseRequest(request: received, nowMs: now)   // what it throws has the `reply`
            let captured = try money(text: "100.00", currency: "USD")
            let capture = GoogleCaptureOpening(captureKey: "payment-1", accountId: "shop", captured: captured)   // your own name of the payment that it means
            let ledger = try google.ledger(capture: capture, row: await db.load(google.ledgerKey(capture: capture)))
            try ledger.answer(request: asked, row: await db.load(google.requestKey(call: asked)))
            while true {
                switch try ledger.next(nowMs: now) {
                case let .respond(step): return step.response
                case let .store(step):
                    if try await db.store(step) { try ledger.stored(step: step.id) } else { try ledger.reload(row: await db.load(step.key)) }
                case let .pay(step): try tell(ledger, step.id, await payOut(step.key, step.amount), otherwise: ledger.unknown)
                case let .check(step): try tell(ledger, step.id, await lookUp(step.key), otherwise: ledger.notPaid)   // counts an hour after the first check
                case .rest: fatalError("nothing to do, and nothing to respond")
                }
            }
        }

        func tell(_ ledger: GoogleCaptureLedger, _ step: UInt64, _ payout: String?, otherwise: (UInt64) throws -> Void) throws {
            if let payout {
                try ledger.paid(step: step, result: .refunded(refundId: payout))
            } else {
                try otherwise(step)
            }
        }
        //

        //
        let notification = GoogleNotification(
            shape: .flat, protocolVersion: GoogleProtocolVersion(major: 1, minor: 0, revision: 0), requestId: "result-1", accountId: "shop",
            refundRequestId: "request-1", result: .refunded(refundId: "refund-1"))
        let request = try google.buildNotification(notification: notification, nowMs: millisecondsSince1970())   // goes through the transport envelope
        print(request.url)   // https://vgw.googleapis.com/secure-serving/gsp/v1/refundResultNotification/shop
        //
    }
}
