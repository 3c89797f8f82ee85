// Where a till's credentials live, and the keys that it signs with.

import Foundation
import Refundkit

/// The names are those of the providers' fields, such as `tranzzo.apiSecret`. On a device this is the keychain: `SecItemCopyMatching`
/// for a text, and `SecKeyCreateSignature` with a key of it that is not exportable.
public protocol CredentialStore: Sendable {
    /// A secret, or another text of an account.
    func text(_ name: String) throws -> String

    /// The public half of a signing key in PEM: what was signed is verified with it.
    func publicKey(_ name: String) throws -> String

    /// Signs with a key that stays in the store. It may have to wait for a person, as the keychain does.
    func sign(_ name: String, _ algorithm: SigningAlgorithm, _ text: String) async throws -> Data
}

/// Says what is missing or wrong, by its name, and nothing of what is in the store.
public struct CredentialStoreError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
