// Stores of credentials: a file, and one whose key is in another process.

import Foundation
import Refundkit
import Testing

@testable import PointOfSale
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

private let simulator = ProcessInfo.processInfo.environment["REFUNDKIT_SIMULATOR"]
private let secrets = ["demo-key", "demo-secret", "demo-endpoints-key"]
private let lines = """
    # the till's

    tranzzo.posId=dc728de1-51ef-4ef1-80f7-3b44b07b5667
    tranzzo.apiKey=demo-key
    tranzzo.apiSecret=demo-secret
    tranzzo.endpointsKey=demo-endpoints-key
    bank131.project=demo-project
    """

/// The simulator's, which everybody knows.
func credentials(_ permissions: Int = 0o600, more: String = "") throws -> FileCredentialStore {
    try FileCredentialStore(file: temporary("\(lines)\n\(more)", permissions))
}

private func place() throws -> URL {
    try FileManager.default.temporaryDirectory.appendingPathComponent(newIdempotencyKey())
}

private func temporary(_ text: String, _ permissions: Int = 0o600) throws -> URL {
    let file = try place()
    try Data(text.utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: file.path)
    return file
}

private func openssl(_ arguments: String...) throws -> Data {
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return bytes
}

/// Its key is in a file that only openssl reads, as that of a keychain is only in the keychain.
struct ElsewhereStore: CredentialStore {
    let texts: FileCredentialStore
    let key: URL

    func text(_ name: String) throws -> String { try texts.text(name) }

    func publicKey(_ name: String) throws -> String {
        String(decoding: try openssl("pkey", "-in", key.path, "-pubout"), as: UTF8.self)
    }

    func sign(_ name: String, _ algorithm: SigningAlgorithm, _ text: String) async throws -> Data {
        try openssl("dgst", "-sha256", "-sign", key.path, temporary(text).path)
    }
}

/// Does not sign now, as a keychain that is locked.
private struct StoppedStore: CredentialStore {
    let store: ElsewhereStore

    func text(_ name: String) throws -> String { try store.text(name) }

    func publicKey(_ name: String) throws -> String { try store.publicKey(name) }

    func sign(_ name: String, _ algorithm: SigningAlgorithm, _ text: String) async throws -> Data {
        throw CredentialStoreError("locked")
    }
}

@Suite struct CredentialStoreTests {
    /// Says all of these words, and no secret.
    func refused(_ words: String..., by use: () throws -> Any) throws {
        var said = ""
        do { _ = try use() } catch let error as CredentialStoreError { said = "\(error)" }
        #expect(words.allSatisfy(said.contains), "\(said)")
        #expect(!secrets.contains(where: said.contains), "\(said)")
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o666])
    func aFileThatOthersMayReadIsRefused(_ permissions: Int) throws {
        try refused("chmod 600") { try credentials(permissions) }
    }

    @Test func whatIsWrongIsNamedAndNotShown() throws {
        try refused("there is no file") { try FileCredentialStore(file: URL(fileURLWithPath: "/none")) }
        try refused("has no other.name") { try credentials().text("other.name") }
        try refused("line 8", "name=value") { try credentials(more: "demo-secret") }
        try refused("tranzzo.apiSecret stands twice") { try credentials(more: "tranzzo.apiSecret=demo-secret") }
        try refused("bank131.project in") { try credentials().publicKey("bank131.project") }
    }

    @Test func aStorePrintsNothing() throws {
        let store = try credentials(0o400)
        #expect(try store.text("tranzzo.apiSecret") == "demo-secret")
        var printed = "\(store) \(String(reflecting: store))"
        dump(store, to: &printed)
        #expect(!secrets.contains(where: printed.contains), "\(printed)")
    }

    @Test func theSecurityFrameworksFormIsInsideOfPkcs8() throws {
        let file = try place()
        try openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048").write(to: file)
        let outside = try openssl("pkcs8", "-topk8", "-nocrypt", "-in", file.path, "-outform", "DER")
        let inside = try #require(pkcs1(outside))
        #expect(try inside == openssl("rsa", "-in", file.path, "-traditional", "-outform", "DER"))
        #expect(pkcs1(inside) == nil)
    }

    /// Bank 131's requests are signed by the store; the library has no private key.
    @Test(.enabled(if: simulator != nil)) func aKeyElsewhereSignsARefund() async throws {
        struct Listed: Decodable { let credentials: Credentials }
        struct Credentials: Decodable { let privateKey: String? }
        let (data, _) = try await URLSession.shared.data(from: URL(string: "\(simulator!)/accounts")!)
        let key = try JSONDecoder().decode([String: Listed].self, from: data)["bank131"]?.credentials.privateKey
        let store = ElsewhereStore(texts: try credentials(), key: try temporary(#require(key)))
        let (ledgers, endpoint) = (try Ledgers(folder: place()), Endpoint.loopback("\(simulator!)/bank131"))
        let session = "00000000-0000-4000-8000-000000000000"
        let order = Order(account: "bank131", id: session, captured: Money(minorUnits: 10_000, currency: "RUB"))
        let wish = Wish(reference: "return", amount: Money(minorUnits: 1050, currency: "RUB"))
        let stopped = RefundService(
            accounts: ["bank131": try Bank131Account(StoppedStore(store: store), endpoint: endpoint)], ledgers: ledgers)
        await #expect(throws: TakenOn.self) { try await stopped.refund(order, wish) }
        let service = RefundService(accounts: ["bank131": try Bank131Account(store, endpoint: endpoint)], ledgers: ledgers)
        #expect(try await service.resume().map(\.status) == [.succeeded])
        #expect(try await service.refund(order, wish)?.stage == .ended)
    }
}
