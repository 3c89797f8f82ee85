// Sends over URLSession, once: no redirects, no cookies, no cache.

import Foundation
import Refundkit
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

public final class Wire: NSObject, URLSessionTaskDelegate, Sendable {
    let timeout: TimeInterval

    public init(timeout: TimeInterval = 20) {
        self.timeout = timeout
    }

    /// None is a lost response: a timeout, a broken connection, half a body. Whether the provider acted, only its status tells.
    public func send(_ request: HttpRequest) async -> HttpResponse? {
        guard let request = request.urlRequest else { return nil }
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = timeout
        configuration.timeoutIntervalForResource = timeout
        // A session of its own: on a kept connection that broke, HTTP stacks may send a second time by themselves.
        let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        return try? await HttpResponse(session.data(for: request))
    }

    /// Another host must get neither the body nor the keys: the redirect itself is the response.
    public func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
