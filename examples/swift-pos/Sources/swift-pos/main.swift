// swift-pos <address of the simulator> [<account> <order> <amount> <reference> | credentials-changed]: refunds it, or says that there
// are new credentials, and first goes on with what is due. The reference is the till's own id of the return, such as the number of its
// receipt: under the same one it is the same refund.

import Foundation
import PointOfSale
import Refundkit

let arguments = CommandLine.arguments
guard arguments.count == 2 || arguments.count == 6 || arguments.count == 3 && arguments[2] == "credentials-changed" else {
    print("usage: swift-pos http://127.0.0.1:<port> [tranzzo order-0 10.50 return-1 | credentials-changed]")
    exit(2)
}

/// What the cashier reads.
func words(_ refund: RefundView) throws -> String {
    switch refund.stage {
    case .ended: try "\(refund.reference): \(refund.status) \(refund.amount.format()) \(refund.amount.currency)"
    case .planned where refund.reason == .credentialsRefused:
        "\(refund.reference): not sent: the provider refuses the till's credentials; call the office"
    case .planned: "\(refund.reference): not sent yet; run again without an order"
    case .inProgress: "\(refund.reference): not known yet; run again without an order to ask"
    case .manualReview: "\(refund.reference): do not refund again, call the office"
    }
}

/// What the office has to look at: docs/on-call.md has the words.
func words(_ order: Order, _ ledger: LedgerView) -> String {
    let alerts = ledger.alerts.map { "\($0.kind)" }
    let undecided = ledger.refunds.filter { $0.stage == .manualReview }.map(\.reference)
    return "\(order.account) \(order.id): call the office: \((alerts + undecided).joined(separator: ", "))"
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

func carryOut(_ service: RefundService, _ accounts: [String: any Account]) async throws {
    let renewed = arguments.last == "credentials-changed" ? try await service.credentialsChanged() : []
    for refund in try await renewed + service.resume() {
        print(try words(refund))
    }
    if arguments.count == 6 {
        let (name, id, amount) = (arguments[2], arguments[3], arguments[4])
        guard let currency = accounts[name]?.currency else { throw CredentialStoreError("there is no account \(name)") }
        // Every order of the simulator is of 100.00.
        let order = Order(account: name, id: id, captured: Money(minorUnits: 10_000, currency: currency))
        let wish = Wish(reference: arguments[5], amount: try money(text: amount, currency: currency))
        if let refund = try await service.refund(order, wish) { print(try words(refund)) }
    }
}

do {
    let accounts = try accounts()
    let service = RefundService(accounts: accounts, ledgers: try Ledgers(folder: URL(fileURLWithPath: "refunds")))
    var failed: (any Error)?
    do { try await carryOut(service, accounts) } catch { failed = error }
    for (order, ledger) in try await service.needingAPerson() {
        print(words(order, ledger))
    }
    if let failed { throw failed }
} catch {
    print("it did not go on:", error)
    exit(1)
}
