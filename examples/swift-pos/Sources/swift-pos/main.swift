// swift-pos <base url of a provider> [<order> <amount>]: refunds it, and first goes on with what is due.

import Foundation
import PointOfSale
import Refundkit

let arguments = CommandLine.arguments
guard arguments.count == 2 || arguments.count == 4 else {
    print("usage: swift-pos http://127.0.0.1:<port>/tranzzo [order-0 10.50]")
    exit(2)
}

/// What the cashier reads.
func words(_ refund: RefundView) throws -> String {
    switch refund.stage {
    case .ended: try "\(refund.reference): \(refund.status) \(refund.amount.format()) \(refund.amount.currency)"
    case .planned: "\(refund.reference): not sent yet; run again without an order"
    case .inProgress: "\(refund.reference): not known yet; run again without an order to ask"
    case .manualReview: "\(refund.reference): do not refund again, call the office"
    }
}

// The simulator's test keys. An app reads its own from the keychain: `Secret(text)`.
let credentials = TranzzoCredentials(
    posId: "dc728de1-51ef-4ef1-80f7-3b44b07b5667", apiKey: "demo-key", apiSecret: "demo-secret",
    endpointsKey: "demo-endpoints-key")
let provider = try Tranzzo(credentials: credentials, config: TranzzoConfig(endpoint: .loopback(arguments[1])))
let service = RefundService(provider: provider, ledgers: try Ledgers(folder: URL(fileURLWithPath: "refunds")))

for refund in try await service.resume() {
    print(try words(refund))
}
if arguments.count == 4 {
    // Every order of the simulator is of 100.00 UAH.
    let order = Order(id: arguments[2], captured: Money(minorUnits: 10_000, currency: "UAH"))
    do {
        let wish = Wish(reference: "return of \(order.id)", amount: try money(text: arguments[3], currency: "UAH"))
        if let refund = try await service.refund(order, wish) { print(try words(refund)) }
    } catch let error as RefundError {
        print("nothing was sent:", error)
        exit(1)
    }
}
