// What several tests use: providers with published test keys, and a refund at each.

import Foundation
import Refundkit

let credentials = TranzzoCredentials(
    posId: "dc728de1-51ef-4ef1-80f7-3b44b07b5667", apiKey: "demo-key", apiSecret: "demo-secret",
    endpointsKey: "demo-endpoints-key")

func tranzzo() throws -> Tranzzo {
    try Tranzzo(credentials: credentials, config: TranzzoConfig(endpoint: .loopback("http://127.0.0.1:8080")))
}

func refund(order: String = "123") throws -> TranzzoRefund {
    try TranzzoRefund(orderId: order, amount: .partial(money(text: "50.50", currency: "UAH")), reference: "return-1")
}

/// A kept message of the provider.
func message(_ name: String) throws -> (headers: [Header], body: Data) {
    let data = try Data(contentsOf: fixtures.appendingPathComponent("tranzzo/served/\(name)"))
    let end = data.firstRange(of: Data("\n\n".utf8))!
    let lines = text(data[..<end.lowerBound]).split(separator: "\n").dropFirst()
    let headers = lines.map { $0.components(separatedBy: ": ") }.map { Header(name: $0[0], value: $0[1]) }
    return (headers, data[end.upperBound...])
}

func response(_ name: String) throws -> HttpResponse {
    let (headers, body) = try message(name)
    return HttpResponse(status: 200, headers: headers, body: body)
}

func webhook() throws -> ReceivedRequest {
    let (headers, body) = try message("webhook.http")
    return ReceivedRequest(method: .post, url: "http://127.0.0.1:8081/tranzzo", headers: headers, body: body)
}

func key(_ name: String) throws -> String {
    try String(contentsOf: kept.appendingPathComponent("keys/\(name).pem"), encoding: .utf8)
}

/// The error of a call.
func refused(_ call: () throws -> Any) -> RefundError? {
    do {
        _ = try call()
        return nil
    } catch {
        return error as? RefundError
    }
}
