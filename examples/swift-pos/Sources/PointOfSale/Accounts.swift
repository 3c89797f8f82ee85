// The shop's accounts. Providers differ in the types of a payment and of a request; what a ledger does is the same.

import Foundation
import Refundkit

public protocol Account: Sendable {
    var currency: String { get }

    func key(_ order: Order) throws -> String

    func open(_ order: Order, row: LedgerRow?) throws -> OpenLedger

    /// For providers that want signed requests.
    func sign(_ step: SignStep) async throws -> Data?
}

extension Account {
    public func sign(_ step: SignStep) async throws -> Data? {
        throw NobodySigns()
    }
}

/// The ledger of an order, and how it takes a wish.
public struct OpenLedger: Sendable {
    let ledger: any RefundLedgerProtocol
    let request: @Sendable (Wish) throws -> Void
}

/// The shop's own name of its accounts, for ever.
private let settings = LedgerSettings(account: "till")

/// Its requests carry digests that are made with the secret, so that the library has it.
public struct TranzzoAccount: Account {
    let provider: Tranzzo

    public init(_ store: any CredentialStore, endpoint: Endpoint = .live) throws {
        let credentials = TranzzoCredentials(
            posId: try store.text("tranzzo.posId"), apiKey: Secret(try store.text("tranzzo.apiKey")),
            apiSecret: Secret(try store.text("tranzzo.apiSecret")),
            endpointsKey: Secret(try store.text("tranzzo.endpointsKey")))
        provider = try Tranzzo(credentials: credentials, config: TranzzoConfig(endpoint: endpoint))
    }

    public var currency: String { "UAH" }

    public func key(_ order: Order) throws -> String {
        try provider.ledgerKey(settings: settings, payment: TranzzoPayment(orderId: order.id))
    }

    public func open(_ order: Order, row: LedgerRow?) throws -> OpenLedger {
        let payment = TranzzoPayment(orderId: order.id)
        let ledger = try provider.ledger(settings: settings, payment: payment, captured: order.captured, row: row)
        return OpenLedger(ledger: ledger) { wish in
            try ledger.request(reference: wish.reference, refund: TranzzoRequest(amount: wish.amount))
        }
    }
}

private let signingKey = "bank131.signingKey"

/// Its requests are signed by the store. The library has the public key, and lets nothing leave that this does not verify.
public struct Bank131Account: Account {
    let provider: Bank131
    let store: any CredentialStore

    public init(_ store: any CredentialStore, endpoint: Endpoint = .live) throws {
        let credentials = SessionCredentials(
            project: try store.text("bank131.project"), publicKey: try store.publicKey(signingKey))
        provider = try Bank131(credentials: credentials, config: SessionConfig(endpoint: endpoint))
        self.store = store
    }

    public var currency: String { "RUB" }

    /// The id of such an order is that of its session.
    public func key(_ order: Order) throws -> String {
        try provider.ledgerKey(settings: settings, payment: PaymentSession(sessionId: order.id))
    }

    public func open(_ order: Order, row: LedgerRow?) throws -> OpenLedger {
        let payment = PaymentSession(sessionId: order.id)
        let ledger = try provider.ledger(settings: settings, payment: payment, captured: order.captured, row: row)
        return OpenLedger(ledger: ledger) { wish in
            try ledger.request(reference: wish.reference, refund: SessionRequest(amount: wish.amount))
        }
    }

    public func sign(_ step: SignStep) async throws -> Data? {
        try await store.sign(signingKey, step.algorithm, step.toSign)
    }
}
