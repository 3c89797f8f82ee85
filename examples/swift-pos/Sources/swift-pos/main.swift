// swift-pos <address of the simulator> [<account> <order> <amount>]: refunds it, and first goes on with what is due.

import Foundation
import PointOfSale
import Refundkit

let arguments = CommandLine.arguments
guard arguments.count == 2 || arguments.count == 5 else {
    print("usage: swift-pos http://127.0.0.1:<port> [tranzzo order-0 10.50]")
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

func accounts() throws -> [String: any Account] {
    let file = ProcessInfo.processInfo.environment["CREDENTIALS"] ?? "till.credentials"
    let store = try FileCredentialStore(file: URL(fileURLWithPath: file))
    var accounts: [String: any Account] = [
        "tranzzo": try TranzzoAccount(store, endpoint: .loopback("\(arguments[1])/tranzzo"))
    ]
    #if canImport(Security)
    accounts["bank131"] = try Bank131Account(store, endpoint: .loopback("\(arguments[1])/bank131"))
    #endif
    return accounts
}

do {
    let accounts = try accounts()
    let service = RefundService(accounts: accounts, ledgers: try Ledgers(folder: URL(fileURLWithPath: "refunds")))
    for refund in try await service.resume() {
        print(try words(refund))
    }
    if arguments.count == 5 {
        let (name, id, amount) = (arguments[2], arguments[3], arguments[4])
        guard let currency = accounts[name]?.currency else { throw CredentialStoreError("there is no account \(name)") }
        // Every order of the simulator is of 100.00.
        let order = Order(account: name, id: id, captured: Money(minorUnits: 10_000, currency: currency))
        let wish = Wish(reference: "return of \(id)", amount: try money(text: amount, currency: currency))
        if let refund = try await service.refund(order, wish) { print(try words(refund)) }
    }
} catch {
    print("it did not go on:", error)
    exit(1)
}
