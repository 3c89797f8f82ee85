// The service against the simulator, whose address is in REFUNDKIT_SIMULATOR; without it these tests are skipped.

import Foundation
import Refundkit
import Testing

@testable import PointOfSale
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

private let simulator = ProcessInfo.processInfo.environment["REFUNDKIT_SIMULATOR"]

/// One after the other: a fault meets the next refund.
@Suite(.serialized, .enabled(if: simulator != nil)) struct RefundServiceTests {
    let journal = try! Journal(folder: FileManager.default.temporaryDirectory.appendingPathComponent(newIdempotencyKey()))
    let amount = Money(minorUnits: 1050, currency: "UAH")

    func service(
        send: @escaping @Sendable (HttpRequest) async -> HttpResponse? = Wire(timeout: 5).send
    ) throws -> RefundService {
        let credentials = TranzzoCredentials(
            posId: "dc728de1-51ef-4ef1-80f7-3b44b07b5667", apiKey: "demo-key", apiSecret: "demo-secret",
            endpointsKey: "demo-endpoints-key")
        let config = TranzzoConfig(endpoint: .loopback("\(simulator!)/tranzzo"))
        let provider = try Tranzzo(credentials: credentials, config: config)
        return RefundService(provider: provider, journal: journal, send: send) { _ in }
    }

    /// Lets a fault happen to the next refund.
    func expect(_ fault: String) async throws {
        var request = URLRequest(url: URL(string: "\(simulator!)/scenario")!)
        request.httpMethod = "POST"
        request.httpBody = Data(#"{"tranzzo":{"refunds":["\#(fault)"]}}"#.utf8)
        let (_, response) = try await URLSession.shared.data(for: request)
        #expect((response as? HTTPURLResponse)?.statusCode == 204)
    }

    /// How many refunds the provider knows of an order.
    func refunds(of key: String) async throws -> Int {
        try await service().snapshot(journal.refund(key)).entries.count
    }

    @Test func aRefundSucceeds() async throws {
        let key = try await service().start(amount, of: "order-0")
        let outcome = try await service().finish(key)
        #expect(outcome.status == .succeeded && outcome.amount == amount)
        #expect(try journal.open() == [])
    }

    @Test(arguments: ["drop_after", "truncated", "unavailable_after", "html_after"])
    func aLostResponseIsResolvedByTheStatus(_ fault: String) async throws {
        try await expect(fault)
        let key = try await service().start(amount, of: "order-2")
        let before = try await refunds(of: key)
        #expect(try journal.outcome(key)?.status == .unknown)
        #expect(try journal.open() == [key])
        // Another service, as after a restart: it has the journal and nothing else.
        #expect(try await service().finish(key).status == .succeeded)
        #expect(try await refunds(of: key) == before)
    }

    @Test func aTimeoutIsALostResponse() async throws {
        try await expect("slow")
        let start = Date()
        let key = try await service(send: Wire(timeout: 1).send).start(amount, of: "order-4")
        // The simulator itself gives up after three seconds.
        #expect(Date().timeIntervalSince(start) < 2.5)
        #expect(try journal.outcome(key)?.problem == .lost)
        #expect(try await service().finish(key).status == .succeeded)
    }

    @Test func aRefundThatNeverArrivedIsNotSentAgain() async throws {
        try await expect("drop_before")
        let key = try await service().start(amount, of: "order-6")
        let outcome = try await service().finish(key)
        // It may still be on its way, so it stays open; whoever looks next asks again.
        #expect(outcome.status == .unknown && outcome.nextAction == .queryStatus && !outcome.isFinal())
        #expect(try journal.open() == [key])
        #expect(try await refunds(of: key) == 0)
    }

    @Test func aRefundIsStoredBeforeItIsSent() async throws {
        let service = try service { [journal] request in
            if request.method == .post { #expect((try? journal.open())?.count == 1) }
            return await Wire(timeout: 5).send(request)
        }
        #expect(try await service.finish(service.start(amount, of: "order-0")).status == .succeeded)
    }

    /// Killed between storing and sending, or between sending and the response.
    @Test func aStoredRefundIsAskedForAfterARestart() async throws {
        let key = try await service().start(amount, of: "order-8")
        try FileManager.default.removeItem(at: journal.folder.appendingPathComponent("\(key).outcome"))
        #expect(try journal.open() == [key])
        #expect(try await service().finish(key).status == .succeeded)
        #expect(try await refunds(of: key) == 1)
    }

    @Test func redirectsAreNotFollowed() async throws {
        try await expect("redirect")
        let key = try await service().start(amount, of: "order-0")
        #expect(try journal.outcome(key)?.problem == .redirected)
    }

    @Test func nothingIsSentWithoutABaseline() async throws {
        await #expect(throws: RefundServiceError.noBaseline) { _ = try await service().start(amount, of: "order-unknown") }
        #expect(try journal.open() == [])
    }
}
