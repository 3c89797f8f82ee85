// The service against the simulator, whose address is in REFUNDKIT_SIMULATOR; without it these tests are skipped.

import Foundation
import Refundkit
import Testing

@testable import PointOfSale
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

private let simulator = ProcessInfo.processInfo.environment["REFUNDKIT_SIMULATOR"]
private let minute: Int64 = 60_000

/// One after the other: a fault meets the next refund.
@Suite(.serialized, .enabled(if: simulator != nil)) struct RefundServiceTests {
    let ledgers = try! Ledgers(folder: FileManager.default.temporaryDirectory.appendingPathComponent(newIdempotencyKey()))
    let amount = Money(minorUnits: 1050, currency: "UAH")

    /// On a clock that goes ahead.
    func service(_ address: String? = simulator, ahead: Int64 = 0, longest: TimeInterval = 5) throws -> RefundService {
        let tranzzo = try TranzzoAccount(credentials(), endpoint: .loopback("\(address!)/tranzzo"))
        return RefundService(accounts: ["tranzzo": tranzzo], ledgers: ledgers, sender: URLSessionSender(longest: longest)) {
            millisecondsSince1970() + ahead
        }
    }

    func order(_ id: String) -> Order {
        Order(account: "tranzzo", id: id, captured: Money(minorUnits: 10_000, currency: "UAH"))
    }

    func give(_ id: String, by service: RefundService) async throws -> RefundView {
        try #require(await service.refund(order(id), Wish(reference: "return of \(id)", amount: amount)))
    }

    /// Lets a fault happen to the next refund.
    func expect(_ fault: String) async throws {
        var request = URLRequest(url: URL(string: "\(simulator!)/scenario")!)
        request.httpMethod = "POST"
        request.httpBody = Data(#"{"tranzzo":{"refunds":["\#(fault)"]}}"#.utf8)
        let (_, response) = try await URLSession.shared.data(for: request)
        #expect((response as? HTTPURLResponse)?.statusCode == 204)
    }

    /// How many requests for a refund of an order came.
    func arrivals(_ id: String) async throws -> Int {
        struct Listed: Decodable { let merchantOrder: String; let arrivals: Int }
        let (data, _) = try await URLSession.shared.data(from: URL(string: "\(simulator!)/orders")!)
        let orders = try JSONDecoder().decode([String: [Listed]].self, from: data)
        return try #require(orders["tranzzo"]?.first { $0.merchantOrder == id }).arrivals
    }

    @Test func aDoubleTapIsOneRefund() async throws {
        for _ in 0..<2 {
            let refund = try await give("order-0", by: service())
            #expect(refund.stage == .ended && refund.status == .succeeded && refund.amount == amount)
        }
        #expect(try await arrivals("order-0") == 1)
    }

    @Test(arguments: [("drop_after", "order-2"), ("truncated", "order-4"), ("html_after", "order-6")])
    func aLostResponseIsFoundAndNothingIsSentTwice(_ fault: String, _ id: String) async throws {
        try await expect(fault)
        #expect(try await give(id, by: service()).status == .unknown)
        // Another service, as after a restart: it has the store and nothing else.
        let found = try await service(ahead: minute).resume()
        #expect(found.map(\.status) == [.succeeded])
        #expect(try await arrivals(id) == 1)
    }

    @Test func aTimeoutIsALostResponse() async throws {
        try await expect("slow")
        let start = Date()
        let refund = try await give("order-8", by: service(longest: 1))
        // The simulator itself gives up after three seconds.
        #expect(Date().timeIntervalSince(start) < 2.5)
        #expect(refund.reason == .lost)
        #expect(try await service(ahead: minute).resume().map(\.status) == [.succeeded])
    }

    @Test func aRefundThatIsDecidedLaterIsAskedForWhenItIsDue() async throws {
        #expect(try await give("order-1", by: service()).stage == .inProgress)
        #expect(try await service().resume().isEmpty)
        try await Task.sleep(nanoseconds: 1_200_000_000)
        #expect(try await service(ahead: minute).resume().map(\.status) == [.succeeded])
    }

    @Test func withoutConnectionNothingWasSentAndLaterItIs() async throws {
        #expect(try await give("order-3", by: service("http://127.0.0.1:1")).stage == .planned)
        #expect(try await arrivals("order-3") == 0)
        _ = try await service(ahead: 10 * minute).resume()
        #expect(try await arrivals("order-3") == 1)
    }

    /// An app that dies after a wish was kept and before its ledger was: the next start goes on with it.
    @Test func aWishWithoutARowIsTakenUp() async throws {
        let (service, order) = try (service(), order("order-5"))
        try await ledgers.remember(service.key(order), order, Wish(reference: "return", amount: amount))
        // Of an account that the till no longer has: it must not keep the other.
        let gone = Order(account: "gone", id: "order-5", captured: amount)
        try await ledgers.remember("gone", gone, Wish(reference: "return", amount: amount))
        try Data("{".utf8).write(to: ledgers.folder.appendingPathComponent("spoiled.json"))
        #expect(try await service.resume().count == 1)
        #expect(try await arrivals("order-5") == 1)
    }

    /// The first refund has ended, so that its row has no work.
    @Test func aSecondWishIsTakenUp() async throws {
        _ = try await give("order-9", by: service())
        try await Task.sleep(nanoseconds: 1_200_000_000)
        let (later, order) = try (service(ahead: minute), order("order-9"))
        #expect(try await later.resume().map(\.status) == [.succeeded])
        try await ledgers.remember(later.key(order), order, Wish(reference: "second", amount: amount))
        // Another call that had opened the ledger before stores it once more, without work.
        let key = try later.key(order)
        let row = try #require(await ledgers.load(key: key))
        let step = StoreStep(id: 0, key: key, body: row.body, expected: row.version, due: nil, attention: .none, summary: "")
        #expect(try await ledgers.store(step))
        #expect(try await later.resume().count == 2)
        #expect(try await later.resume().isEmpty)
        #expect(try await arrivals("order-9") == 2)
    }

    /// Another store of the same shop refunds the order as well, and so its refund is none that this one knows.
    @Test func anAlertThatNamesNoRefundIsTold() async throws {
        let other = try Ledgers(folder: FileManager.default.temporaryDirectory.appendingPathComponent(newIdempotencyKey()))
        let tranzzo = try TranzzoAccount(credentials(), endpoint: .loopback("\(simulator!)/tranzzo"))
        let elsewhere = RefundService(accounts: ["tranzzo": tranzzo], ledgers: other)
        _ = try await elsewhere.refund(order("order-8"), Wish(reference: "elsewhere", amount: amount))
        _ = try await service().refund(order("order-8"), Wish(reference: "second", amount: amount))
        let found = try await service().needingAPerson()
        #expect(found.map(\.order.id) == ["order-8"])
        let alerts = try #require(found.first).ledger.alerts
        #expect(alerts.contains { $0.kind == .recordBehind && $0.reference == nil })
    }

    @Test func refusedCredentialsWaitForNewOnes() async throws {
        try await expect("credentials_refused")
        let refused = try await service().refund(order("order-8"), Wish(reference: "refused", amount: amount))
        #expect(refused?.stage == .planned && refused?.reason == .credentialsRefused)
        let later = try service(ahead: 10 * minute)
        #expect(try await later.resume().isEmpty)
        #expect(try await later.needingAPerson().count == 1)
        #expect(try await later.credentialsChanged().map(\.status) == [.succeeded])
        #expect(try await later.credentialsChanged().isEmpty)
    }

    @Test func redirectsAreNotFollowed() async throws {
        try await expect("redirect")
        #expect(try await give("order-7", by: service()).status != .succeeded)
    }
}
