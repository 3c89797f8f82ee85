// swift-pos <base url of a provider> <order> <amount>: refunds it, and first looks after refunds that were left open.

import Foundation
import PointOfSale
import Refundkit

let arguments = CommandLine.arguments
guard arguments.count == 4 else {
    print("usage: swift-pos http://127.0.0.1:<port>/tranzzo order-0 10.50")
    exit(2)
}
// The simulator's test keys. An app reads its own from the keychain: `Secret(text)`.
let credentials = TranzzoCredentials(
    posId: "dc728de1-51ef-4ef1-80f7-3b44b07b5667", apiKey: "demo-key", apiSecret: "demo-secret",
    endpointsKey: "demo-endpoints-key")
let provider = try Tranzzo(credentials: credentials, config: TranzzoConfig(endpoint: .loopback(arguments[1])))
let journal = try Journal(folder: URL(fileURLWithPath: "refunds"))
// A second instead of the provider's own `askAfterMs`: the simulator decides quickly.
let service = RefundService(provider: provider, journal: journal, pause: { _ in try await Task.sleep(nanoseconds: 1_000_000_000) })

for key in try journal.open() {
    print("left open", key, try await service.finish(key))
}
let key: String
do {
    key = try await service.start(money(text: arguments[3], currency: "UAH"), of: arguments[2])
} catch let error where error is RefundError || error is RefundServiceError {
    print("nothing was sent:", error)
    exit(1)
}
let outcome = try await service.finish(key)
print(key, outcome.status, outcome.nextAction, try outcome.amount?.format() ?? "-")
