// Sends a step of a ledger with URLSession, once.

import Foundation
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Sends a step of a ledger with URLSession, once: it follows no redirect, gives no password, and
/// knows no cookies and no cache. Each request has a session of its own: on a kept connection that
/// broke, HTTP stacks may send a second time by themselves.
public struct URLSessionSender: Sendable {
    private let longest: TimeInterval

    /// It gives up at the step's `before`, or after so many seconds.
    public init(longest: TimeInterval = .infinity) {
        self.longest = longest
    }

    /// The response. What it throws is a lost one, except for `NotSent`: it was too late, or no
    /// connection came about. Where the task is cancelled, it throws a `CancellationError`. Of a
    /// body longer than the 4 MiB that are parsed, it keeps one byte more.
    public func send(_ step: SendStep) async throws -> HttpResponse {
        try await send(step.request, within: step.before - millisecondsSince1970())
    }

    /// The same for a request of your own, which takes so many milliseconds at most.
    public func send(
        _ request: HttpRequest, within milliseconds: Int64
    ) async throws -> HttpResponse {
        try Task.checkCancellation()
        guard milliseconds > 0 else { throw NotSent() }
        guard let asked = request.urlRequest else { throw NotSent(URLError(.badURL)) }
        let seconds = min(longest, Double(milliseconds) / 1000)
        return try await Exchange().response(to: asked, within: seconds)
    }
}

private let longestBody = 4 * 1024 * 1024 + 1

/// Cookies, passwords and responses of before have nothing to do with a refund. The time is kept by
/// the exchange: on Linux this one counts whole seconds, and anew whenever a piece of the response
/// comes.
private func plain(_ seconds: TimeInterval) -> URLSessionConfiguration {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.urlCredentialStorage = nil
    configuration.httpCookieStorage = nil
    configuration.timeoutIntervalForRequest = seconds.rounded(.up) + 1
    configuration.timeoutIntervalForResource = seconds.rounded(.up) + 1
    return configuration
}

private typealias Disposing =
    @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void

/// One request, and what came of it: the first end counts.
private final class Exchange: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    private let lock = NSLock()
    private var body = Data()
    private var isComplete = false
    private var ended: Result<HttpResponse, any Error>?
    private var waiting: CheckedContinuation<HttpResponse, any Error>?

    func response(
        to request: URLRequest, within seconds: TimeInterval
    ) async throws -> HttpResponse {
        let session = URLSession(configuration: plain(seconds), delegate: self, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let task = session.dataTask(with: request)
        defer { if !lock.withLock({ isComplete }) { task.cancel() } }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard waits(continuation) else { return }
                DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [weak self] in
                    self?.end(with: .failure(URLError(.timedOut)))
                }
                task.resume()
            }
        } onCancel: {
            end(with: .failure(CancellationError()))
        }
    }

    /// Whether there is something to wait for: the task may have been cancelled before.
    private func waits(_ continuation: CheckedContinuation<HttpResponse, any Error>) -> Bool {
        let before = lock.withLock {
            if ended == nil { waiting = continuation }
            return ended
        }
        if let before { continuation.resume(with: before) }
        return before == nil
    }

    private func end(with result: Result<HttpResponse, any Error>) {
        let told = lock.withLock {
            defer { waiting = nil }
            if ended == nil { ended = result }
            return waiting
        }
        told?.resume(with: result)
    }

    private func end(with response: URLResponse?) {
        let whole = response.flatMap { HttpResponse((data: body, response: $0)) }
        end(with: whole.map { .success($0) } ?? .failure(URLError(.badServerResponse)))
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        body.append(data.prefix(longestBody - body.count))
        if body.count == longestBody { end(with: dataTask.response) }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        lock.withLock { isComplete = true }
        guard let error else { return end(with: task.response) }
        end(with: .failure(isUnconnected(task, error) ? NotSent(error) : error))
    }

    /// Another host must get neither the body nor the keys: the redirect itself is the response.
    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        didReceive challenge: URLAuthenticationChallenge, completionHandler: @escaping Disposing
    ) {
        #if canImport(FoundationNetworking)
        // The response that asks for a password is whole by now, and would never end.
        end(with: task.response)
        completionHandler(.cancelAuthenticationChallenge, nil)
        #else
        completionHandler(.performDefaultHandling, nil)
        #endif
    }
}

/// Whether no connection came about, and nothing of the body was asked for.
private func isUnconnected(_ task: URLSessionTask, _ error: any Error) -> Bool {
    guard let error = error as? URLError, task.countOfBytesSent == 0 else { return false }
    #if canImport(FoundationNetworking)
    let message = error.localizedDescription
    return error.code == .cannotFindHost || connecting.contains { message.hasPrefix($0) }
    #else
    return error.code == .cannotFindHost || error.code == .cannotConnectToHost
    #endif
}

#if canImport(FoundationNetworking)
/// How messages of libcurl begin that it has only while it connects, whatever the code:
/// `.cannotConnectToHost` may be the refusal of a first address although the second one took the
/// request. It says "Failed to connect" when there is no address left.
private let connecting = [
    "Failed to connect to ", "SSL certificate problem: ",
    "SSL: no alternative certificate subject name matches target ",
]
#endif
