// The typed API: build, parse, ask, listen; errors; keys that live elsewhere.

import Foundation
import Refundkit
import Testing

@Suite struct Typed {
    @Test func refundsAreBuiltAndUnderstood() throws {
        let (tranzzo, refund) = try (tranzzo(), refund())
        let request = try tranzzo.buildRequest(refund: refund)
        #expect(request.method == .post)
        #expect(request.url == "http://127.0.0.1:8080/api/v1/refund")
        #expect(request.body?.contains("\"refund_amount\":50.50,") == true)
        let outcome = try tranzzo.parseResponse(refund: refund, response: response("response.http")).outcome
        #expect(outcome.status == .succeeded && outcome.nextAction == .done && outcome.isFinal())
        #expect(try outcome.amount?.format() == "50.50")
    }

    @Test func aLostResponseIsNil() throws {
        let outcome = try tranzzo().parseResponse(refund: refund(), response: nil).outcome
        #expect(outcome.status == .unknown && outcome.nextAction == .queryStatus && outcome.problem == .lost)
        let unsent = try tranzzo().notSent(refund: refund())
        #expect(unsent.status == .declined && unsent.nextAction == .startNew)
    }

    @Test func statusAndWebhookAgree() throws {
        let (tranzzo, refund) = try (tranzzo(), refund())
        #expect(try tranzzo.buildStatusRequest(refund: refund).method == .get)
        let snapshot = try #require(tranzzo.parseStatusResponse(refund: refund, response: response("status.http")).snapshot)
        let event = try tranzzo.parseWebhook(webhook: webhook()).event
        #expect(snapshot.entries.last?.status == .succeeded && event.entries.last?.status == .succeeded)
    }

    @Test func whatWasKnownBeforeIsNoPartOfTheFingerprint() throws {
        let (tranzzo, before) = try (tranzzo(), refund())
        var refund = before
        let snapshot = try #require(tranzzo.parseStatusResponse(refund: before, response: response("status.http")).snapshot)
        refund.knownRefundIds = snapshot.entries.compactMap(\.refundId)
        #expect(refund.knownRefundIds.count == 1)
        #expect(try tranzzo.fingerprint(refund: refund) == tranzzo.fingerprint(refund: before))
    }

    @Test func unsignedWebhooksAreErrorsWithAReply() throws {
        var forged = try webhook()
        forged.body[forged.body.startIndex + 6] ^= 1
        let error = try #require(refused { try tranzzo().parseWebhook(webhook: forged).event })
        #expect(error.code == "unverified" && error.reply != nil)
    }

    @Test func errorsNameTheField() throws {
        var refund = try refund()
        refund.amount = .partial(Money(minorUnits: -1, currency: "UAH"))
        let error = try #require(refused { try tranzzo().buildRequest(refund: refund) })
        #expect(error.code == "invalid_amount" && error.field == "refund.amount.partial.minorUnits" && error.reply == nil)
        #expect("\(error)" == "invalid_amount: refund.amount.partial.minorUnits: \(error.detail)")
        #expect((error as any Error).localizedDescription == error.description)
        #expect(refused { try Tranzzo(credentials: TranzzoCredentials(posId: "p", apiKey: "k", apiSecret: "", endpointsKey: "e")) }?.field == "credentials.apiSecret")
        #expect(refused { try money(text: "10.501", currency: "UAH") }?.code == "invalid_amount")
    }

    @Test func moneyIsExact() throws {
        #expect(try money(text: "10.50", currency: "RUB") == Money(minorUnits: 1050, currency: "RUB"))
        #expect(try Money(minorUnits: 1234, currency: "KWD").format() == "1.234")
    }

    @Test func keysAreFresh() throws {
        let key = try newIdempotencyKey()
        #expect(UUID(uuidString: key) != nil)
        #expect(try key != newIdempotencyKey())
    }

    /// URLSession gets exactly what was built, and its response is what is parsed.
    @Test func urlSessionGetsTheSameBytes() throws {
        let built = try tranzzo().buildRequest(refund: refund())
        let request = try #require(built.urlRequest)
        #expect(request.httpMethod == "POST" && request.url?.absoluteString == built.url)
        #expect(request.httpBody.map(text) == built.body && !request.httpShouldHandleCookies)
        #expect(built.headers.allSatisfy { request.value(forHTTPHeaderField: $0.name) == $0.value })
        #expect(try tranzzo().buildStatusRequest(refund: refund()).urlRequest?.httpBody == nil)
    }
}
