// What Swift needs beside the generated classes: a secret that never shows, readable errors, prints without secrets, and
// the way to and from URLSession. Knows no provider.

import Foundation
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

let mask = "***"

/// A password, API key or private key in PEM: a literal, or `Secret(text)`. It is shown as a mask and gives its text to
/// nothing but the library.
public struct Secret: Sendable, Hashable, ExpressibleByStringLiteral {
    let text: String

    public init(_ text: String) {
        self.text = text
    }

    public init(stringLiteral text: String) {
        self.text = text
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { mask }
    public var debugDescription: String { mask }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension RefundError: LocalizedError, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Stable, for programs: `invalid_amount`, `unverified`.
    public var code: String { parts.code }

    /// Path of what is wrong, such as `goods[1].price`. May be empty.
    public var field: String { parts.field }

    /// What is wrong, for people. Not stable.
    public var detail: String { parts.detail }

    /// The HTTP response to give to whoever sent the message, where there is one to give.
    public var reply: HttpResponse? { parts.reply }

    /// `invalid_amount: goods[1].price: must be positive`.
    public var description: String { [code, field, detail].filter { !$0.isEmpty }.joined(separator: ": ") }
    public var errorDescription: String? { description }
    public var debugDescription: String { "RefundError(\(description))" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    private var parts: (code: String, field: String, detail: String, reply: HttpResponse?) {
        switch self {
        case let .Refused(code, field, detail, reply): (code, field, detail, reply)
        }
    }
}

/// Messages hold secrets in their headers and bodies: they print as the core does, and `dump` finds no children.
extension Header: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension HttpRequest: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension HttpResponse: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension ReceivedRequest: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Prepared: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension HttpRequest {
    /// For URLSession: exactly these headers and this body, no cookies, no cache. The session must follow no redirect.
    public var urlRequest: URLRequest? {
        guard let url = URL(string: url) else { return nil }
        var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalAndRemoteCacheData)
        request.httpMethod = method == .post ? "POST" : "GET"
        request.httpShouldHandleCookies = false
        request.httpBody = body.map { Data($0.utf8) }
        headers.forEach { request.setValue($0.value, forHTTPHeaderField: $0.name) }
        return request
    }
}

extension HttpResponse {
    /// What URLSession gave: `HttpResponse(try await session.data(for: request.urlRequest))`. None if it was no HTTP.
    public init?(_ received: (data: Data, response: URLResponse)) {
        guard let response = received.response as? HTTPURLResponse, let status = UInt16(exactly: response.statusCode)
        else { return nil }
        let headers = response.allHeaderFields.map { Header(name: "\($0)", value: "\($1)") }
        self.init(status: status, headers: headers, body: received.data)
    }
}

/// The generated reader copies through these: Foundation's own are generic over regions, and took most of a call's time.
extension Data {
    func copyBytes(to buffer: UnsafeMutableRawBufferPointer, from range: Range<Int>) {
        let (start, end) = (range.lowerBound - startIndex, range.upperBound - startIndex)
        withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
    }

    func copyBytes(to buffer: UnsafeMutableBufferPointer<UInt8>, from range: Range<Int>) {
        copyBytes(to: UnsafeMutableRawBufferPointer(buffer), from: range)
    }
}
