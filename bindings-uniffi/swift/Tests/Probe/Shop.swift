// One refund and its messages, called again and again.

import Foundation
import Refundkit

struct Shop {
    let tranzzo: Tranzzo
    let refund: TranzzoRefund
    let response: HttpResponse
    let forged: ReceivedRequest

    init() throws {
        tranzzo = try Self.open()
        refund = try TranzzoRefund(
            orderId: "123", amount: .partial(money(text: "50.50", currency: "UAH")), reference: "return-1")
        response = HttpResponse(status: 200, body: Data(Self.body.utf8))
        forged = ReceivedRequest(method: .post, url: "/hook", headers: [], body: Data("data=e30&signature=x".utf8))
    }

    static func open() throws -> Tranzzo {
        let credentials = TranzzoCredentials(
            posId: "dc728de1-51ef-4ef1-80f7-3b44b07b5667", apiKey: "demo-key", apiSecret: "demo-secret",
            endpointsKey: "demo-endpoints-key")
        return try Tranzzo(credentials: credentials, config: TranzzoConfig(endpoint: .loopback("http://127.0.0.1:8080")))
    }

    /// One call, another sort each turn.
    func call(turn: Int) throws {
        switch turn % 6 {
        case 0: _ = try tranzzo.buildRequest(refund: refund)
        case 1: _ = try tranzzo.parseResponse(refund: refund, response: response).outcome
        case 2: _ = try tranzzoRefundFromStored(text: refund.toStored())
        case 3: _ = try? tranzzo.parseWebhook(webhook: forged).event
        case 4: _ = Refundkit.dispatch(document: "{}")
        default: _ = try Self.open()
        }
    }

    var calls: [(String, () throws -> Void)] {
        [
            ("typed build", { _ = try tranzzo.buildRequest(refund: refund) }),
            ("typed build, with the refund made", { _ = try tranzzo.buildRequest(refund: made()) }),
            ("typed parse", { _ = try tranzzo.parseResponse(refund: refund, response: response).outcome }),
            ("status request", { _ = try tranzzo.buildStatusRequest(refund: refund) }),
            ("a call with almost no data: not sent", { _ = try tranzzo.notSent(refund: refund) }),
            ("the JSON interface, smallest document", { _ = Refundkit.dispatch(document: "{}") }),
            ("by hand: JSONEncoder", { _ = try JSONEncoder().encode(ByHand(order_id: "123", amount: "50.50", comment: "return-1")) }),
            ("by hand: JSONDecoder", { _ = try JSONDecoder().decode(Answered.self, from: response.body) }),
        ]
    }

    private func made() -> TranzzoRefund {
        TranzzoRefund(orderId: "123", amount: .partial(Money(minorUnits: 5050, currency: "UAH")), reference: "return-1")
    }

    static let body = """
        {"operation_id":"f7d0c7cb-af32-441f-b2af-4d90d4da70e1","payment_id":"fdf1a710-8a34-414c-b023-b7e78104301a",\
        "order_id":"123","pos_id":"dc728de1-51ef-4ef1-80f7-3b44b07b5667","mode":"direct","method":"refund","amount":50.50,\
        "currency":"UAH","status":"success","status_code":"1004","status_description":"Refund successful.",\
        "created_at":"2018-10-10T10:10:10.100","processed_at":"2018-10-10T10:10:10.100","fee":null,"comment":"return-1"}
        """
}

private struct ByHand: Encodable {
    let order_id, amount, comment: String
}

private struct Answered: Decodable {
    let operation_id, payment_id, order_id, method, currency, status, status_code: String
    let amount: Decimal
}
