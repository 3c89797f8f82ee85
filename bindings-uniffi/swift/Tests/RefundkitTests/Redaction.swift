// Nothing that Swift prints shows a secret: print, dump, interpolation, reflection.

import Foundation
import Refundkit
import Testing

@Suite struct Redaction {
    let secrets = ["demo-secret", "demo-endpoints-key", "PRIVATE", "50.50", "5050"]

    /// Everything that prints a value.
    func prints(of value: Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        let texts = ["\(value)", String(describing: value), String(reflecting: value), dumped, "\(Optional(value) as Any)"]
        return (texts + ["\([value])", "\(["key": value])"]).joined(separator: "\n")
    }

    func shows(_ value: Any) -> [String] {
        let printed = prints(of: value)
        return secrets.filter(printed.contains)
    }

    @Test func credentialsAndObjects() throws {
        let session = SessionCredentials(project: "shop", privateKey: Secret(try key("merchant_pkcs8")))
        #expect(shows(credentials).isEmpty && shows(session).isEmpty)
        #expect(try shows(tranzzo()).isEmpty && shows(Bank131(credentials: session)).isEmpty)
        #expect(prints(of: credentials).contains("***"))
    }

    /// Messages have no children to dump: of a body even its bytes as numbers would be too much.
    @Test func messages() throws {
        let request = try tranzzo().buildRequest(refund: refund())
        #expect(request.body?.contains("50.50") == true && request.headers.contains { $0.value.contains("demo-secret") })
        let body = Data(request.body!.utf8)
        let messages: [Any] = [
            request, request.headers[1], HttpResponse(status: 200, headers: request.headers, body: body),
            ReceivedRequest(method: .post, url: request.url, headers: request.headers, body: body),
            Prepared(
                request: request, toSign: request.body!, digest: "", algorithm: .rsaPkcs1Sha256, signatureHeader: "x-sign"),
        ]
        #expect(messages.allSatisfy { shows($0).isEmpty && Mirror(reflecting: $0).children.isEmpty })
        #expect(request.headers.allSatisfy { shows($0).isEmpty })
    }

    @Test func secretsComeBackAsNothing() {
        #expect(shows(credentials.apiSecret).isEmpty)
        #expect(Mirror(reflecting: credentials.apiSecret).children.isEmpty)
    }

    @Test func errors() throws {
        let wrong = TranzzoCredentials(posId: "p", apiKey: "k", apiSecret: "demo-secret\n", endpointsKey: "demo-endpoints-key")
        let error = try #require(refused { try Tranzzo(credentials: wrong) })
        #expect(shows(error).isEmpty && !error.localizedDescription.contains("demo-secret"))
        let reply = HttpResponse(status: 401, headers: [Header(name: "x", value: "demo-secret")], body: Data())
        #expect(shows(RefundError.Refused(code: "unverified", field: "", detail: "", reply: reply)).isEmpty)
    }
}
