// Sends over URLSession, once: no redirects, no cookies, no cache.

import Foundation
import Refundkit
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

public final class Sender: NSObject, URLSessionTaskDelegate, Sendable {
    let longest: TimeInterval

    public init(longest: TimeInterval = 20) {
        self.longest = longest
    }

    /// The response, within so many milliseconds. What it throws is a lost response, but where no connection could be made.
    public func send(_ request: HttpRequest, within milliseconds: Int64) async throws -> HttpResponse? {
        guard let request = request.urlRequest else { return nil }
        let configuration = URLSessionConfiguration.ephemeral
        let seconds = min(longest, max(0.001, Double(milliseconds) / 1000))
        configuration.timeoutIntervalForRequest = seconds
        configuration.timeoutIntervalForResource = seconds
        // A session of its own: on a kept connection that broke, HTTP stacks may send a second time by themselves.
        let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        do {
            return try await HttpResponse(session.data(for: request))
        } catch let error as URLError where error.code == .cannotConnectToHost || error.code == .cannotFindHost {
            throw NotSent()
        }
    }

    /// Another host must get neither the body nor the keys: the redirect itself is the response.
    public func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
