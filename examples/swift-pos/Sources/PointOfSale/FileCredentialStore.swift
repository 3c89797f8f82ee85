// Credentials in a file that only its owner may read: a line for each, `name=value`.

import Foundation
import Refundkit

#if canImport(Security)
import Security
#endif

/// Of a signing key the value is its PKCS#8 in Base64, which is what stands between the lines of its PEM.
public struct FileCredentialStore: CredentialStore {
    private let file: String
    private let values: [String: String]

    public init(file: URL) throws {
        self.file = file.path
        try Self.refuseReaders(of: file.path)
        values = try Self.read(file)
    }

    public func text(_ name: String) throws -> String {
        guard let value = values[name] else { throw CredentialStoreError("\(file) has no \(name)") }
        return value
    }

    /// Before anything is read.
    private static func refuseReaders(of file: String) throws {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: file),
            let permissions = attributes[.posixPermissions] as? NSNumber
        else { throw CredentialStoreError("there is no file \(file)") }
        if permissions.intValue & 0o077 != 0 {
            throw CredentialStoreError("others than its owner may read or change \(file): chmod 600 \(file)")
        }
    }

    private static func read(_ file: URL) throws -> [String: String] {
        var values: [String: String] = [:]
        let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: .newlines)
        for (index, line) in lines.enumerated() where !line.isEmpty && !line.hasPrefix("#") {
            guard let separator = line.firstIndex(of: "=") else {
                throw CredentialStoreError("line \(index + 1) of \(file.path) is not name=value")
            }
            let name = String(line[..<separator])
            guard values.updateValue(String(line[line.index(after: separator)...]), forKey: name) == nil else {
                throw CredentialStoreError("\(name) stands twice in \(file.path)")
            }
        }
        return values
    }
}

extension FileCredentialStore: CustomStringConvertible, CustomReflectable {
    public var description: String { "FileCredentialStore" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

#if canImport(Security)
extension FileCredentialStore {
    public func publicKey(_ name: String) throws -> String {
        guard let key = SecKeyCopyPublicKey(try key(name)), let bytes = SecKeyCopyExternalRepresentation(key, nil) else {
            throw CredentialStoreError("\(name) in \(file) has no public half")
        }
        let lines = (bytes as Data).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return "-----BEGIN RSA PUBLIC KEY-----\n\(lines)\n-----END RSA PUBLIC KEY-----\n"
    }

    public func sign(_ name: String, _ algorithm: SigningAlgorithm, _ text: String) async throws -> Data {
        let scheme: SecKeyAlgorithm =
            switch algorithm {
            case .rsaPkcs1Sha256: .rsaSignatureMessagePKCS1v15SHA256
            }
        guard let signature = SecKeyCreateSignature(try key(name), scheme, Data(text.utf8) as CFData, nil) else {
            throw CredentialStoreError("\(name) in \(file) does not sign")
        }
        return signature as Data
    }

    private func key(_ name: String) throws -> SecKey {
        let attributes = [kSecAttrKeyType: kSecAttrKeyTypeRSA, kSecAttrKeyClass: kSecAttrKeyClassPrivate] as CFDictionary
        guard let bytes = Data(base64Encoded: try text(name)).flatMap(pkcs1),
            let key = SecKeyCreateWithData(bytes as CFData, attributes, nil)
        else { throw CredentialStoreError("\(name) in \(file) is no RSA key in PKCS#8 and Base64") }
        return key
    }
}
#else
/// Foundation signs nothing on Linux: there the key is in another store.
extension FileCredentialStore {
    public func publicKey(_ name: String) throws -> String {
        throw CredentialStoreError("nothing here reads \(name) in \(file): that needs Apple's Security framework")
    }

    public func sign(_ name: String, _ algorithm: SigningAlgorithm, _ text: String) async throws -> Data {
        throw CredentialStoreError("nothing here signs with \(name) in \(file): that needs Apple's Security framework")
    }
}
#endif

/// The PKCS#1 inside of a PKCS#8, which is what the Security framework takes. What comes before it is the same for all RSA keys of
/// 2048 to 4096 bits, but for two lengths.
func pkcs1(_ pkcs8: Data) -> Data? {
    let rsa: [UInt8] = [2, 1, 0, 0x30, 0x0D, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1, 5, 0, 4, 0x82]
    let bytes = [UInt8](pkcs8)
    guard bytes.count > 26, Array(bytes[4..<24]) == rsa else { return nil }
    return Data(bytes[26...])
}
