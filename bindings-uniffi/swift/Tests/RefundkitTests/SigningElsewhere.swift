// Keys that live elsewhere: `prepare`, a signature from a closure, `finish`.

import Foundation
import Refundkit
import Testing

#if canImport(Security)
import Security
#endif

@Suite struct SigningElsewhere {
    let refund = SessionRefund(
        sessionId: "ps_3230", amount: .partial(Money(minorUnits: 1000, currency: "RUB")), idempotencyKey: "key-1")

    /// The app's provider: it knows the public half of the key alone, and checks what was signed.
    func app() throws -> Bank131 {
        try Bank131(credentials: SessionCredentials(project: "shop", publicKey: key("merchant_public")))
    }

    /// Where the key is: a service, an HSM, a keychain.
    func signature(of prepared: Prepared) throws -> Data {
        let holder = try Bank131(credentials: SessionCredentials(project: "shop", privateKey: Secret(key("merchant_pkcs8"))))
        let signed = try holder.buildRequest(refund: refund)
        #expect(signed.body == prepared.toSign)
        let header = try #require(signed.headers.first { $0.name == prepared.signatureHeader })
        return try #require(Data(base64Encoded: header.value))
    }

    func finished(sign: (Prepared) throws -> Data) throws -> HttpRequest {
        let prepared = try app().prepare(refund: refund)
        #expect(prepared.algorithm == .rsaPkcs1Sha256)
        return try app().finish(prepared: prepared, signature: sign(prepared))
    }

    @Test func aClosureSigns() throws {
        let request = try finished(sign: signature)
        #expect(request.headers.contains { $0.name == "x-partner-sign" })
    }

    @Test func aWrongSignatureIsNotSent() throws {
        let error = refused {
            try finished { prepared in
                var wrong = try signature(of: prepared)
                wrong[0] ^= 1
                return wrong
            }
        }
        #expect(error?.field == "signature")
    }

    @Test func withoutAKeyNothingIsSignedHere() throws {
        #expect(refused { try app().buildRequest(refund: refund) }?.field == "credentials.privateKey")
    }

    #if canImport(Security)
    /// A key of the keychain signs; on a device it is found with SecItemCopyMatching.
    @Test func theKeychainSigns() throws {
        let pem = try key("merchant_pkcs1").split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
        let attributes = [kSecAttrKeyType: kSecAttrKeyTypeRSA, kSecAttrKeyClass: kSecAttrKeyClassPrivate] as CFDictionary
        let key = try #require(SecKeyCreateWithData(Data(base64Encoded: pem)! as CFData, attributes, nil))
        let request = try finished { prepared in
            let message = Data(prepared.toSign.utf8) as CFData
            return try #require(SecKeyCreateSignature(key, .rsaSignatureMessagePKCS1v15SHA256, message, nil)) as Data
        }
        #expect(try request == finished(sign: signature))
    }
    #endif
}
