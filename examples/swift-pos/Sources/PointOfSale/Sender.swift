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

    /// The response, within so many milliseconds. What it throws is a lost response, but where no time is left or no connection
    /// could be made.
    public func send(_ request: HttpRequest, within milliseconds: Int64) async throws -> HttpResponse? {
        guard milliseconds > 0 else { throw NotSent() }
        guard let request = request.urlRequest else { return nil }
        let configuration = URLSessionConfiguration.ephemeral
        let seconds = min(longest, Double(milliseconds) / 1000)
        configuration.timeoutIntervalForRequest = seconds
        configuration.timeoutIntervalForResource = seconds
        // A session of its own: on a kept connection that broke, HTTP stacks may send a second time by themselves.
        let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        do {
            return try await HttpResponse(session.data(for: request))
        } catch let error as URLError where Self.isUnconnected(error) {
            throw NotSent()
        }
    }

    /// Where Foundation sends by libcurl, a refused connection proves nothing: of a host with two addresses the first may have
    /// refused it, and the second one have taken the request.
    private static func isUnconnected(_ error: URLError) -> Bool {
        #if canImport(FoundationNetworking)
        return error.code == .cannotFindHost
        #else
        return error.code == .cannotFindHost || error.code == .cannotConnectToHost
        #endif
    }

    /// Another host must get neither the body nor the keys: the redirect itself is the response.
    public func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
